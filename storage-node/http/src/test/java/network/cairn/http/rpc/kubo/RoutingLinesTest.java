package network.cairn.http.rpc.kubo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import network.cairn.api.table.RoutingTable;
import network.cairn.base.time.SimScheduler;
import network.cairn.http.rpc.Route;
import network.cairn.http.rpc.TestDoor;
import network.cairn.libp2p.kad.KadPeer;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class RoutingLinesTest {
  private static final Multiaddr ADDRESS = Multiaddr.parse("/ip4/10.0.0.1/tcp/4001");

  private static KadPeer peer(int number, Multiaddr... addresses) {
    PrivateKey key = PrivateKey.generate(KeyType.ED25519, new Random(number));
    return new KadPeer(PeerId.of(key.publicKey()), List.of(addresses));
  }

  private static List<String> ids(KadPeer... peers) {
    return List.of(peers).stream().map(peer -> peer.id().toString()).toList();
  }

  private static List<String> written(RoutingLines lines) {
    Route route =
        Route.of(
            RoutingTable.FIND_PROVIDERS, (_, reply) -> lines.writeTo(reply, Duration.ofSeconds(1)));
    return new TestDoor(List.of(route))
        .call("routing/findprovs?arg=any").good().lines().stream()
            .flatMap(line -> line.path("Responses").valueStream())
            .map(place -> place.path("ID").asString())
            .toList();
  }

  @Test
  void tellsAsManyWithoutAddressesAsAreWantedAndCountsNone() {
    SimScheduler sim = new SimScheduler(7);
    sim.run(() -> {
      RoutingLines lines = new RoutingLines(sim, 2);
      for (int i = 1; i <= 3; i++) {
        assertThat(lines.provider(peer(i))).isTrue();
      }
      assertThat(lines.found()).isZero();
      assertThat(lines.provider(peer(4, ADDRESS))).isTrue();
      assertThat(lines.provider(peer(4, ADDRESS))).as("told again").isTrue();
      assertThat(lines.found()).isEqualTo(1);
      assertThat(lines.provider(peer(5, ADDRESS))).isFalse();
      assertThat(lines.provider(peer(6, ADDRESS))).isFalse();
      assertThat(lines.provider(peer(7))).isFalse();
      assertThat(lines.found()).isEqualTo(2);
      assertThat(written(lines)).isEqualTo(ids(peer(1), peer(2), peer(4), peer(5)));
    });
  }

  @Test
  void tellsAProviderAgainWhereItsAddressesCome() {
    SimScheduler sim = new SimScheduler(7);
    sim.run(() -> {
      RoutingLines lines = new RoutingLines(sim, 2);
      assertThat(lines.provider(peer(1))).isTrue();
      assertThat(lines.provider(peer(1))).isTrue();
      assertThat(lines.provider(peer(1, ADDRESS))).isTrue();
      assertThat(lines.provider(peer(1))).isTrue();
      assertThat(lines.found()).isEqualTo(1);
      assertThat(written(lines)).isEqualTo(ids(peer(1), peer(1)));
    });
  }
}
