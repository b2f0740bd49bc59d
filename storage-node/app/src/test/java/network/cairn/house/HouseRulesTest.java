package network.cairn.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import network.cairn.base.files.Disk;
import network.cairn.ledger.client.Chain;
import network.cairn.ledger.client.ClientChain;

/// What Maven cannot hold: which package of a module may use what. Which module may use which
/// stands in the modules' POMs.
@AnalyzeClasses(packages = "network.cairn", importOptions = HouseRulesTest.ProductOnly.class)
final class HouseRulesTest {
  /// Leaves out test classes, also those of other modules' test jars.
  static final class ProductOnly implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("/test/")
          && !location.contains("/test-classes/")
          && !location.contains("-tests.jar");
    }
  }

  private static final String[] PURE = {
    "network.cairn.base.units..",
    "network.cairn.base.varint..",
    "network.cairn.ipld..",
    "network.cairn.ledger.types..",
    "network.cairn.ledger.rules..",
    "network.cairn.ledger.state..",
    "network.cairn.ledger.proof..",
    "network.cairn.ledger.light.."
  };

  /// Each package is a slice of its own.
  private static final SliceAssignment PACKAGES =
      new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
          String name = javaClass.getPackageName();
          return name.startsWith("network.cairn.proto")
              ? SliceIdentifier.ignore()
              : SliceIdentifier.of(name);
        }

        @Override
        public String getDescription() {
          return "packages";
        }
      };

  @ArchTest
  static final ArchRule noPackageIsPartOfACycle =
      slices().assignedFrom(PACKAGES).should().beFreeOfCycles();

  @ArchTest
  static final ArchRule baseAndIpldUseTheJdkOnly =
      noClasses()
          .that()
          .resideInAnyPackage("network.cairn.base..", "network.cairn.ipld..")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages(
              "network.cairn.base..", "network.cairn.ipld..", "java..", "org.jspecify..");

  @ArchTest
  static final ArchRule libp2pKnowsNeitherLedgerNorNode =
      noClasses()
          .that()
          .resideInAPackage("network.cairn.libp2p..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "network.cairn.ledger..",
              "network.cairn.store..",
              "network.cairn.content..",
              "network.cairn.deals..");

  @ArchTest
  static final ArchRule contentAndDealsDoNotKnowEachOther =
      noClasses()
          .that()
          .resideInAPackage("network.cairn.content..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("network.cairn.deals..", "network.cairn.ledger..");

  @ArchTest
  static final ArchRule theCommandLineReachesNothingButApi =
      noClasses()
          .that()
          .resideInAPackage("network.cairn.cli..")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages(
              "network.cairn.cli..",
              "network.cairn.api..",
              "network.cairn.base..",
              "java..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule apiUsesTheJdkAndBaseOnly =
      noClasses()
          .that()
          .resideInAPackage("network.cairn.api..")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages(
              "network.cairn.api..", "network.cairn.base..", "java..", "org.jspecify..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule pureCodeTouchesNoMachine =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.nio.file..", "java.net..", "java.util.concurrent..", "java.nio.channels..")
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(
              Thread.class, Clock.class, Random.class, ThreadLocalRandom.class, java.io.File.class);

  @ArchTest
  static final ArchRule pureCodeReadsNoClock =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime");

  @ArchTest
  static final ArchRule filesBecomeDurableInOnePlace =
      noClasses()
          .that()
          .resideOutsideOfPackage("network.cairn.base.files")
          .should()
          .callMethod(FileChannel.class, "force", boolean.class)
          .orShould()
          .callMethod(Files.class, "move", Path.class, Path.class, CopyOption[].class);

  /// A lock file is its holder's name; a part of a piece is nobody's bytes until it is whole.
  @ArchTest
  static final ArchRule filesLoseBytesInOnePlace =
      noClasses()
          .that()
          .resideOutsideOfPackage("network.cairn.base.files")
          .and()
          .haveNameNotMatching(".*\\.(RepoLock|Transfer)")
          .should()
          .callMethod(FileChannel.class, "truncate", long.class)
          .orShould()
          .callMethod(Disk.File.class, "truncate", long.class);

  /// A thread of the scheduler that finds no memory ends the process, and a loop that must not end
  /// is a `CriticalLoop`. These have threads of their own: each ends with what it serves, or says
  /// to it that it died.
  @ArchTest
  static final ArchRule threadsComeFromTheScheduler =
      noClasses()
          .that()
          .resideOutsideOfPackage("network.cairn.base.time")
          .and()
          .haveNameNotMatching(
              ".*\\.(lmdb\\.Writer|EmbeddedEngine|HashPool|DurableSteps|Connection|InProcess|Lifetime|LedgerSide"
                  + "|Rehearsal|Demo|Launcher|Testnet|Rpc|PutEvents|QuicEngine|SystemNames|TimeLimit)(\\$.*)?")
          .should()
          .callMethod(Thread.class, "ofPlatform")
          .orShould()
          .callMethod(Thread.class, "ofVirtual")
          .orShould()
          .callMethod(Thread.class, "startVirtualThread", Runnable.class)
          .orShould()
          .callConstructor(Thread.class, Runnable.class);

  /// What is done is done: whoever is told of a failure pays again. `Outcome.awaitSeen` waits for
  /// what a transaction did and fails for no ledger that falls silent; these wait for heights
  /// before they do anything, and try again.
  @ArchTest
  static final ArchRule whatIsDoneIsWaitedForInOnePlace =
      noClasses()
          .that()
          .haveNameNotMatching(
              ".*\\.(Outcome|Sender|LedgerProvider|Opener|Repair|Filling|Placing)(\\$.*)?")
          .should()
          .callMethod(Chain.class, "awaitHeight", long.class, Duration.class)
          .orShould()
          .callMethod(ClientChain.class, "awaitHeight", long.class, Duration.class);

  /// Under some locales digits are others and `I` has no dot: names of files and answers would
  /// change with the machine.
  @ArchTest
  static final ArchRule nothingIsFormattedByTheLocaleOfTheMachine =
      noClasses()
          .should()
          .callMethod(String.class, "format", String.class, Object[].class)
          .orShould()
          .callMethod(String.class, "formatted", Object[].class)
          .orShould()
          .callMethod(String.class, "toLowerCase")
          .orShould()
          .callMethod(String.class, "toUpperCase")
          .orShould()
          .callMethod(PrintStream.class, "printf", String.class, Object[].class)
          .orShould()
          .callMethod(PrintStream.class, "format", String.class, Object[].class)
          .orShould()
          .callMethod(PrintWriter.class, "printf", String.class, Object[].class)
          .orShould()
          .callMethod(PrintWriter.class, "format", String.class, Object[].class)
          .orShould()
          .callMethod(Locale.class, "getDefault");

  @ArchTest static final ArchRule helidonOnlyInHttp = only("io.helidon..", "network.cairn.http..");

  @ArchTest
  static final ArchRule lmdbOnlyInItsTables = only("org.lmdbjava..", "network.cairn.lmdb..");

  @ArchTest
  static final ArchRule tablesKnowNothingOfThisProgram =
      noClasses()
          .that()
          .resideInAPackage("network.cairn.lmdb..")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages(
              "network.cairn.lmdb..",
              "network.cairn.base..",
              "java..",
              "org.jspecify..",
              "org.lmdbjava..");

  @ArchTest
  static final ArchRule bouncyCastleOnlyWhereNamed =
      only(
          "org.bouncycastle..",
          "network.cairn.libp2p.crypto..",
          "network.cairn.libp2p.security.tls..",
          "network.cairn.ledger.crypto..",
          "network.cairn.ledger.wallet..",
          "network.cairn.store.hash..");

  @ArchTest
  static final ArchRule micrometerOnlyInMetricsAndDaemon =
      only("io.micrometer..", "network.cairn.app.metrics..", "network.cairn.app.daemon..");

  /// Where the protobuf form of messages and records is known: codecs, the ledger below its
  /// records, and libp2p's own protocols. Everything else uses records.
  private static final String[] CODECS = {
    "network.cairn.proto..",
    "network.cairn.libp2p..",
    "network.cairn.ledger.types..",
    "network.cairn.ledger.records..",
    "network.cairn.ledger.state..",
    "network.cairn.ledger.rules..",
    "network.cairn.ledger.chain..",
    "network.cairn.ledger.light..",
    "network.cairn.ledger.store..",
    "network.cairn.ledger.engine..",
    "network.cairn.ledger.genesis..",
    "network.cairn.ledger.api..",
    "network.cairn.ledger.join..",
    "network.cairn.content.unixfs.format.."
  };

  @ArchTest
  static final ArchRule protobufOnlyInCodecs =
      noClasses()
          .that()
          .resideOutsideOfPackages(CODECS)
          .and()
          .haveNameNotMatching(
              ".*\\.(DealCodec|HoldingCodec|JournalCodec|LedgerJson|MessageCodec)(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("network.cairn.proto..");

  @ArchTest
  static final ArchRule jacksonOnlyInConfigAndDoors =
      only(
          "tools.jackson..",
          "network.cairn.store.config..",
          "network.cairn.http..",
          "network.cairn.ledger.engine.comet");

  @ArchTest
  static final ArchRule nettyOnlyInQuic =
      only("io.netty..", "network.cairn.libp2p.transport.quic..");

  @ArchTest
  static final ArchRule quicKnowsItsCertificateAndNoOtherChannel =
      noClasses()
          .that()
          .resideInAPackage("network.cairn.libp2p.transport.quic..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "network.cairn.libp2p.security.noise..", "network.cairn.libp2p.mux.yamux..");

  @ArchTest
  static final ArchRule onlyTheUpgraderKnowsTlsNoiseAndYamux =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "network.cairn.libp2p.upgrade..",
              "network.cairn.libp2p.transport.quic..",
              "network.cairn.libp2p.security.tls..",
              "network.cairn.libp2p.security.noise..",
              "network.cairn.libp2p.mux.yamux..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "network.cairn.libp2p.security.tls..",
              "network.cairn.libp2p.security.noise..",
              "network.cairn.libp2p.mux.yamux..");

  @ArchTest
  static final ArchRule onlyTheChoiceNamesAnEngine =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "network.cairn.ledger.engine.choice..",
              "network.cairn.ledger.engine.comet..",
              "network.cairn.ledger.engine.embedded..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "network.cairn.ledger.engine.comet..", "network.cairn.ledger.engine.embedded..");

  private static ArchRule only(String library, String... rooms) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(rooms)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library);
  }
}
