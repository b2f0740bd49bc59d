package network.cairn.libp2p.mdns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import network.cairn.base.time.Scheduler;
import network.cairn.base.time.SimScheduler;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.peerstore.Peerstore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The protocol on a link of a test, by a clock of its own.
@Timeout(120)
final class MdnsSimTest {
  private static final String NEAR = "10.0.0.7";
  private static final String OWN = "10.0.0.1";

  private final SplittableRandom random = new SplittableRandom(1);
  private final SimScheduler sim = new SimScheduler(1);
  private final TestLink link = new TestLink();
  private final PeerId self = peer();
  private final Peerstore known = new Peerstore(20_000);
  private final Set<PeerId> connected = new HashSet<>();
  private final List<PeerId> dialled = new ArrayList<>();
  private Duration dialTakes = Duration.ZERO;
  private int dialling;
  private int mostDialling;

  private final class TestLink implements Link {
    final List<String> sent = new ArrayList<>();
    final Deque<Packet> coming = new ArrayDeque<>();
    final Scheduler.Monitor monitor = sim.monitor();
    boolean closed;

    void hears(byte[] bytes, String from, int port) throws IOException {
      monitor.lock();
      coming.add(new Packet(bytes, InetAddress.getByName(from), port));
      monitor.signalAll();
      monitor.unlock();
    }

    @Override
    public void send(byte[] packet) {
      long second = Duration.ofNanos(sim.nanoTime()).toSeconds();
      try {
        sent.add(
            (Packets.read(packet) instanceof Packets.Heard.Question ? "question " : "answer ")
                + second);
      } catch (InvalidPacket e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public Packet receive() throws IOException {
      monitor.lock();
      try {
        while (coming.isEmpty() && !closed) {
          monitor.await(Scheduler.NEVER);
        }
      } catch (InterruptedException e) {
        throw new IOException(e);
      } finally {
        monitor.unlock();
      }
      if (closed) {
        throw new IOException("closed");
      }
      return coming.poll();
    }

    @Override
    public boolean isOwn(InetAddress address) {
      return address.isLoopbackAddress() || address.getHostAddress().equals(OWN);
    }

    @Override
    public boolean isNear(InetAddress address) {
      return isOwn(address) || address.getHostAddress().startsWith("10.0.0.");
    }

    @Override
    public void close() {
      monitor.lock();
      closed = true;
      monitor.signalAll();
      monitor.unlock();
    }
  }

  private PeerId peer() {
    return PeerId.of(PrivateKey.generate(KeyType.ED25519, random).publicKey());
  }

  private Host host() {
    return (Host)
        Proxy.newProxyInstance(
            Host.class.getClassLoader(),
            new Class<?>[] {Host.class},
            (_, method, arguments) ->
                switch (method.getName()) {
                  case "id" -> self;
                  case "announcedAddresses" ->
                      List.of(
                          Multiaddr.parse("/ip4/10.0.0.1/tcp/4001/ws"),
                          Multiaddr.parse("/ip4/10.0.0.1/tcp/4001"));
                  case "isConnected" -> connected.contains((PeerId) arguments[0]);
                  case "peerstore" -> known;
                  case "connect" -> dial((PeerId) arguments[0]);
                  default -> throw new AssertionError(method);
                });
  }

  private Object dial(PeerId peer) throws IOException, InterruptedException {
    dialled.add(peer);
    dialling++;
    mostDialling = Math.max(mostDialling, dialling);
    if (dialTakes.isPositive()) {
      sim.sleep(dialTakes);
    }
    dialling--;
    if (dialTakes.isPositive()) {
      throw new IOException("nobody is there");
    }
    connected.add(peer);
    return self;
  }

  private static byte[] answer(PeerId peer, String... addresses) throws IOException {
    List<String> texts = new ArrayList<>();
    for (String address : addresses) {
      texts.add(address + "/p2p/" + peer);
    }
    return Packets.answer("x", texts, InetAddress.getByName(NEAR));
  }

  private interface Scene {
    void run() throws Exception;
  }

  private void with(Scene scene) {
    sim.run(() -> {
      try (Mdns _ = new Mdns(host(), sim, random, link)) {
        scene.run();
      }
    });
  }

  @Test
  void asksLessOftenFromTimeToTime() {
    with(() -> sim.sleep(Duration.ofSeconds(190)));
    assertThat(link.sent)
        .containsExactly(
            "question 0",
            "question 4",
            "question 12",
            "question 28",
            "question 60",
            "question 120",
            "question 180");
  }

  @Test
  void connectsToWhoIsNear() {
    PeerId peer = peer();
    with(() -> {
      link.hears(answer(peer, "/ip4/10.0.0.7/tcp/4001"), NEAR, 5353);
      sim.sleep(Duration.ofSeconds(1));
    });
    assertThat(dialled).containsExactly(peer);
    assertThat(known.addresses(peer)).containsExactly(Multiaddr.parse("/ip4/10.0.0.7/tcp/4001"));
  }

  @Test
  void tellsWhereThisNodeIsOnceASecondHoweverManyAsk() {
    with(() -> {
      for (int i = 0; i < 500; i++) {
        link.hears(Packets.question(), NEAR, 5353);
      }
      sim.sleep(Duration.ofMillis(500));
      link.hears(Packets.question(), NEAR, 4000);
      sim.sleep(Duration.ofSeconds(1));
      link.hears(Packets.question(), NEAR, 4000);
      sim.sleep(Duration.ofMillis(100));
    });
    assertThat(link.sent).containsExactlyInAnyOrder("question 0", "answer 0", "answer 1");
  }

  @ParameterizedTest
  @CsvSource({
    // Addresses of elsewhere, of this machine as others see it, of relays, of nobody.
    "/ip4/8.8.8.8/tcp/4001,10.0.0.7,5353,false",
    "/ip4/127.0.0.1/tcp/5001,10.0.0.7,5353,false",
    "/ip4/127.0.0.1/tcp/5001,10.0.0.1,5353,true",
    "/ip4/192.168.3.4/tcp/4001,10.0.0.7,5353,true",
    "/dns4/evil.example/tcp/4001,10.0.0.7,5353,false",
    "/ip4/10.0.0.7/tcp/1/p2p/12D3KooWARYacCc6eoCqvsS9RW9MA2vo51CV75deoiqssx3YgyYJ/p2p-circuit,"
        + "10.0.0.7,5353,false",
    "/nothing,10.0.0.7,5353,false",
    // Senders of elsewhere, and from a port of their own.
    "/ip4/10.0.0.7/tcp/4001,8.8.8.8,5353,false",
    "/ip4/10.0.0.7/tcp/4001,10.0.0.7,40000,false"
  })
  void dialsOnlyWhatTheLocalNetworkSaysOfItself(
      String address, String from, int port, boolean dials) {
    PeerId peer = peer();
    with(() -> {
      link.hears(answer(peer, address), from, port);
      sim.sleep(Duration.ofSeconds(1));
    });
    assertThat(dialled).isEqualTo(dials ? List.of(peer) : List.of());
  }

  @Test
  void dialsNeitherItselfNorWhoIsConnected() {
    PeerId friend = peer();
    connected.add(friend);
    with(() -> {
      link.hears(answer(self, "/ip4/10.0.0.1/tcp/4001"), OWN, 5353);
      link.hears(answer(friend, "/ip4/10.0.0.7/tcp/4001"), NEAR, 5353);
      sim.sleep(Duration.ofSeconds(1));
    });
    assertThat(dialled).isEmpty();
  }

  @Test
  void triesAPeerOnceAMinute() {
    dialTakes = Duration.ofSeconds(1);
    PeerId peer = peer();
    with(() -> {
      for (int i = 0; i < 150; i++) {
        link.hears(answer(peer, "/ip4/10.0.0.7/tcp/4001"), NEAR, 5353);
        sim.sleep(Duration.ofSeconds(1));
      }
    });
    assertThat(dialled).hasSize(3);
  }

  /// Ten thousand invented names cost what a few do.
  @Test
  void boundsWhatInventedPeersCost() {
    dialTakes = Duration.ofSeconds(10);
    List<PeerId> many = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      byte[] id = new byte[34];
      id[0] = 0x12;
      id[1] = 32;
      id[2] = (byte) (i >> 8);
      id[3] = (byte) i;
      many.add(PeerId.decode(id));
    }
    with(() -> {
      for (PeerId peer : many) {
        link.hears(answer(peer, "/ip4/10.0.0.7/tcp/4001"), NEAR, 5353);
      }
      sim.sleep(Duration.ofMinutes(10));
    });
    assertThat(mostDialling).isEqualTo(Mdns.DIALS);
    assertThat(dialled.size()).isBetween(Mdns.WAITING, Mdns.WAITING + Mdns.DIALS + 1);
    assertThat(known.peers().size()).isLessThan(200);
  }

  @Test
  void goesOnAfterBrokenPackets() {
    PeerId peer = peer();
    with(() -> {
      link.hears(new byte[0], NEAR, 5353);
      link.hears(new byte[9_001], NEAR, 5353);
      link.hears("not a packet at all".getBytes(StandardCharsets.UTF_8), NEAR, 5353);
      link.hears(answer(peer, "/ip4/10.0.0.7/tcp/4001"), NEAR, 5353);
      sim.sleep(Duration.ofSeconds(1));
    });
    assertThat(dialled).containsExactly(peer);
  }

  @Test
  void endsWithItsOwner() {
    sim.run(() -> {
      Mdns mdns = new Mdns(host(), sim, random, link);
      sim.sleep(Duration.ofSeconds(1));
      mdns.close();
      link.hears(answer(peer(), "/ip4/10.0.0.7/tcp/4001"), NEAR, 5353);
      sim.sleep(Duration.ofMinutes(10));
    });
    assertThat(link.sent).containsExactly("question 0");
    assertThat(dialled).isEmpty();
  }
}
