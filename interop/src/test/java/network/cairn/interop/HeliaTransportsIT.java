package network.cairn.interop;

import static org.assertj.core.api.Assertions.assertThat;

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
import tools.jackson.databind.JsonNode;

/// Files of every size between this node and Helia over each way to carry a connection that both
/// have, dialled from either side. Helia is left no other way.
@Tag("interop")
@Timeout(1800)
@ExtendWith(LateCleanup.class)
class HeliaTransportsIT {
  /// Who opens the connection.
  enum Dialler {
    HELIA,
    CAIRN
  }

  /// What Helia is left with, as its script calls it, and what it tells of a connection.
  enum Way {
    TLS("tls", "/tcp/", "/tls"),
    NOISE("noise", "/tcp/", "/noise"),
    WEBSOCKET("ws", "/ws", "/noise");

    final String name;
    final String address;
    final String security;

    Way(String name, String address, String security) {
      this.name = name;
      this.address = address;
      this.security = security;
    }
  }

  static Stream<Arguments> ways() {
    return Stream.of(Way.values())
        .flatMap(way -> Stream.of(Dialler.values()).map(dialler -> Arguments.of(way, dialler)));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void filesOfEverySizeGoBothWays(Way way, Dialler dialler, Path home) throws Exception {
    Path modules = Prerequisite.of("helia.dir", "directory with Helia's node_modules");
    try (CairnNode cairn = Nodes.cairn(Files.createDirectory(home.resolve("cairn")));
        HeliaPeer helia = new HeliaPeer(modules, home, way.name)) {
      switch (dialler) {
        case HELIA ->
            helia.ask(
                "dial",
                Map.of(
                    "address", way == Way.WEBSOCKET ? cairn.websocketAddress() : cairn.address()));
        case CAIRN -> cairn.connect(helia.address());
      }
      assertThat(helia.ask("ways", Map.of("peer", cairn.id())).get("ways"))
          .isNotEmpty()
          .allSatisfy(one -> assertThat(one.asString()).contains(way.address, way.security));
      Random random = new Random(8);
      long began = System.nanoTime();
      ours(cairn, helia, home.resolve("ours"), random);
      theirs(cairn, helia, home.resolve("theirs"), random);
      KuboExchangeIT.report(
          "files of " + SizedFiles.SIZES.length + " sizes both ways with Helia by " + way,
          dialler,
          began);
    }
  }

  private static void ours(CairnNode cairn, HeliaPeer helia, Path folder, Random random)
      throws IOException {
    for (Map.Entry<Integer, Digest> file : SizedFiles.make(folder, random).entrySet()) {
      String root = cairn.add(folder.resolve(file.getKey().toString()));
      JsonNode read = helia.ask("cat", Map.of("cid", root));
      assertThat(new Digest(read.get("sha256").asString(), read.get("size").asLong()))
          .as("%d B", file.getKey())
          .isEqualTo(file.getValue());
    }
  }

  private static void theirs(CairnNode cairn, HeliaPeer helia, Path folder, Random random)
      throws IOException {
    for (Map.Entry<Integer, Digest> file : SizedFiles.make(folder, random).entrySet()) {
      String name = file.getKey().toString();
      Path path = folder.resolve(name).toAbsolutePath();
      String root = helia.ask("add", Map.of("path", path.toString())).get("cid").asString();
      Path got = folder.resolve("got-" + name);
      cairn.get(root, got);
      assertThat(SizedFiles.digest(got)).as("%s B", name).isEqualTo(file.getValue());
    }
  }
}
