package network.cairn.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import network.cairn.interop.Command.Digest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Files and directories between this node and Kubo over bitswap, dialled from either side.
@Tag("interop")
@Timeout(1800)
@ExtendWith(LateCleanup.class)
class KuboExchangeIT {
  private static final int MEBIBYTES = 200;
  private static final int ENTRIES = 20_000;

  /// Ends a fetch that hangs. How long one takes is printed and kept in docs/benchmarks.md: a test
  /// of other programs on a shared disk cannot hold a speed.
  static final Duration DIRECTORY_WITHIN = Duration.ofSeconds(60);

  /// Who opens the connection.
  enum Dialler {
    KUBO,
    CAIRN
  }

  private static Data cairns;
  private static Data kubos;

  private Path home;
  private KuboPeer kubo;
  private CairnNode cairn;

  @BeforeAll
  static void make(Path shelf) throws IOException {
    Prerequisite.of("kubo.bin", "Kubo binary");
    cairns = Data.make(shelf.resolve("cairn"), 1, MEBIBYTES, ENTRIES);
    kubos = Data.make(shelf.resolve("kubo"), 2, MEBIBYTES, ENTRIES);
  }

  @BeforeEach
  void start(Path empty) throws Exception {
    home = empty;
    Path binary = Prerequisite.of("kubo.bin", "Kubo binary");
    cairn = Nodes.cairn(Files.createDirectory(home.resolve("cairn")));
    kubo = new KuboPeer(binary, Files.createDirectory(home.resolve("kubo")));
  }

  @AfterEach
  void stop() throws Exception {
    if (kubo != null) {
      kubo.close();
    }
    if (cairn != null) {
      cairn.close();
    }
  }

  private void connect(Dialler dialler) throws IOException, InterruptedException {
    switch (dialler) {
      case KUBO -> kubo.ipfs.run("swarm", "connect", cairn.address());
      case CAIRN -> cairn.connect(kubo.address());
    }
  }

  @ParameterizedTest
  @EnumSource
  void kuboFetchesALargeFileAndAShardedDirectory(Dialler dialler) throws Exception {
    Data data = cairns;
    String file = cairn.add(data.file());
    String directory = cairn.add(data.directory());
    connect(dialler);

    long began = System.nanoTime();
    assertThat(kubo.ipfs.digest("cat", file)).isEqualTo(data.bytes());
    report("kubo cat 200 MiB", dialler, began);

    began = System.nanoTime();
    kubo.ipfs.run("pin", "add", "--progress=false", directory);
    report("kubo pin add 20,000 entries", dialler, began);
    assertThat(kubo.ipfs.run("refs", "-r", "--unique", directory).lines())
        .hasSizeGreaterThan(ENTRIES);
    assertThat(kubo.ipfs.run("cat", directory + "/entry-19999.txt"))
        .isEqualTo("seed 1, entry 19999");
  }

  @ParameterizedTest
  @EnumSource
  void cairnFetchesALargeFileAndAShardedDirectory(Dialler dialler) throws Exception {
    Data data = kubos;
    String file = kubo.ipfs.run("add", "-Q", data.file().toString());
    String directory = kubo.ipfs.run("add", "-r", "-Q", data.directory().toString());
    connect(dialler);

    long began = System.nanoTime();
    Path got = home.resolve("got.bin");
    cairn.get(file, got);
    report("cairn get 200 MiB", dialler, began);
    try (InputStream in = Files.newInputStream(got)) {
      assertThat(Digest.of(in)).isEqualTo(data.bytes());
    }

    began = System.nanoTime();
    Path wide = home.resolve("got");
    cairn.get(directory, wide);
    Duration took = report("cairn get 20,000 entries", dialler, began);
    began = System.nanoTime();
    Data.makeFiles(Files.createDirectory(home.resolve("bare")), ENTRIES);
    report("a plain loop makes 20,000 files", dialler, began);
    assertThat(Data.entries(wide)).isEqualTo(data.entries());
    assertThat(took).isLessThan(DIRECTORY_WITHIN);
  }

  @Test
  void kuboPingsAndIdentifiesThisNode() throws Exception {
    connect(Dialler.KUBO);
    assertThat(kubo.ipfs.run("ping", "-n", "3", cairn.id())).contains("Average latency");
    assertThat(kubo.ipfs.run("id", cairn.id()))
        .contains("/ipfs/bitswap/1.2.0", "/ipfs/id/1.0.0", "/ipfs/ping/1.0.0", "cairn/");
    assertThat(kubo.ipfs.run("swarm", "peers")).contains(cairn.id());
  }

  @Test
  void wrongPeerIdIsRefusedByBothSides() {
    String kuboAddress = kubo.address();
    String cairnAddress = cairn.address();
    String stranger = "12D3KooWCsXyTsEEHppaZsZfjiSqpGwFAg2ZBNNov952DXKxpjtK";
    assertThat(
            kubo.ipfs
                .attempt("swarm", "connect", cairnAddress.replace(cairn.id(), stranger))
                .exit())
        .isNotZero();
    assertThatThrownBy(() -> cairn.connect(kuboAddress.replace(kubo.id(), stranger)))
        .isInstanceOfAny(IOException.class, AssertionError.class);
    assertThat(kubo.ipfs.run("swarm", "peers")).isEmpty();
  }

  static Duration report(String what, Enum<?> dialler, long began) {
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    System.out.println(
        "interop: "
            + what
            + ", dialled by "
            + dialler.name().toLowerCase(Locale.ROOT)
            + ": "
            + took.toMillis()
            + " ms");
    return took;
  }
}
