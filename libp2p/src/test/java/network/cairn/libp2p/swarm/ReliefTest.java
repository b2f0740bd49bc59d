package network.cairn.libp2p.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import network.cairn.base.time.SimScheduler;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.resource.ConnectionScope;
import network.cairn.libp2p.resource.Resource;
import network.cairn.libp2p.resource.ResourceLimits;
import network.cairn.libp2p.resource.Resources;
import network.cairn.libp2p.resource.ScopeLimits;
import org.junit.jupiter.api.Test;

final class ReliefTest {
  private static final long MIB = 1 << 20;
  private static final ScopeLimits PLENTY = new ScopeLimits(400, 64, 4096, 1024, 256 * MIB);
  private static final ScopeLimits STRANGERS = new ScopeLimits(400, 64, 4096, 1024, 60 * MIB);

  private final Resources resources =
      new Resources(new ResourceLimits(PLENTY, STRANGERS, PLENTY, PLENTY, PLENTY, PLENTY));
  private final List<Relief.Member> open = new ArrayList<>();
  private final List<String> ended = new ArrayList<>();

  /// A stranger's connection that holds so much.
  private ConnectionScope holds(String ip, long mebibytes) throws UnknownHostException {
    ConnectionScope scope =
        resources.admit(Optional.of(InetAddress.getByName(ip)), 0).scope().orElseThrow();
    PrivateKey key = PrivateKey.generate(KeyType.ED25519, new Random(open.size()));
    assertThat(scope.secured(PeerId.of(key.publicKey()))).isEmpty();
    assertThat(scope.takeMemory(mebibytes * MIB, 255)).isTrue();
    open.add(new Relief.Member(scope, () -> ended.add(ip)));
    return scope;
  }

  @Test
  void whoLeavesIsNotEndedAgainInAnothersPlace() {
    SimScheduler sim = new SimScheduler(1);
    sim.run(() -> {
      Relief relief = new Relief(sim, resources, () -> List.copyOf(open));
      ConnectionScope leaves = holds("198.51.1.1", 20);
      holds("198.51.1.2", 8);
      holds("198.51.1.3", 8);
      holds("198.51.2.1", 22);
      ConnectionScope asking = holds("203.0.113.1", 0);
      assertThat(relief.relieve(Resource.MEMORY, asking, 5 * MIB)).isTrue();
      assertThat(ended).containsExactly("198.51.1.1");
      // Part of it comes back, and others take that.
      leaves.giveMemory(11 * MIB);
      holds("203.0.114.1", 5);
      holds("203.0.115.1", 6);
      assertThat(relief.relieve(Resource.MEMORY, asking, 10 * MIB)).isTrue();
      assertThat(ended).containsExactly("198.51.1.1", "198.51.2.1");
    });
  }
}
