package network.cairn.libp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import network.cairn.base.time.SimScheduler;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.pnet.SwarmKey;
import network.cairn.libp2p.transport.RawConn;
import network.cairn.libp2p.transport.Transport;
import network.cairn.libp2p.transport.memory.SimNetwork;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Hosts of a private network meet each other, and nobody else.
@Timeout(300)
final class PrivateNetworkSimTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String ECHO = "/test/echo/1.0.0";
  private static final @Nullable SwarmKey NONE = null;

  private static SwarmKey key(int digit) {
    String text = "/key/swarm/psk/1.0.0/\n/base16/\n" + Integer.toString(digit).repeat(64);
    return SwarmKey.decode(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static Host listening(
      SimScheduler sim, SimNetwork network, long seed, String name, @Nullable SwarmKey key)
      throws IOException {
    Transport transport = network.machine(name);
    HostBuilder builder =
        HostBuilder.of(PrivateKey.generate(KeyType.ED25519, new SplittableRandom(seed)))
            .transport(transport)
            .scheduler(sim)
            .random(new SplittableRandom(seed + 1));
    Host host = (key == null ? builder : builder.privateNetwork(key)).build();
    host.listen(SimNetwork.address(transport));
    host.handle(ECHO, stream -> stream.input().transferTo(stream.output()));
    return host;
  }

  private static Multiaddr address(Host host) {
    return host.listenAddresses().getFirst().withPeer(host.id());
  }

  @Test
  void membersMeet() {
    SimScheduler sim = new SimScheduler(1);
    sim.run(() -> {
      SimNetwork network = new SimNetwork(sim, 1);
      try (Host one = listening(sim, network, 1, "one", key(1));
          Host other = listening(sim, network, 10, "other", key(1))) {
        one.connect(address(other), LONG);
        byte[] sent = new byte[100_000];
        new SplittableRandom(3).nextBytes(sent);
        try (Stream stream = one.open(other.id(), List.of(ECHO), LONG);
            OutputStream out = stream.output()) {
          out.write(sent);
          stream.closeWrite();
          assertThat(stream.input().readAllBytes()).isEqualTo(sent);
        }
        assertThat(other.ping(one.id(), LONG)).isPositive();
      }
    });
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void othersAreNotLetInAndNotReached(long seed) {
    for (SwarmKey stranger : new SwarmKey[] {key(2), NONE}) {
      SimScheduler sim = new SimScheduler(seed);
      sim.run(() -> {
        SimNetwork network = new SimNetwork(sim, seed);
        try (Host member = listening(sim, network, seed, "member", key(1));
            Host other = listening(sim, network, seed + 10, "other", stranger)) {
          assertThatThrownBy(() -> other.connect(address(member), LONG))
              .isInstanceOf(IOException.class);
          assertThatThrownBy(() -> member.connect(address(other), LONG))
              .isInstanceOf(IOException.class);
          assertThat(member.connections()).isEmpty();
          assertThat(other.connections()).isEmpty();
        }
      });
    }
  }

  /// Who knows no key need not say so: a connection that is not a member's after 15 s ends.
  @Test
  void whoSaysNothingOrTricklesIsCutOffInTime() {
    for (boolean trickles : new boolean[] {false, true}) {
      SimScheduler sim = new SimScheduler(9);
      sim.run(() -> {
        SimNetwork network = new SimNetwork(sim, 9);
        try (Host member = listening(sim, network, 9, "member", key(1));
            RawConn raw = (RawConn) network.machine("mute").dial(address(member), LONG)) {
          long began = sim.nanoTime();
          if (trickles) {
            sim.start("trickle", () -> trickle(sim, raw));
          }
          while (raw.read(new byte[64], 0, 64) >= 0) {
            // What it says of itself first tells nothing.
          }
          assertThat(Duration.ofNanos(sim.nanoTime() - began))
              .isBetween(Duration.ofSeconds(14), Duration.ofSeconds(16));
        }
      });
    }
  }

  private static void trickle(SimScheduler sim, RawConn raw) {
    try {
      while (true) {
        raw.write(new byte[] {1}, 0, 1);
        sim.sleep(Duration.ofSeconds(1));
      }
    } catch (IOException _) {
      // It was cut off.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void membersMeetOverTcpAndWebsocketsWithTls() throws Exception {
    for (String kind : new String[] {"", "/ws"}) {
      try (Host one = real();
          Host other = real()) {
        other.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0" + kind));
        one.connect(address(other), LONG);
        assertThat(one.ping(other.id(), LONG)).isPositive();
      }
    }
  }

  private static Host real() {
    return HostBuilder.tcp(PrivateKey.generate(KeyType.ED25519, new SecureRandom()))
        .privateNetwork(key(1))
        .build();
  }
}
