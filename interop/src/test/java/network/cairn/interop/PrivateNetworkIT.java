package network.cairn.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/// A daemon and Kubo with the same `swarm.key` exchange files; one without it is kept out.
@Tag("interop")
@Timeout(1800)
@ExtendWith(LateCleanup.class)
class PrivateNetworkIT {
  private static final String KEY = "/key/swarm/psk/1.0.0/\n/base16/\n" + "c4".repeat(32) + "\n";

  static Stream<Arguments> ways() {
    return Stream.of("", "/ws")
        .flatMap(over -> Stream.of(true, false).map(kubos -> Arguments.of(over, kubos)));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void membersExchangeFiles(String over, boolean kuboDials, Path home) throws Exception {
    Path binary = Prerequisite.of("kubo.bin", "Kubo binary");
    Path launcher = Prerequisite.of("cairn.bin", "Cairn launcher");
    Path ours = Files.createDirectory(home.resolve("cairn"));
    Path theirs = Files.createDirectory(home.resolve("kubo"));
    give(ours.resolve("node"));
    give(theirs.resolve("repo"));
    String listening = "[\"/ip4/127.0.0.1/tcp/0" + over + "\"]";
    try (CairnNode cairn = new CairnProcess(launcher, ours);
        CairnNode stranger =
            new CairnProcess(launcher, Files.createDirectory(home.resolve("stranger")));
        KuboPeer kubo = new KuboPeer(binary, theirs, Map.of("Addresses.Swarm", listening))) {
      assertThatThrownBy(() -> stranger.connect(kubo.address())).isInstanceOf(AssertionError.class);
      assertThatThrownBy(() -> stranger.connect(cairn.address()))
          .isInstanceOf(AssertionError.class);
      if (kuboDials) {
        kubo.ipfs.run(
            "swarm", "connect", over.isEmpty() ? cairn.address() : cairn.websocketAddress());
      } else {
        cairn.connect(kubo.address());
      }
      Random random = new Random(9);
      long began = System.nanoTime();
      Path sent = home.resolve("sent");
      Map<Integer, Digest> made = SizedFiles.make(sent, random);
      String root = cairn.add(sent);
      made.forEach((size, digest) ->
          assertThat(kubo.ipfs.digest("cat", root + "/" + size))
              .as("%d B", size)
              .isEqualTo(digest));
      Path others = home.resolve("others");
      Map<Integer, Digest> made2 = SizedFiles.make(others, random);
      Path got = home.resolve("got");
      cairn.get(kubo.ipfs.run("add", "-r", "-Q", others.toString()), got);
      for (Map.Entry<Integer, Digest> file : made2.entrySet()) {
        assertThat(SizedFiles.digest(got.resolve(file.getKey().toString())))
            .as("%d B", file.getKey())
            .isEqualTo(file.getValue());
      }
      System.out.println(
          "interop: files both ways with Kubo in a private network over tcp"
              + over
              + ": "
              + (System.nanoTime() - began) / 1_000_000
              + " ms");
    }
  }

  private static void give(Path home) throws IOException {
    Files.writeString(Files.createDirectory(home).resolve("swarm.key"), KEY);
  }
}
