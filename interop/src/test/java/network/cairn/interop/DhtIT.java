package network.cairn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import network.cairn.interop.Command.Result;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Two nodes and four of Kubo in the DHT of one machine, each knowing the first Kubo at its start:
/// what one provides the others find and fetch.
@Tag("interop")
@Timeout(1800)
@ExtendWith(LateCleanup.class)
class DhtIT {
  private static final Duration FOUND = Duration.ofMinutes(3);
  private static final int KUBOS = 4;

  /// All nodes are on one machine here; the rest of routing is as a home has it by itself.
  private static final String LOOPBACK = "Routing.LoopbackAddressesOnLanDHT";

  @Test
  void eachFindsAndFetchesWhatTheOthersProvide(Path home) throws Exception {
    Path binary = Prerequisite.of("kubo.bin", "Kubo binary");
    Path launcher = Prerequisite.of("cairn.bin", "Cairn launcher");
    List<KuboPeer> kubos = new ArrayList<>();
    List<CairnProcess> cairns = new ArrayList<>();
    try {
      for (int i = 0; i < KUBOS; i++) {
        kubos.add(
            new KuboPeer(
                binary,
                Files.createDirectory(home.resolve("kubo" + i)),
                Map.of("Routing.Type", "\"dht\"", "Provide.Enabled", "true")));
        if (i > 0) {
          kubos.get(i).ipfs.run("swarm", "connect", kubos.getFirst().address());
        }
      }
      Map<String, String> settings =
          Map.of(LOOPBACK, "true", "Bootstrap", "[\"" + kubos.getFirst().address() + "\"]");
      for (int i = 0; i < 2; i++) {
        cairns.add(
            new CairnProcess(launcher, Files.createDirectory(home.resolve("cairn" + i)), settings));
      }
      cairnsFindKubos(home, kubos, cairns);
      kubosAndCairnsFindCairns(home, kubos, cairns);
      aNewcomerFinds(launcher, home, kubos.getLast(), cairns.getFirst());
    } finally {
      kubos.forEach(KuboPeer::close);
      cairns.forEach(CairnProcess::close);
    }
  }

  private static void cairnsFindKubos(Path home, List<KuboPeer> kubos, List<CairnProcess> cairns)
      throws IOException, InterruptedException {
    for (int i = 1; i < kubos.size(); i++) {
      KuboPeer kubo = kubos.get(i);
      Path file = random(home, "of-kubo-" + i, i);
      String cid = kubo.ipfs.run("add", "-Q", file.toString());
      Waiting.until(
          FOUND, "Kubo to provide", () -> kubo.ipfs.attempt("routing", "provide", cid).exit() == 0);
      for (CairnProcess cairn : cairns) {
        Waiting.until(
            FOUND,
            "Cairn to find what Kubo provides",
            () -> cairn.run("routing", "findprovs", cid).contains(kubo.id()));
        Waiting.until(
            FOUND,
            "Cairn to find where Kubo is",
            () -> {
              Result place = cairn.attempt("routing", "findpeer", kubo.id());
              return place.exit() == 0 && place.output().contains("/ip4/127.0.0.1/tcp/");
            });
        Path got = home.resolve("got-" + i + "-" + cairns.indexOf(cairn));
        cairn.get(cid, got);
        assertThat(got).hasSameBinaryContentAs(file);
      }
    }
  }

  private static void kubosAndCairnsFindCairns(
      Path home, List<KuboPeer> kubos, List<CairnProcess> cairns)
      throws IOException, InterruptedException {
    for (int i = 0; i < cairns.size(); i++) {
      CairnProcess cairn = cairns.get(i);
      CairnProcess other = cairns.get(1 - i);
      Path file = random(home, "of-cairn-" + i, 10 + i);
      String cid = cairn.add(file);
      Waiting.until(
          FOUND, "Cairn to provide", () -> cairn.attempt("routing", "provide", cid).exit() == 0);
      for (KuboPeer kubo : kubos) {
        Waiting.until(
            FOUND,
            "Kubo to find what Cairn provides",
            () -> kubo.ipfs.run("routing", "findprovs", cid).contains(cairn.id()));
        Path got = home.resolve("got-" + i + "-by-" + kubos.indexOf(kubo));
        kubo.ipfs.run("get", "-o", got.toString(), cid);
        assertThat(got).hasSameBinaryContentAs(file);
      }
      Path got = home.resolve("got-" + i + "-by-cairn");
      other.get(cid, got);
      assertThat(got).hasSameBinaryContentAs(file);
    }
  }

  /// A fresh home on which nobody has set a way of routing and which knows one node that has
  /// nothing of the file.
  private static void aNewcomerFinds(Path launcher, Path home, KuboPeer has, CairnProcess bootstrap)
      throws IOException, InterruptedException {
    Path file = random(home, "for-a-newcomer", 20);
    String cid = has.ipfs.run("add", "-Q", file.toString());
    Waiting.until(
        FOUND, "Kubo to provide", () -> has.ipfs.attempt("routing", "provide", cid).exit() == 0);
    Map<String, String> settings =
        Map.of(LOOPBACK, "true", "Bootstrap", "[\"" + bootstrap.address() + "\"]");
    try (CairnProcess newcomer =
        new CairnProcess(launcher, Files.createDirectory(home.resolve("newcomer")), settings)) {
      Path got = home.resolve("got-by-a-newcomer");
      newcomer.get(cid, got);
      assertThat(got).hasSameBinaryContentAs(file);
    }
  }

  private static Path random(Path home, String name, long seed) throws IOException {
    byte[] bytes = new byte[2_000_000];
    new Random(seed).nextBytes(bytes);
    return Files.write(home.resolve(name), bytes);
  }
}
