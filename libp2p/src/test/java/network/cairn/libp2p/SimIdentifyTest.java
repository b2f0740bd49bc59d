package network.cairn.libp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.base.time.SimScheduler;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.host.StreamReset;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.peerstore.PeerRecord;
import network.cairn.libp2p.peerstore.Peerstore;
import network.cairn.libp2p.transport.Transport;
import network.cairn.libp2p.transport.memory.SimNetwork;
import network.cairn.proto.libp2p.Identify;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Identify and ping against hosts that lie, stall or flood, in virtual time.
@Timeout(300)
final class SimIdentifyTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String ID = "/ipfs/id/1.0.0";
  private static final String PUSH = "/ipfs/id/push/1.0.0";
  private static final String PING = "/ipfs/ping/1.0.0";

  private final SplittableRandom random = new SplittableRandom(11);
  private final PrivateKey nearKey = PrivateKey.generate(KeyType.ED25519, random.split());
  private final PrivateKey farKey = PrivateKey.generate(KeyType.ED25519, random.split());

  /// What happens between two hosts that are not connected yet.
  private interface Scenario {
    void run(SimScheduler sim, Host near, Host far, Multiaddr farAddress) throws Exception;
  }

  private void simulate(Scenario scenario) {
    SimScheduler sim = new SimScheduler(12);
    sim.run(() -> {
      SimNetwork network = new SimNetwork(sim, 13);
      Transport nearSide = network.machine("near");
      Transport farSide = network.machine("far");
      Host near = host(sim, nearSide, nearKey);
      Host far = host(sim, farSide, farKey);
      scenario.run(sim, near, far, SimNetwork.address(farSide).withPeer(far.id()));
      near.close();
      far.close();
    });
  }

  private Host host(SimScheduler sim, Transport transport, PrivateKey key) throws IOException {
    Host host =
        HostBuilder.of(key).transport(transport).scheduler(sim).random(random.split()).build();
    host.listen(SimNetwork.address(transport));
    return host;
  }

  private static void sendFramed(Stream stream, Identify message) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    message.writeDelimitedTo(out);
    stream.write(out.toByteArray(), 0, out.size());
    stream.closeWrite();
  }

  private static Identify withRecord(byte[] envelope, Multiaddr unsigned) {
    return Identify.newBuilder()
        .addProtocols("/x/1")
        .addListenAddrs(ByteString.copyFrom(unsigned.bytes()))
        .setSignedPeerRecord(ByteString.copyFrom(envelope))
        .build();
  }

  @Test
  void recordOfAnotherPeerIsNeverStoredNorTheAddressesBesideIt() {
    PrivateKey victim = PrivateKey.generate(KeyType.ED25519, random.split());
    Multiaddr lie = Multiaddr.parse("/ip4/10.9.9.9/tcp/1");
    PeerId victimId = PeerId.of(victim.publicKey());
    byte[] foreign = new PeerRecord(victimId, 5, List.of(lie)).seal(victim);
    simulate((sim, near, far, address) -> {
      far.handle(ID, stream -> sendFramed(stream, withRecord(foreign, lie)));
      sim.sleep(Duration.ofSeconds(2));
      near.connect(address, LONG);
      sim.sleep(Duration.ofSeconds(6));
      assertThat(near.peerstore().protocols(far.id())).containsExactly("/x/1");
      assertThat(near.peerstore().addresses(far.id())).doesNotContain(lie);
      assertThat(near.peerstore().addresses(victimId)).isEmpty();
    });
  }

  @Test
  void olderRecordDoesNotReplaceANewerOne() {
    Multiaddr current = Multiaddr.parse("/ip4/10.9.9.1/tcp/1");
    Multiaddr old = Multiaddr.parse("/ip4/10.9.9.2/tcp/1");
    PeerId farId = PeerId.of(farKey.publicKey());
    long newest = 4_000_000_000_000_000_000L;
    byte[] first = new PeerRecord(farId, newest, List.of(current)).seal(farKey);
    byte[] second = new PeerRecord(farId, newest - 1, List.of(old)).seal(farKey);
    simulate((sim, near, far, address) -> {
      far.handle(ID, stream -> sendFramed(stream, withRecord(first, current)));
      sim.sleep(Duration.ofSeconds(2));
      near.connect(address, LONG);
      sim.sleep(Duration.ofSeconds(6));
      try (Stream push = far.open(near.id(), List.of(PUSH), LONG)) {
        sendFramed(push, withRecord(second, old));
      }
      sim.sleep(Duration.ofSeconds(6));
      assertThat(near.peerstore().addresses(far.id())).contains(current).doesNotContain(old);
      assertThat(near.peerstore().recordSequence(far.id())).isEqualTo(newest);
    });
  }

  @Test
  void tenThousandProtocolsAndAddressesAreKeptUpToTheBounds() {
    Identify.Builder many = Identify.newBuilder().addProtocols("/" + "x".repeat(300));
    for (int i = 0; i < 5_000; i++) {
      many.addProtocols("/" + i);
    }
    List<Identify> parts = new ArrayList<>(split(many.build()));
    for (int part = 0; part < 2; part++) {
      Identify.Builder addresses = Identify.newBuilder();
      for (int i = 0; i < 600; i++) {
        byte[] address = Multiaddr.parse("/ip4/10.9.9.9/tcp/" + (part * 600 + i + 1)).bytes();
        addresses.addListenAddrs(ByteString.copyFrom(address));
      }
      parts.add(addresses.build());
    }
    assertThat(parts).hasSizeBetween(3, 10);
    simulate((sim, near, far, address) -> {
      far.handle(
          ID,
          stream -> {
            for (Identify part : parts) {
              ByteArrayOutputStream out = new ByteArrayOutputStream();
              part.writeDelimitedTo(out);
              stream.write(out.toByteArray(), 0, out.size());
            }
            stream.closeWrite();
          });
      sim.sleep(Duration.ofSeconds(2));
      near.connect(address, LONG);
      sim.sleep(Duration.ofSeconds(6));
      assertThat(near.peerstore().protocols(far.id()))
          .hasSize(Peerstore.MAX_PROTOCOLS)
          .allMatch(p -> p.length() <= 256);
      assertThat(near.peerstore().addresses(far.id())).hasSizeBetween(1, Peerstore.MAX_ADDRESSES);
      assertThat(near.isConnected(far.id())).isTrue();
    });
  }

  /// The protocols of a message in messages that each may have.
  private static List<Identify> split(Identify whole) {
    List<Identify> parts = new ArrayList<>();
    for (int at = 0; at < whole.getProtocolsCount(); at += 900) {
      int to = Math.min(at + 900, whole.getProtocolsCount());
      parts.add(
          Identify.newBuilder().addAllProtocols(whole.getProtocolsList().subList(at, to)).build());
    }
    return parts;
  }

  @Test
  void loopbackAddressesOfADistantPeerAreNotKept() {
    Multiaddr own = Multiaddr.parse("/ip4/10.9.9.1/tcp/1");
    Multiaddr victim = Multiaddr.parse("/ip4/127.0.0.1/tcp/22");
    PeerId farId = PeerId.of(farKey.publicKey());
    byte[] signed = new PeerRecord(farId, 1L << 61, List.of(victim, own)).seal(farKey);
    simulate((sim, near, far, address) -> {
      far.handle(ID, stream -> sendFramed(stream, withRecord(signed, victim)));
      sim.sleep(Duration.ofSeconds(2));
      near.connect(address, LONG);
      sim.sleep(Duration.ofSeconds(6));
      assertThat(near.peerstore().addresses(far.id())).contains(own).doesNotContain(victim);
    });
  }

  @Test
  void peerThatNeverAnswersIdentifyDelaysAStreamByFiveSecondsOnly() {
    simulate((sim, near, far, address) -> {
      far.handle(ID, _ -> sim.sleep(Duration.ofHours(1)));
      far.handle("/test/one", stream -> stream.write(new byte[] {7}, 0, 1));
      near.connect(address, LONG);
      long start = sim.nanoTime();
      try (Stream stream = near.open(far.id(), List.of("/test/one"), LONG)) {
        assertThat(stream.input().read()).isEqualTo(7);
      }
      assertThat(Duration.ofNanos(sim.nanoTime() - start))
          .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(6));
    });
  }

  @Test
  void peerThatWasTooBusyToIdentifyItselfIsAskedAgain() {
    Identify message = Identify.newBuilder().addProtocols("/x/1").build();
    AtomicInteger asked = new AtomicInteger();
    simulate((sim, near, far, address) -> {
      far.handle(
          ID,
          stream -> {
            if (asked.incrementAndGet() < 3) {
              sim.sleep(Duration.ofHours(1));
            }
            sendFramed(stream, message);
          });
      sim.sleep(Duration.ofSeconds(2));
      near.connect(address, LONG);
      sim.sleep(Duration.ofSeconds(9));
      assertThat(near.peerstore().protocols(far.id())).isEmpty();
      sim.sleep(Duration.ofSeconds(5));
      assertThat(near.peerstore().protocols(far.id())).containsExactly("/x/1");
    });
    assertThat(asked).hasValue(3);
  }

  @Test
  void silentPeerIsAskedThreeTimesOnly() {
    AtomicInteger asked = new AtomicInteger();
    simulate((sim, near, far, address) -> {
      far.handle(
          ID,
          _ -> {
            asked.incrementAndGet();
            sim.sleep(Duration.ofHours(1));
          });
      near.connect(address, LONG);
      sim.sleep(Duration.ofMinutes(5));
    });
    assertThat(asked).hasValue(3);
  }

  @Test
  void floodOfPushesIsReset() {
    simulate((sim, near, far, address) -> {
      near.connect(address, LONG);
      sim.sleep(Duration.ofSeconds(6));
      int refused = 0;
      for (int i = 0; i < 30; i++) {
        try (Stream push = far.open(near.id(), List.of(PUSH), LONG)) {
          sendFramed(push, Identify.newBuilder().addProtocols("/p/" + i).build());
          push.input().read();
        } catch (StreamReset reset) {
          assertThat(reset.code()).isEqualTo(StreamReset.RATE_LIMITED);
          refused++;
        }
      }
      assertThat(refused).isBetween(15, 29);
    });
  }

  @Test
  void manyAddressesAreTrimmedToWhatEveryPeerReads() {
    simulate((sim, near, far, address) -> {
      for (int port = 5000; port < 5200; port++) {
        far.listen(Multiaddr.parse("/ip4/10.0.0.2/tcp/" + port));
      }
      near.connect(address, LONG);
      sim.sleep(Duration.ofSeconds(6));
      assertThat(near.peerstore().addresses(far.id())).hasSizeBetween(50, 199);
      try (Stream stream = near.open(far.id(), List.of(ID), LONG)) {
        stream.closeWrite();
        assertThat(stream.input().readAllBytes().length).isLessThanOrEqualTo(4 * 1024);
      }
    });
  }

  @Test
  void pingStreamsRestBetweenPingsAndEndAfterTenSilentSeconds() {
    simulate((sim, near, far, address) -> {
      near.connect(address, LONG);
      Stream one = ping(near, far);
      Stream two = ping(near, far);
      assertThat(near.ping(far.id(), LONG)).as("resting streams hold no place").isPositive();
      sim.sleep(Duration.ofSeconds(11));
      assertThatThrownBy(() -> one.read(new byte[1], 0, 1)).isInstanceOf(StreamReset.class);
      assertThatThrownBy(() -> two.read(new byte[1], 0, 1)).isInstanceOf(StreamReset.class);
      assertThat(near.ping(far.id(), LONG)).isPositive();
    });
  }

  private static Stream ping(Host from, Host to) throws IOException, InterruptedException {
    Stream stream = from.open(to.id(), List.of(PING), LONG);
    stream.write(new byte[32], 0, 32);
    assertThat(stream.input().readNBytes(32)).hasSize(32);
    return stream;
  }

  @Test
  void refusedProtocolLeavesTheConnectionUsable() {
    simulate((sim, near, far, address) -> {
      far.handle("/test/one", stream -> stream.write(new byte[] {7}, 0, 1));
      near.connect(address, LONG);
      sim.sleep(Duration.ofSeconds(6));
      try (Stream stream = near.open(far.id(), List.of("/test/one"), LONG)) {
        assertThat(stream.input().read()).isEqualTo(7);
      }
      assertThatThrownBy(() -> near.open(far.id(), List.of("/none"), LONG))
          .isInstanceOf(IOException.class);
      assertThat(near.connections()).hasSize(1);
    });
  }
}
