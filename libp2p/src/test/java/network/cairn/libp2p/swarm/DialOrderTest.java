package network.cairn.libp2p.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import network.cairn.libp2p.multiaddr.Multiaddr;
import org.junit.jupiter.api.Test;

class DialOrderTest {
  private static List<String> order(String... addresses) {
    List<Multiaddr> given = Stream.of(addresses).map(Multiaddr::parse).toList();
    List<String> order = new ArrayList<>();
    long at = 0;
    for (DialOrder.Turn turn : DialOrder.of(given)) {
      at += turn.after();
      order.add(Duration.ofNanos(at).toMillis() + " " + turn.address());
    }
    return order;
  }

  @Test
  void nearAndPublicAddressesBeginTogetherAndWebsocketsComeLast() {
    assertThat(
            order(
                "/ip4/1.2.3.4/tcp/1/ws",
                "/ip4/1.2.3.4/tcp/1",
                "/ip4/10.0.0.1/tcp/1",
                "/ip6/2001:db8::1/tcp/1",
                "/ip4/127.0.0.1/tcp/1/ws",
                "/ip4/1.2.3.5/tcp/1",
                "/ip4/10.0.0.2/tcp/1",
                "/ip4/127.0.0.1/tcp/1"))
        .containsExactly(
            "0 /ip4/127.0.0.1/tcp/1",
            "0 /ip4/10.0.0.1/tcp/1",
            "0 /ip6/2001:db8::1/tcp/1",
            "30 /ip4/127.0.0.1/tcp/1/ws",
            "30 /ip4/10.0.0.2/tcp/1",
            "250 /ip4/1.2.3.4/tcp/1",
            "500 /ip4/1.2.3.5/tcp/1",
            "750 /ip4/1.2.3.4/tcp/1/ws");
  }

  @Test
  void quicComesFirstAndKeepsTcpWaitingForThreeTurnsAtMost() {
    assertThat(order("/ip4/1.2.3.4/tcp/1", "/ip4/1.2.3.4/udp/1/quic-v1"))
        .containsExactly("0 /ip4/1.2.3.4/udp/1/quic-v1", "250 /ip4/1.2.3.4/tcp/1");
    assertThat(
            order(
                "/ip4/127.0.0.1/tcp/1",
                "/ip4/1.2.3.1/udp/1/quic-v1",
                "/ip4/1.2.3.2/udp/1/quic-v1",
                "/ip4/1.2.3.3/udp/1/quic-v1",
                "/ip6/2001:db8::1/udp/1/quic-v1",
                "/ip4/127.0.0.1/udp/1/quic-v1",
                "/ip4/1.2.3.1/tcp/1"))
        .containsExactly(
            "0 /ip4/127.0.0.1/udp/1/quic-v1",
            "0 /ip6/2001:db8::1/udp/1/quic-v1",
            "30 /ip4/127.0.0.1/tcp/1",
            "250 /ip4/1.2.3.1/udp/1/quic-v1",
            "500 /ip4/1.2.3.2/udp/1/quic-v1",
            "500 /ip4/1.2.3.3/udp/1/quic-v1",
            "750 /ip4/1.2.3.1/tcp/1");
  }

  @Test
  void uniqueLocalAddressesAreNearAndNothingIsLostWhateverIsGiven() {
    assertThat(order("/ip6/fd00::1/tcp/1", "/ip6/fd00::2/tcp/1"))
        .containsExactly("0 /ip6/fd00::1/tcp/1", "30 /ip6/fd00::2/tcp/1");
    Random random = new Random(9);
    for (int i = 0; i < 200; i++) {
      List<Multiaddr> given = new ArrayList<>();
      for (int n = random.nextInt(20); n > 0; n--) {
        String ip = random.nextBoolean() ? "/ip6/2001:db8::" + (n + 1) : "/ip4/" + n + ".0.0." + n;
        String[] ways = {"/tcp/1", "/tcp/1/ws", "/udp/1/quic-v1"};
        given.add(Multiaddr.parse(ip + ways[random.nextInt(ways.length)]));
      }
      Collections.shuffle(given, random);
      List<DialOrder.Turn> turns = DialOrder.of(given);
      assertThat(turns).allSatisfy(turn -> assertThat(turn.after()).isNotNegative());
      assertThat(turns.stream().map(DialOrder.Turn::address))
          .containsExactlyInAnyOrderElementsOf(given);
    }
    assertThat(DialOrder.of(List.of())).isEmpty();
  }
}
