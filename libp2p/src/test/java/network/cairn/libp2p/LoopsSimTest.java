package network.cairn.libp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import network.cairn.base.time.RealScheduler;
import network.cairn.base.time.SimScheduler;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.io.RecordConn;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.mux.MuxedConn;
import network.cairn.libp2p.mux.MuxedConnOwner;
import network.cairn.libp2p.mux.Muxer;
import network.cairn.libp2p.mux.yamux.Yamux;
import network.cairn.libp2p.mux.yamux.YamuxLimits;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.security.noise.Noise;
import network.cairn.libp2p.transport.Listener;
import network.cairn.libp2p.transport.Transport;
import network.cairn.libp2p.transport.TransportConn;
import network.cairn.libp2p.transport.memory.SimNetwork;
import network.cairn.libp2p.upgrade.Upgrader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The loops on which a host stands, each with a fault thrown into it.
@Timeout(120)
final class LoopsSimTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final SplittableRandom random = new SplittableRandom(41);

  private PrivateKey key() {
    return PrivateKey.generate(KeyType.ED25519, random.split());
  }

  private Host host(SimScheduler sim, Transport side) {
    return HostBuilder.of(key()).transport(side).scheduler(sim).random(random.split()).build();
  }

  /// A transport whose listeners fail with these before they accept.
  private record Failing(Transport side, Queue<Exception> faults) implements Transport {
    @Override
    public boolean canDial(Multiaddr address) {
      return side.canDial(address);
    }

    @Override
    public boolean canListen(Multiaddr address) {
      return side.canListen(address);
    }

    @Override
    public TransportConn dial(Multiaddr address, Duration timeout)
        throws IOException, InterruptedException {
      return side.dial(address, timeout);
    }

    @Override
    public Listener listen(Multiaddr address) throws IOException {
      return proxy(Listener.class, side.listen(address), "accept", faults);
    }
  }

  /// One thing behind an interface whose one method throws the faults first.
  private static <T> T proxy(Class<T> type, T real, String method, Queue<Exception> faults) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, called, arguments) -> {
              if (called.getName().equals(method) && !faults.isEmpty()) {
                throw faults.remove();
              }
              try {
                return called.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw Objects.requireNonNull(e.getCause());
              }
            }));
  }

  @Test
  void acceptingGoesOnAfterEachFault() {
    SimScheduler sim = new SimScheduler(42);
    sim.run(() -> {
      SimNetwork network = new SimNetwork(sim, 43);
      Transport side = network.machine("host");
      Queue<Exception> faults = new ArrayDeque<>();
      for (int i = 0; i < 20; i++) {
        faults.add(new IOException("too many open files"));
      }
      faults.add(new IllegalStateException("a fault of the transport"));
      Host host = host(sim, new Failing(side, faults));
      host.listen(SimNetwork.address(side));
      sim.sleep(Duration.ofSeconds(5));
      assertThat(faults).isEmpty();
      assertThat(sim.nanoTime()).isLessThan(Duration.ofSeconds(6).toNanos());
      Host peer = host(sim, network.machine("peer"));
      peer.connect(SimNetwork.address(side).withPeer(host.id()), LONG);
      peer.close();
      host.close();
    });
  }

  /// yamux whose connections fail with these when they are looked after.
  private static Muxer failing(SimScheduler sim, Queue<Exception> faults) {
    Muxer yamux = new Yamux(YamuxLimits.standard(), sim);
    return new Muxer() {
      @Override
      public String protocol() {
        return yamux.protocol();
      }

      @Override
      public MuxedConn mux(RecordConn conn, boolean dialer, MuxedConnOwner owner) {
        return proxy(MuxedConn.class, yamux.mux(conn, dialer, owner), "tick", faults);
      }
    };
  }

  @Test
  void upkeepEndsTheConnectionThatFailsItAndGoesOnForTheOthers() {
    SimScheduler sim = new SimScheduler(44);
    sim.run(() -> {
      SimNetwork network = new SimNetwork(sim, 45);
      Transport side = network.machine("host");
      PrivateKey key = key();
      Queue<Exception> faults = new ArrayDeque<>();
      Muxer muxer = failing(sim, faults);
      Noise noise = new Noise(key, List.of(muxer.protocol()), random.split(), sim);
      Host host =
          HostBuilder.of(key)
              .transport(side)
              .scheduler(sim)
              .random(random.split())
              .upgrader(new Upgrader(List.of(noise), List.of(muxer), sim))
              .build();
      host.listen(SimNetwork.address(side));
      List<Host> peers =
          List.of(host(sim, network.machine("one")), host(sim, network.machine("two")));
      for (Host peer : peers) {
        peer.connect(SimNetwork.address(side).withPeer(host.id()), LONG);
      }
      sim.sleep(Duration.ofSeconds(3));
      faults.add(new IllegalStateException("a fault of upkeep"));
      sim.sleep(Duration.ofSeconds(3));
      assertThat(host.connections()).hasSize(1);
      network.partition(Set.of("host"));
      sim.sleep(Duration.ofSeconds(60));
      assertThat(host.connections()).isEmpty();
      peers.forEach(Host::close);
      host.close();
    });
  }

  @Test
  void aHandlerThatDiesOfAnErrorLeavesNothingBehind() throws Exception {
    CompletableFuture<Throwable> seen = new CompletableFuture<>();
    RealScheduler scheduler = new RealScheduler();
    try (Host host = HostBuilder.tcp(key()).scheduler(scheduler).build();
        Host peer = HostBuilder.tcp(key()).build()) {
      host.handle(
          "/test/dies",
          stream -> {
            StackOverflowError error = new StackOverflowError("a fault of the handler");
            seen.complete(error);
            throw error;
          });
      host.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"));
      peer.connect(host.listenAddresses().getFirst().withPeer(host.id()), LONG);
      try (var stream = peer.open(host.id(), List.of("/test/dies"), LONG)) {
        stream.deadline(LONG);
        assertThatThrownBy(() -> stream.input().read()).isInstanceOf(IOException.class);
      }
      assertThat(seen.get(10, TimeUnit.SECONDS)).isInstanceOf(StackOverflowError.class);
      assertThat(host.isConnected(peer.id())).isTrue();
    }
  }
}
