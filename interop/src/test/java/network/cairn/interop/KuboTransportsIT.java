package network.cairn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import network.cairn.interop.Command.Digest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Files of every size between this node and Kubo over each way to carry a connection, dialled from
/// either side. Kubo is left no other way, so that a connection proves that this one was taken.
@Tag("interop")
@Timeout(1800)
@ExtendWith(LateCleanup.class)
class KuboTransportsIT {
  private static final Duration LISTED = Duration.ofMinutes(2);

  /// Who opens the connection.
  enum Dialler {
    KUBO,
    CAIRN
  }

  /// What Kubo is left with.
  enum Way {
    TLS(Map.of("Swarm.Transports.Security.Noise", "false")),
    NOISE(Map.of("Swarm.Transports.Security.TLS", "false")),
    WEBSOCKET(Map.of("Addresses.Swarm", "[\"/ip4/127.0.0.1/tcp/0/ws\"]")),
    QUIC(
        Map.of(
            "Addresses.Swarm",
            "[\"/ip4/127.0.0.1/udp/0/quic-v1\"]",
            "Swarm.Transports.Network.TCP",
            "false",
            "Swarm.Transports.Network.Websocket",
            "false"));

    final Map<String, String> settings;

    Way(Map<String, String> settings) {
      this.settings = settings;
    }

    String address(CairnNode cairn) {
      return switch (this) {
        case TLS, NOISE -> cairn.address();
        case WEBSOCKET -> cairn.websocketAddress();
        case QUIC -> cairn.quicAddress();
      };
    }

    /// Whether a connection from or to this address goes this way.
    boolean took(String address) {
      return address.contains("/ws") == (this == WEBSOCKET)
          && address.contains("/quic-v1") == (this == QUIC);
    }
  }

  static Stream<Arguments> ways() {
    return Stream.of(Way.values())
        .flatMap(way -> Stream.of(Dialler.values()).map(dialler -> Arguments.of(way, dialler)));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void filesOfEverySizeGoBothWays(Way way, Dialler dialler, Path home) throws Exception {
    Path binary = Prerequisite.of("kubo.bin", "Kubo binary");
    try (CairnNode cairn = Nodes.cairn(Files.createDirectory(home.resolve("cairn")));
        KuboPeer kubo =
            new KuboPeer(binary, Files.createDirectory(home.resolve("kubo")), way.settings)) {
      connect(cairn, kubo, way, dialler);
      Waiting.until(
          LISTED, "Kubo to list the peer", () -> peers(kubo).anyMatch(p -> p.contains(cairn.id())));
      assertThat(peers(kubo).filter(p -> p.contains(cairn.id()))).isNotEmpty().allMatch(way::took);
      if (dialler == Dialler.CAIRN && way != Way.QUIC) {
        assertThat(peers(kubo).filter(p -> p.contains(cairn.id())))
            .as("dialled from a port that is listened on")
            .allMatch(p -> ports(cairn).anyMatch(port -> p.contains(port)));
      }
      Random random = new Random(7);
      long began = System.nanoTime();
      ours(cairn, kubo, home.resolve("ours"), random);
      theirs(cairn, kubo, home.resolve("theirs"), random);
      KuboExchangeIT.report(
          "files of " + SizedFiles.SIZES.length + " sizes both ways by " + way, dialler, began);
    }
  }

  private static Stream<String> peers(KuboPeer kubo) {
    return kubo.ipfs.run("swarm", "peers").lines();
  }

  /// The ports of TCP that it listens on, as addresses have them.
  private static Stream<String> ports(CairnNode cairn) {
    return Stream.of(cairn.address(), cairn.websocketAddress())
        .map(a -> a.replaceFirst(".*(/tcp/\\d+/).*", "$1"));
  }

  private static void connect(CairnNode cairn, KuboPeer kubo, Way way, Dialler dialler)
      throws Exception {
    switch (dialler) {
      case KUBO -> kubo.ipfs.run("swarm", "connect", way.address(cairn));
      case CAIRN -> cairn.connect(kubo.address());
    }
  }

  private static void ours(CairnNode cairn, KuboPeer kubo, Path folder, Random random)
      throws IOException {
    Map<Integer, Digest> made = SizedFiles.make(folder, random);
    String root = cairn.add(folder);
    made.forEach((size, digest) ->
        assertThat(kubo.ipfs.digest("cat", root + "/" + size)).as("%d B", size).isEqualTo(digest));
  }

  private static void theirs(CairnNode cairn, KuboPeer kubo, Path folder, Random random)
      throws IOException {
    Map<Integer, Digest> made = SizedFiles.make(folder, random);
    Path got = folder.resolveSibling("got");
    cairn.get(kubo.ipfs.run("add", "-r", "-Q", folder.toString()), got);
    for (Map.Entry<Integer, Digest> file : made.entrySet()) {
      assertThat(SizedFiles.digest(got.resolve(file.getKey().toString())))
          .as("%d B", file.getKey())
          .isEqualTo(file.getValue());
    }
  }
}
