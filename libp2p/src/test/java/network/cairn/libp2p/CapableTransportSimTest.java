package network.cairn.libp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import network.cairn.base.time.SimScheduler;
import network.cairn.libp2p.host.Connection;
import network.cairn.libp2p.host.Connection.Direction;
import network.cairn.libp2p.host.ConnectionGater;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.host.NetworkMetrics;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.ping.Ping;
import network.cairn.libp2p.pnet.SwarmKey;
import network.cairn.libp2p.resource.ResourceLimits;
import network.cairn.libp2p.resource.ScopeLimits;
import network.cairn.libp2p.swarm.Limits;
import network.cairn.libp2p.transport.Transport;
import network.cairn.libp2p.transport.memory.SimNetwork;
import network.cairn.libp2p.transport.memory.SimQuic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Whole hosts on a transport that secures and muxes its connections by itself.
@Timeout(300)
final class CapableTransportSimTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String ECHO = "/test/echo/1.0.0";
  private static final String HOLD = "/test/hold/1.0.0";

  private final SplittableRandom random = new SplittableRandom(61);
  private final List<String> refused = new ArrayList<>();

  /// What happens on such a network.
  private interface Scenario {
    void run(SimScheduler sim, SimQuic quic) throws Exception;
  }

  private static void simulate(Scenario scenario) {
    SimScheduler sim = new SimScheduler(62);
    sim.run(() -> scenario.run(sim, new SimQuic(sim)));
  }

  private PrivateKey key() {
    return PrivateKey.generate(KeyType.ED25519, random.split());
  }

  private static PeerId id(PrivateKey key) {
    return PeerId.of(key.publicKey());
  }

  private HostBuilder builder(SimScheduler sim, PrivateKey key, Transport side) {
    return HostBuilder.of(key)
        .transport(side)
        .scheduler(sim)
        .random(random.split())
        .agent("cairn/quic")
        .metrics(
            new NetworkMetrics() {
              @Override
              public void refused(String limit) {
                refused.add(limit);
              }
            });
  }

  private Host host(SimScheduler sim, SimQuic quic) {
    PrivateKey key = key();
    return builder(sim, key, quic.machine(id(key))).build();
  }

  private Host listening(SimScheduler sim, SimQuic quic, Limits limits, ConnectionGater gater)
      throws IOException {
    PrivateKey key = key();
    Transport side = quic.machine(id(key));
    Host host = builder(sim, key, side).limits(limits).gater(gater).build();
    host.listen(SimQuic.address(side));
    host.handle(ECHO, stream -> stream.input().transferTo(stream.output()));
    host.handle(HOLD, stream -> stream.input().read());
    return host;
  }

  private Host listening(SimScheduler sim, SimQuic quic) throws IOException {
    return listening(sim, quic, Limits.standard(), ConnectionGater.OPEN);
  }

  private static Multiaddr address(Host host) {
    return host.listenAddresses().getFirst().withPeer(host.id());
  }

  private static void echo(Host from, Host to) throws IOException, InterruptedException {
    byte[] sent = new byte[200_000];
    Arrays.fill(sent, (byte) 5);
    try (Stream stream = from.open(to.id(), List.of(ECHO), LONG)) {
      stream.deadline(LONG);
      for (int at = 0; at < sent.length; at += 20_000) {
        stream.write(sent, at, 20_000);
        assertThat(stream.input().readNBytes(20_000)).hasSize(20_000).containsOnly(5);
      }
      stream.closeWrite();
      assertThat(stream.input().read()).isEqualTo(-1);
    }
  }

  /// Strangers could come by a transport that secures by itself, as no key of the network hides it.
  @Test
  void isNotUsedInAPrivateNetwork() {
    String key = "/key/swarm/psk/1.0.0/\n/base16/\n" + "1".repeat(64);
    SwarmKey network = SwarmKey.decode(key.getBytes(StandardCharsets.US_ASCII));
    simulate((sim, quic) -> {
      Host open = listening(sim, quic);
      PrivateKey own = key();
      Transport side = quic.machine(id(own));
      try (Host member = builder(sim, own, side).privateNetwork(network).build()) {
        member.listen(SimQuic.address(side));
        assertThatThrownBy(() -> member.connect(address(open), LONG))
            .hasMessageContaining("has no private networks");
        assertThatThrownBy(
                () -> {
                  open.connect(address(member), LONG);
                  open.ping(member.id(), LONG);
                })
            .isInstanceOf(IOException.class);
        assertThat(member.connections()).isEmpty();
      }
      open.close();
    });
  }

  private static Limits limits(int streamsPerPeer, long memoryPerPeer) {
    ResourceLimits table = ResourceLimits.ofMemory(1152L << 20);
    ScopeLimits peer = new ScopeLimits(8, 8, streamsPerPeer, 128, memoryPerPeer);
    return Limits.of(
        new ResourceLimits(
            table.system(),
            table.strangers(),
            table.nearby(),
            table.site(),
            table.address(),
            peer));
  }

  @Test
  void hostsIdentifyPingAndTalk() {
    simulate((sim, quic) -> {
      Host near = host(sim, quic);
      Host far = listening(sim, quic);
      near.connect(address(far), LONG);
      echo(near, far);
      sim.sleep(Duration.ofSeconds(1));
      assertThat(near.peerstore().protocols(far.id())).contains(ECHO, Ping.PROTOCOL);
      near.ping(far.id(), LONG);
      Connection seen = far.connections().getFirst();
      assertThat(seen.peer()).isEqualTo(near.id());
      assertThat(seen.direction()).isEqualTo(Direction.INBOUND);
      assertThat(seen.remoteAddress().toString()).endsWith("/quic-v1");
      assertThat(seen.latencyNanos()).isEqualTo(2_000_000);
      assertThat(refused).isEmpty();
      near.disconnect(far.id());
      sim.sleep(Duration.ofSeconds(1));
      assertThat(far.connections()).isEmpty();
      near.close();
      far.close();
    });
  }

  @Test
  void oneHostServesRawAndCapableTransportsAlike() {
    simulate((sim, quic) -> {
      SimNetwork tcp = new SimNetwork(sim, 63);
      PrivateKey key = key();
      Transport quicSide = quic.machine(id(key));
      Transport tcpSide = tcp.machine("both");
      Host both = builder(sim, key, quicSide).transport(tcpSide).build();
      both.listen(SimQuic.address(quicSide));
      both.listen(SimNetwork.address(tcpSide));
      both.handle(ECHO, stream -> stream.input().transferTo(stream.output()));
      Host byQuic = host(sim, quic);
      byQuic.connect(SimQuic.address(quicSide).withPeer(both.id()), LONG);
      Host byTcp = builder(sim, key(), tcp.machine("other")).build();
      byTcp.connect(SimNetwork.address(tcpSide).withPeer(both.id()), LONG);
      echo(byQuic, both);
      echo(byTcp, both);
      assertThat(both.connections()).hasSize(2);
      List.of(both, byQuic, byTcp).forEach(Host::close);
    });
  }

  @Test
  void anotherPeerAtTheAddressIsNoConnection() {
    simulate((sim, quic) -> {
      Host near = host(sim, quic);
      Host far = listening(sim, quic);
      Multiaddr wrong = far.listenAddresses().getFirst().withPeer(id(key()));
      assertThatThrownBy(() -> near.connect(wrong, LONG))
          .hasMessageContaining("answered by " + far.id());
      sim.sleep(Duration.ofSeconds(1));
      assertThat(near.connections()).isEmpty();
      assertThat(far.connections()).isEmpty();
      near.close();
      far.close();
    });
  }

  @Test
  void theGaterIsAskedWhenThePeerIsProved() {
    simulate((sim, quic) -> {
      List<PeerId> asked = new ArrayList<>();
      ConnectionGater gater =
          new ConnectionGater() {
            @Override
            public boolean interceptSecured(Direction direction, PeerId peer, Multiaddr remote) {
              asked.add(peer);
              return false;
            }
          };
      Host near = host(sim, quic);
      Host far = listening(sim, quic, Limits.standard(), gater);
      near.connect(address(far), LONG);
      sim.sleep(Duration.ofSeconds(1));
      assertThat(asked).containsExactly(near.id());
      assertThat(refused).containsExactly("gater");
      assertThat(near.connections()).isEmpty();
      near.close();
      far.close();
    });
  }

  @Test
  void oneAddressGetsEightConnections() {
    simulate((sim, quic) -> {
      Host far = listening(sim, quic);
      PrivateKey first = key();
      Transport machine = quic.machine(id(first));
      List<Host> crowd = new ArrayList<>();
      for (int i = 0; i < 9; i++) {
        PrivateKey key = key();
        crowd.add(builder(sim, key, quic.beside(machine, id(key))).build());
        crowd.getLast().connect(address(far), LONG);
      }
      sim.sleep(Duration.ofSeconds(1));
      assertThat(far.connections()).hasSize(8);
      assertThat(refused).containsExactly("ip");
      crowd.forEach(Host::close);
      far.close();
    });
  }

  @Test
  void aPeersStreamsAreBounded() {
    simulate((sim, quic) -> {
      Host near = host(sim, quic);
      Host far = listening(sim, quic, limits(6, 192L << 20), ConnectionGater.OPEN);
      near.connect(address(far), LONG);
      assertThat(held(sim, near, far)).isEqualTo(6);
      assertThat(refused).contains("streams");
      near.close();
      far.close();
    });
  }

  @Test
  void aPeersWindowsAreBounded() {
    simulate((sim, quic) -> {
      Host near = host(sim, quic);
      long room = (ResourceLimits.CONNECTION_BYTES + 4 * SimQuic.WINDOW) * 5 / 4 + SimQuic.WINDOW;
      Host far = listening(sim, quic, limits(768, room), ConnectionGater.OPEN);
      near.connect(address(far), LONG);
      assertThat(held(sim, near, far)).isEqualTo(4);
      assertThat(refused).contains("memory");
      near.close();
      far.close();
    });
  }

  /// How many of ten streams at once the far host serves.
  private static int held(SimScheduler sim, Host near, Host far)
      throws IOException, InterruptedException {
    sim.sleep(Duration.ofSeconds(1));
    List<Stream> open = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      try {
        Stream stream = near.open(far.id(), List.of(HOLD), LONG);
        open.add(stream);
        stream.write(new byte[0], 0, 0);
      } catch (IOException e) {
        assertThat(e).isNotNull();
      }
    }
    sim.sleep(Duration.ofSeconds(1));
    int served = (int) far.connections().getFirst().streams().stream().filter(HOLD::equals).count();
    open.forEach(Stream::close);
    return served;
  }
}
