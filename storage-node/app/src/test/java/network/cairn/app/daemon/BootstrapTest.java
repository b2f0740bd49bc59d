package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import network.cairn.base.time.SimScheduler;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;
import org.junit.jupiter.api.Test;

final class BootstrapTest {
  private static final PeerId PEER =
      PeerId.parse("12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA");
  private static final Multiaddr ONE = Multiaddr.parse("/ip4/192.0.2.1/tcp/4001/p2p/" + PEER);
  private static final Multiaddr TWO = Multiaddr.parse("/ip4/192.0.2.2/tcp/4001/p2p/" + PEER);

  private final SimScheduler time = new SimScheduler(3);
  private final Set<Multiaddr> reachable = new HashSet<>();

  /// An address and the second in which it was dialled.
  private final List<String> dials = new ArrayList<>();

  private final Host host =
      Stub.of(
          Host.class,
          Map.of(
              "connect",
              arguments -> {
                Multiaddr address = (Multiaddr) arguments[0];
                long second = Duration.ofNanos(time.nanoTime()).toSeconds();
                dials.add((address.equals(ONE) ? "one " : "two ") + second);
                if (!reachable.contains(address)) {
                  throw new IOException("refused");
                }
                return PEER;
              }));

  private void keeping(List<Multiaddr> peers, Duration length) {
    time.run(() -> {
      try (Bootstrap _ = new Bootstrap(host, time, peers)) {
        time.sleep(length);
      }
    });
  }

  @Test
  void waitsTwiceAsLongAfterEachFailureUpToFiveMinutes() {
    keeping(List.of(ONE), Duration.ofMinutes(25));
    assertThat(dials)
        .containsExactly(
            "one 0",
            "one 10",
            "one 30",
            "one 70",
            "one 150",
            "one 310",
            "one 610",
            "one 910",
            "one 1210");
  }

  @Test
  void looksAfterAConnectionEveryFiveSeconds() {
    reachable.add(ONE);
    keeping(List.of(ONE), Duration.ofSeconds(12));
    assertThat(dials).containsExactly("one 0", "one 5", "one 10");
  }

  @Test
  void beginsAnewWithShortWaitsOnceItWasConnected() {
    time.run(() -> {
      try (Bootstrap _ = new Bootstrap(host, time, List.of(ONE))) {
        time.sleep(Duration.ofSeconds(60));
        reachable.add(ONE);
        time.sleep(Duration.ofSeconds(12));
        reachable.remove(ONE);
        time.sleep(Duration.ofSeconds(30));
      }
    });
    assertThat(dials).containsExactly("one 0", "one 10", "one 30", "one 70", "one 75", "one 85");
  }

  @Test
  void onePeersFailuresDoNotHoldUpAnother() {
    reachable.add(TWO);
    keeping(List.of(ONE, TWO), Duration.ofSeconds(11));
    assertThat(dials).containsExactlyInAnyOrder("one 0", "one 10", "two 0", "two 5", "two 10");
  }

  @Test
  void dialsNobodyAfterItsEnd() {
    time.run(() -> {
      Bootstrap bootstrap = new Bootstrap(host, time, List.of(ONE, TWO));
      time.sleep(Duration.ofSeconds(1));
      bootstrap.close();
      int before = dials.size();
      time.sleep(Duration.ofHours(1));
      assertThat(dials).hasSize(before);
    });
  }
}
