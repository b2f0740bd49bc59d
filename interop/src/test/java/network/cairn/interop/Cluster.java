package network.cairn.interop;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import network.cairn.base.hash.Sha256;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.chain.Headers;
import network.cairn.ledger.engine.EngineKind;
import network.cairn.ledger.genesis.ConsensusFile;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.wallet.KeyFile;
import network.cairn.proto.comet.LightBlock;

/// Four validators on this machine, each of which dials each other one through a link of its own.
final class Cluster implements AutoCloseable {
  static final int SIZE = 4;
  private static final Duration LONG = Duration.ofMinutes(3);

  private static final List<String> OPTIONS =
      List.of("--snapshots", Integer.toString(Validator.SNAPSHOTS));

  private static final int EVIDENCE_BLOCKS = 60;

  /// The height of the header from which who takes a state over follows the chain.
  private static final long TRUSTED = 10;

  /// The root of an empty list.
  private static final ByteString NO_EVIDENCE = ByteString.copyFrom(Sha256.of(new byte[0]));

  /// Peers are dialled through their links only: CometBFT must not tell of other ways. A home with
  /// a file [Validator#CLOCK] gets the one whose clock is off by so much.
  private static final String COMET =
      """
      #!/bin/sh
      if [ "$1" = start ]; then
        sed -i -e '/^pex/d' -e 's/^addr_book_strict/pex = false\\naddr_book_strict/' "$3/config/config.toml"
        if [ -e "$3/../CLOCK" ]; then
          export CLOCK_OFF="$(cat "$3/../CLOCK")"
          exec OFFBFT "$@"
        fi
      fi
      exec COMETBFT "$@"
      """;

  final List<Validator> validators = new ArrayList<>();
  private final Map<Integer, Link> links = new HashMap<>();
  private final Command cairn;
  private final int base;
  private final Instant born;

  /// @param init what is said to `ledger init` besides
  Cluster(Path folder, Path launcher, Path comet, String... init) throws IOException {
    Path script = Files.createDirectories(folder.resolve("bin")).resolve("cometbft");
    Files.writeString(
        script,
        COMET
            .replace("COMETBFT", comet.toString())
            .replace("OFFBFT", System.getProperty("cometbft.off.bin", ""))
            .replace("/CLOCK", "/" + Validator.CLOCK));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    cairn =
        new Command(
            Files.createDirectories(folder.resolve("logs")),
            List.of(launcher.toString()),
            Map.of(
                "CAIRN_COMETBFT",
                script.toString(),
                "CAIRN_JAVA_OPTS",
                "-Xmx256m",
                "CAIRN_PATH",
                folder.resolve("n").toString()));
    base = FreePorts.row(SIZE + 1);
    Path net = folder.resolve("net");
    List<String> words = new ArrayList<>(List.of("ledger", "init", "--dev"));
    words.addAll(List.of("--validators", Integer.toString(SIZE)));
    words.addAll(List.of("--home", net.toString()));
    words.addAll(List.of("--p2p", "127.0.0.1:" + base));
    words.addAll(List.of("--url", "http://127.0.0.1:" + (base + 2)));
    words.addAll(List.of(init));
    cairn.run(words.toArray(String[]::new));
    born = Instant.now();
    for (int i = 1; i <= SIZE; i++) {
      validators.add(new Validator(i, net.resolve("validator-" + i), cairn, OPTIONS));
    }
    for (int from = 0; from < SIZE; from++) {
      linkPeers(from);
    }
    validators.forEach(Validator::start);
  }

  private void linkPeers(int from) throws IOException {
    Path file = validators.get(from).home.resolve("consensus");
    ConsensusFile direct = ConsensusFile.parse(Files.readString(file));
    List<String> peers = new ArrayList<>();
    for (String peer : direct.peers()) {
      int port = Integer.parseInt(peer.substring(peer.lastIndexOf(':') + 1));
      Link link = new Link(port);
      links.put(key(from, (port - base) / FreePorts.STEP), link);
      peers.add(peer.substring(0, peer.lastIndexOf(':') + 1) + link.port());
    }
    Files.writeString(file, new ConsensusFile(direct.p2p(), direct.rpc(), peers).format());
  }

  private static int key(int from, int to) {
    return from * SIZE + to;
  }

  /// Lets a home without blocks take the state over.
  void syncFrom(Validator home, Validator... servers) throws IOException, InterruptedException {
    LightBlock trusted =
        servers[0].answer(
            "a header",
            ledger ->
                ledger
                    .lightBlock(TRUSTED)
                    .orElseThrow(() -> new LedgerUnavailable("no header of " + TRUSTED)));
    ConsensusFile alone = consensus(home);
    List<String> doors = new ArrayList<>();
    for (Validator server : servers) {
      doors.add(consensus(server).rpc());
    }
    EngineKind.TrustedSync sync =
        new EngineKind.TrustedSync(
            doors, TRUSTED, Headers.hash(trusted.getSignedHeader().getHeader()));
    Files.writeString(
        home.home.resolve("consensus"),
        new ConsensusFile(alone.p2p(), alone.rpc(), alone.peers(), Optional.of(sync), false)
            .format());
  }

  private static ConsensusFile consensus(Validator of) throws IOException {
    return ConsensusFile.parse(Files.readString(of.home.resolve("consensus")));
  }

  /// A second process with a validator's keys, which knows nothing of the votes of the first: what
  /// an operator makes who starts a copy of a home. It has a name of its own among the nodes.
  Validator twin(Validator of) throws IOException {
    Path home = of.home.resolveSibling("twin");
    Path keys = Files.createDirectories(home.resolve("keystore"));
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rwx------"));
    for (String key : List.of("validator", "beacon", "operator")) {
      Files.copy(
          of.home.resolve("keystore").resolve(key),
          keys.resolve(key),
          StandardCopyOption.COPY_ATTRIBUTES);
    }
    KeyFile.create(keys.resolve("node"), new SplittableRandom(System.nanoTime()));
    Files.copy(of.home.resolve("genesis"), home.resolve("genesis"));
    int first = base + FreePorts.STEP * SIZE;
    NetworkFile network = NetworkFile.parse(Files.readString(of.home.resolve("network")));
    Files.writeString(
        home.resolve("network"),
        network.at(List.of(URI.create("http://127.0.0.1:" + (first + 2)))).format());
    ConsensusFile consensus = consensus(of);
    Files.writeString(
        home.resolve("consensus"),
        new ConsensusFile("127.0.0.1:" + first, "127.0.0.1:" + (first + 1), consensus.peers())
            .format());
    return new Validator(SIZE + 1, home, cairn, OPTIONS);
  }

  /// How many of the newest blocks name a validator that voted twice.
  long blocksWithEvidence() throws InterruptedException {
    long top = highest();
    return get(1)
        .answer(
            "its newest blocks",
            ledger ->
                LongStream.rangeClosed(Math.max(2, top - EVIDENCE_BLOCKS), top)
                    .mapToObj(ledger::lightBlock)
                    .flatMap(Optional::stream)
                    .map(block -> block.getSignedHeader().getHeader().getEvidenceHash())
                    .filter(hash -> !hash.equals(NO_EVIDENCE))
                    .count());
  }

  Validator get(int number) {
    return validators.get(number - 1);
  }

  /// Gives each link between two groups of validators a quality.
  ///
  /// @param inGroup of one group; the links inside the groups are not touched
  void between(Predicate<Integer> inGroup, Link.Quality quality) {
    links.forEach((key, link) -> {
      if (inGroup.test(key / SIZE + 1) != inGroup.test(key % SIZE + 1)) {
        link.quality(quality);
      }
    });
  }

  void everyLink(Link.Quality quality) {
    links.values().forEach(link -> link.quality(quality));
  }

  /// Waits until genesis is as long ago: CometBFT sleeps until then by its own clock.
  void grow(Duration age) throws InterruptedException {
    Waiting.until(LONG, "an age of " + age, () -> Instant.now().isAfter(born.plus(age)));
  }

  /// Where the highest of those stands that answer.
  long highest() throws InterruptedException {
    return highest(validators);
  }

  /// @param some of whom at least one must answer
  static long highest(List<Validator> some) throws InterruptedException {
    AtomicLong highest = new AtomicLong();
    Waiting.until(
        LONG,
        "the height of any of " + names(some),
        () -> {
          highest.set(heights(some).getMax());
          return highest.get() > 0;
        });
    return highest.get();
  }

  private static List<String> names(List<Validator> some) {
    return some.stream().map(Validator::name).toList();
  }

  static LongSummaryStatistics heights(List<Validator> of) {
    return of.stream().mapToLong(Validator::height).summaryStatistics();
  }

  void reach(List<Validator> some, long height) throws InterruptedException {
    Waiting.until(
        LONG,
        "height " + height + " of " + names(some),
        () -> {
          some.forEach(Validator::requireAlive);
          return heights(some).getMin() >= height;
        });
  }

  @Override
  public void close() throws IOException {
    validators.forEach(Validator::end);
    for (Link link : links.values()) {
      link.close();
    }
  }
}
