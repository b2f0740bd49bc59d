package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import network.cairn.base.time.SimScheduler;
import network.cairn.libp2p.HostBuilder;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.peerstore.Peerstore;
import network.cairn.libp2p.transport.Transport;
import network.cairn.libp2p.transport.memory.SimNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A node whose bootstrap peer goes, among hosts of a simulated network.
@Timeout(120)
final class BackupPeersSimTest {
  private static final Duration DIAL = Duration.ofSeconds(10);
  private static final Duration SAVED = BackupPeers.FIRST_SAVE.plus(BackupPeers.ROUND);

  @TempDir Path home;
  private final SimScheduler sim = new SimScheduler(81);
  private final SplittableRandom random = new SplittableRandom(82);
  private final SimNetwork network = new SimNetwork(sim, 83);
  private final List<Host> hosts = new ArrayList<>();

  /// A host that listens, and where.
  private record Peer(Host host, Multiaddr address) {
    PeerId id() {
      return host.id();
    }
  }

  private Peer peer(String name) throws IOException {
    return peer(network.machine(name));
  }

  private Peer peer(Transport machine) throws IOException {
    Host host =
        HostBuilder.of(PrivateKey.generate(KeyType.ED25519, random.split()))
            .transport(machine)
            .scheduler(sim)
            .random(random.split())
            .build();
    host.listen(SimNetwork.address(machine));
    hosts.add(host);
    return new Peer(host, SimNetwork.address(machine).withPeer(host.id()));
  }

  private List<Peer> peers(String name, int count) throws IOException {
    List<Peer> peers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      peers.add(peer(name + i));
    }
    return peers;
  }

  private BackupPeers backups(Peer node, PeerId... bootstrap) {
    return new BackupPeers(node.host(), sim, List.of(bootstrap), file());
  }

  private PeerFile file() {
    return new PeerFile(home, "backup-peers");
  }

  private List<PeerId> kept() throws IOException {
    return file().read().stream().map(PeerFile.Known::id).toList();
  }

  private static void connect(Peer one, List<Peer> others) throws Exception {
    for (Peer other : others) {
      one.host().connect(other.address(), DIAL);
    }
  }

  private interface Scene {
    void run() throws Exception;
  }

  private void simulate(Scene scene) {
    sim.run(() -> {
      try {
        scene.run();
      } finally {
        hosts.forEach(Host::close);
      }
    });
  }

  /// One owner of many addresses in a network does not decide whom a node knows.
  @Test
  void keepsFewOfANetwork() {
    simulate(() -> {
      Peer bootstrap = peer("bootstrap");
      Peer node = peer("node");
      try (BackupPeers _ = backups(node, bootstrap.id())) {
        for (int i = 1; i <= 10; i++) {
          connect(node, List.of(peer(network.machine("crowd" + i, "8.8.0." + i))));
        }
        Peer other = peer(network.machine("other", "8.9.0.1"));
        connect(node, List.of(other));
        sim.sleep(SAVED);
        assertThat(kept()).hasSize(BackupPeers.OF_NETWORK + 1).contains(other.id());
      }
    });
  }

  @Test
  void findsItsWayBackThroughWhoAnsweredBefore() {
    simulate(() -> {
      Peer bootstrap = peer("bootstrap");
      Peer other = peer("other");
      Peer caller = peer("caller");
      Peer node = peer("node");
      try (BackupPeers _ = backups(node, bootstrap.id())) {
        connect(node, List.of(bootstrap, other));
        connect(caller, List.of(node));
        sim.sleep(SAVED);
        assertThat(kept()).as("whom the node dialled itself").containsExactly(other.id());
        // As after a kill: nothing is closed in order.
        node.host().close();
        bootstrap.host().close();
        Peer again = peer("again");
        try (BackupPeers _ = backups(again, bootstrap.id())) {
          sim.sleep(BackupPeers.ROUND.minusSeconds(1));
          assertThat(again.host().connections()).as("the bootstrap peers come first").isEmpty();
          sim.sleep(Duration.ofSeconds(5));
          assertThat(again.host().isConnected(other.id())).isTrue();
          other.host().disconnect(again.id());
          sim.sleep(BackupPeers.ROUND.plusSeconds(5));
          assertThat(again.host().isConnected(other.id())).as("later as well").isTrue();
        }
      }
    });
  }

  @Test
  void dialsNobodyWhileABootstrapPeerOrEnoughOthersAreThere() {
    simulate(() -> {
      Peer bootstrap = peer("bootstrap");
      Peer known = peer("known");
      List<Peer> others = peers("other", BackupPeers.ENOUGH);
      file()
          .write(
              List.of(
                  new PeerFile.Known(
                      known.id(), List.of(known.address().withoutPeer().orElseThrow()))));
      Peer node = peer("node");
      try (BackupPeers _ = backups(node, bootstrap.id())) {
        connect(node, List.of(bootstrap));
        sim.sleep(Duration.ofMinutes(3));
        assertThat(node.host().isConnected(known.id())).isFalse();
        for (Peer other : others) {
          connect(other, List.of(node));
        }
        node.host().disconnect(bootstrap.id());
        sim.sleep(Duration.ofMinutes(3));
        assertThat(node.host().isConnected(known.id())).isFalse();
        node.host().disconnect(others.getFirst().id());
        sim.sleep(Duration.ofMinutes(1));
        assertThat(node.host().isConnected(known.id())).isTrue();
      }
    });
  }

  /// An empty list is how a node says that nobody is to lead it anywhere.
  @Test
  void keepsAndDialsNobodyWithoutBootstrapPeers() {
    simulate(() -> {
      Peer other = peer("other");
      Peer node = peer("node");
      try (BackupPeers _ = backups(node)) {
        connect(node, List.of(other));
        sim.sleep(SAVED);
      }
      assertThat(home.resolve("backup-peers")).doesNotExist();
      file()
          .write(
              List.of(
                  new PeerFile.Known(
                      other.id(), List.of(other.address().withoutPeer().orElseThrow()))));
      Peer again = peer("again");
      try (BackupPeers _ = backups(again)) {
        sim.sleep(Duration.ofHours(1));
        assertThat(again.host().connections()).isEmpty();
      }
    });
  }

  @Test
  void newPeersTakeThePlacesOfThoseThatAreGoneOnly() {
    simulate(() -> {
      Peer bootstrap = peer("bootstrap");
      List<Peer> old = peers("old", BackupPeers.MOST);
      Peer node = peer("node");
      try (BackupPeers _ = backups(node, bootstrap.id())) {
        connect(node, old);
        sim.sleep(SAVED);
        assertThat(kept()).containsExactlyInAnyOrderElementsOf(ids(old));
        node.host().disconnect(old.get(3).id());
        node.host().disconnect(old.get(7).id());
        connect(node, peers("new", 10));
        sim.sleep(BackupPeers.BETWEEN_SAVES.plus(BackupPeers.ROUND));
        List<PeerId> kept = kept();
        List<PeerId> stayed = ids(old);
        stayed.remove(old.get(7).id());
        stayed.remove(old.get(3).id());
        assertThat(kept).hasSize(BackupPeers.MOST).containsAll(stayed);
        assertThat(kept).doesNotContain(old.get(3).id(), old.get(7).id());
      }
    });
  }

  private static List<PeerId> ids(List<Peer> peers) {
    return new ArrayList<>(peers.stream().map(Peer::id).toList());
  }

  @Test
  void keepsWhoIsThereAtAnEndBeforeTheFirstHour() {
    simulate(() -> {
      Peer bootstrap = peer("bootstrap");
      Peer other = peer("other");
      Peer node = peer("node");
      try (BackupPeers _ = backups(node, bootstrap.id())) {
        connect(node, List.of(other));
        sim.sleep(Duration.ofSeconds(5));
      }
      assertThat(kept()).containsExactly(other.id());
    });
  }

  @Test
  void waitsTwiceAsLongAfterEachRoundThatNobodyAnsweredUpToTenMinutes() throws IOException {
    PeerId gone = PeerId.of(PrivateKey.generate(KeyType.ED25519, random.split()).publicKey());
    PeerId bootstrap = PeerId.of(PrivateKey.generate(KeyType.ED25519, random.split()).publicKey());
    file()
        .write(
            List.of(new PeerFile.Known(gone, List.of(Multiaddr.parse("/ip4/192.0.2.1/tcp/4001")))));
    Peerstore store = new Peerstore(10);
    List<Long> dials = new ArrayList<>();
    Host host =
        Stub.of(
            Host.class,
            Map.of(
                "connections",
                _ -> List.of(),
                "isConnected",
                _ -> false,
                "peerstore",
                _ -> store,
                "connect",
                _ -> {
                  dials.add(Duration.ofNanos(sim.nanoTime()).toSeconds());
                  throw new IOException("refused");
                }));
    sim.run(() -> {
      BackupPeers backups = new BackupPeers(host, sim, List.of(bootstrap), file());
      sim.sleep(Duration.ofMinutes(30));
      backups.close();
      sim.sleep(Duration.ofHours(1));
    });
    assertThat(dials).containsExactly(30L, 90L, 210L, 450L, 930L, 1530L);
    assertThat(kept()).as("who is gone for half an hour").containsExactly(gone);
  }

  /// What is dead or unreadable in the file costs time, no more.
  @Test
  void getsPastWhoIsGoneAndWhatIsNoPeer() {
    simulate(() -> {
      Peer bootstrap = peer("bootstrap");
      Peer other = peer("other");
      StringBuilder text = new StringBuilder("nonsense\n");
      for (Peer gone : peers("gone", BackupPeers.MOST - 1)) {
        gone.host().close();
        text.append(gone.id()).append(" /ip4/192.0.2.77/tcp/4001\n");
      }
      text.append(other.id()).append(' ').append(other.address().withoutPeer().orElseThrow());
      Files.writeString(home.resolve("backup-peers"), text.append('\n'));
      Peer node = peer("node");
      try (BackupPeers _ = backups(node, bootstrap.id())) {
        sim.sleep(BackupPeers.ROUND.plus(DIAL.multipliedBy(BackupPeers.MOST)));
        assertThat(node.host().isConnected(other.id())).isTrue();
      }
    });
  }
}
