package network.cairn.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

@AnalyzeClasses(
    packages = {
      "network.cairn.proto",
      "network.cairn.ipld",
      "network.cairn.libp2p",
      "network.cairn.ledger",
      "network.cairn.node"
    },
    importOptions = HouseRulesTest.ProductOnly.class)
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
    "network.cairn.ipld..",
    "network.cairn.ledger.types..",
    "network.cairn.ledger.rules..",
    "network.cairn.ledger.state..",
    "network.cairn.ledger.proof.."
  };

  @ArchTest
  static final ArchRule protoDependsOnNothingOfOurs =
      noClasses()
          .that()
          .resideInAPackage("network.cairn.proto..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "network.cairn.ipld..",
              "network.cairn.libp2p..",
              "network.cairn.ledger..",
              "network.cairn.node..");

  @ArchTest
  static final ArchRule ipldUsesTheJdkOnly =
      noClasses()
          .that()
          .resideInAPackage("network.cairn.ipld..")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages("network.cairn.ipld..", "java..", "org.jspecify..");

  @ArchTest
  static final ArchRule libp2pKnowsNeitherLedgerNorNode =
      noClasses()
          .that()
          .resideInAPackage("network.cairn.libp2p..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("network.cairn.ledger..", "network.cairn.node..");

  @ArchTest
  static final ArchRule ledgerKnowsNeitherLibp2pNorNode =
      noClasses()
          .that()
          .resideInAPackage("network.cairn.ledger..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("network.cairn.libp2p..", "network.cairn.node..");

  @ArchTest
  static final ArchRule libp2pHasNoCycles =
      slices().matching("network.cairn.libp2p.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule ledgerHasNoCycles =
      slices().matching("network.cairn.ledger.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule nodeHasNoCycles =
      slices().matching("network.cairn.node.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule ipldHasNoCycles =
      slices().matching("network.cairn.ipld.(*)..").should().beFreeOfCycles();

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
  static final ArchRule helidonOnlyInTheDoor =
      noClasses()
          .that()
          .resideOutsideOfPackage("network.cairn.node.door..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.helidon..");

  @ArchTest
  static final ArchRule lmdbOnlyInTheStores =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "network.cairn.node.blockstore..", "network.cairn.ledger.store..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.lmdbjava..");

  @ArchTest
  static final ArchRule bouncyCastleOnlyWhereNamed =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "network.cairn.libp2p.crypto..",
              "network.cairn.ledger.crypto..",
              "network.cairn.ledger.wallet..",
              "network.cairn.node.hash..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.bouncycastle..");

  @ArchTest
  static final ArchRule micrometerOnlyInMetricsAndDaemon =
      noClasses()
          .that()
          .resideOutsideOfPackages("network.cairn.node.metrics..", "network.cairn.node.daemon..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.micrometer..");

  @ArchTest
  static final ArchRule jacksonOnlyInConfigAndDoor =
      noClasses()
          .that()
          .resideOutsideOfPackages("network.cairn.node.config..", "network.cairn.node.door..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("tools.jackson..");
}
