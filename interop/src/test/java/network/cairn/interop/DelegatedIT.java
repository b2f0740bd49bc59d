package network.cairn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// Routing that one asks another for over HTTP: nobody here knows anybody but a router's address.
@Tag("interop")
@Timeout(1800)
@ExtendWith(LateCleanup.class)
class DelegatedIT {
  private static final Duration FOUND = Duration.ofMinutes(3);

  private static Map<String, String> kuboAsking(String router) {
    return Map.of(
        "Routing.Type", "\"delegated\"",
        "Routing.DelegatedRouters", "[\"" + router + "\"]",
        "Ipns.DelegatedPublishers", "[\"" + router + "\"]");
  }

  private static Path random(Path home, String name, long seed) throws IOException {
    byte[] bytes = new byte[2_000_000];
    new Random(seed).nextBytes(bytes);
    return Files.write(home.resolve(name), bytes);
  }

  @Test
  void kuboFindsAndFetchesWhatARouterOfOursKnows(Path home) throws Exception {
    Path binary = Prerequisite.of("kubo.bin", "Kubo binary");
    Path launcher = Prerequisite.of("cairn.bin", "Cairn launcher");
    try (CairnProcess cairn =
            new CairnProcess(launcher, Files.createDirectory(home.resolve("cairn")), Map.of());
        KuboPeer kubo =
            new KuboPeer(
                binary, Files.createDirectory(home.resolve("kubo")), kuboAsking(cairn.gateway()))) {
      Path file = random(home, "file", 1);
      String cid = cairn.add(file);
      assertThat(kubo.ipfs.run("routing", "findprovs", cid)).isEqualTo(cairn.id());
      assertThat(kubo.ipfs.run("routing", "findpeer", cairn.id())).contains("/ip4/127.0.0.1/tcp/");
      Path got = home.resolve("got");
      kubo.ipfs.run("get", "-o", got.toString(), cid);
      assertThat(got).hasSameBinaryContentAs(file);
    }
  }

  /// Kubo's door serves what its DHT says, of which the other Kubo is the rest.
  @Test
  void findsAndFetchesWhatARouterOfKubosKnows(Path home) throws Exception {
    Path binary = Prerequisite.of("kubo.bin", "Kubo binary");
    Path launcher = Prerequisite.of("cairn.bin", "Cairn launcher");
    Map<String, String> member =
        Map.of(
            "Routing.Type", "\"dht\"",
            "Provide.Enabled", "true",
            "Gateway.ExposeRoutingAPI", "true");
    try (KuboPeer holder =
            new KuboPeer(binary, Files.createDirectory(home.resolve("holder")), member);
        KuboPeer router =
            new KuboPeer(binary, Files.createDirectory(home.resolve("router")), member);
        CairnProcess cairn =
            new CairnProcess(
                launcher,
                Files.createDirectory(home.resolve("cairn")),
                Map.of("Routing.DelegatedRouters", "[\"" + router.gateway() + "\"]"))) {
      router.ipfs.run("swarm", "connect", holder.address());
      Path file = random(home, "file", 4);
      String cid = holder.ipfs.run("add", "-Q", file.toString());
      Waiting.until(
          FOUND,
          "Kubo to provide",
          () -> holder.ipfs.attempt("routing", "provide", cid).exit() == 0);
      Waiting.until(
          FOUND,
          "Cairn to find what Kubo provides",
          () -> cairn.run("routing", "findprovs", cid).contains(holder.id()));
      Path got = home.resolve("got");
      cairn.get(cid, got);
      assertThat(got).hasSameBinaryContentAs(file);
      assertThat(cairn.run("routing", "findpeer", holder.id())).contains("/tcp/");
    }
  }

  /// A name that goes from Kubo through our door into a DHT of which another Kubo is the rest.
  @Test
  void kuboPublishesAndResolvesANameThroughARouterOfOurs(Path home) throws Exception {
    Path binary = Prerequisite.of("kubo.bin", "Kubo binary");
    Path launcher = Prerequisite.of("cairn.bin", "Cairn launcher");
    try (KuboPeer member =
            new KuboPeer(
                binary,
                Files.createDirectory(home.resolve("member")),
                Map.of("Routing.Type", "\"dht\""));
        CairnProcess cairn =
            new CairnProcess(
                launcher,
                Files.createDirectory(home.resolve("cairn")),
                Map.of(
                    "Routing.Type",
                    "\"dht\"",
                    "Routing.LoopbackAddressesOnLanDHT",
                    "true",
                    "Bootstrap",
                    "[\"" + member.address() + "\"]"));
        KuboPeer kubo =
            new KuboPeer(
                binary, Files.createDirectory(home.resolve("kubo")), kuboAsking(cairn.gateway()))) {
      String value = "/ipfs/" + kubo.ipfs.run("add", "-Q", random(home, "file", 2).toString());
      Waiting.until(
          FOUND,
          "Kubo to publish a name",
          () -> kubo.ipfs.attempt("name", "publish", value).exit() == 0);
      String name = "/ipns/" + kubo.id();
      Waiting.until(
          FOUND,
          "another Kubo to resolve it in the DHT",
          () -> member.ipfs.attempt("name", "resolve", name).output().strip().equals(value));
      try (KuboPeer other =
          new KuboPeer(
              binary, Files.createDirectory(home.resolve("other")), kuboAsking(cairn.gateway()))) {
        assertThat(other.ipfs.run("name", "resolve", name)).isEqualTo(value);
      }
    }
  }

  @Test
  void heliasClientReadsWhatARouterOfOursSays(Path home) throws Exception {
    Path modules = Prerequisite.of("helia.dir", "directory with Helia's node_modules");
    Path launcher = Prerequisite.of("cairn.bin", "Cairn launcher");
    try (CairnProcess cairn =
            new CairnProcess(launcher, Files.createDirectory(home.resolve("cairn")), Map.of());
        HeliaPeer helia = new HeliaPeer(modules, home)) {
      String cid = cairn.add(random(home, "file", 3));
      JsonNode told =
          helia.ask("route", Map.of("url", cairn.gateway(), "cid", cid, "peer", cairn.id()));
      for (String kind : new String[] {"providers", "places"}) {
        assertThat(told.path(kind).size()).as(kind).isEqualTo(1);
        assertThat(told.path(kind).get(0).path("peer").asString()).isEqualTo(cairn.id());
        assertThat(told.path(kind).get(0).path("addresses").get(0).asString())
            .startsWith("/ip4/127.0.0.1/tcp/");
      }
    }
  }
}
