package network.cairn.libp2p.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import network.cairn.base.net.AddressPrefix;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

final class ResourcesTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final long MIB = 1 << 20;

  private final Resources resources = new Resources(ResourceLimits.ofMemory(1024 * MIB));

  private static Optional<InetAddress> ip(String text) throws UnknownHostException {
    return Optional.of(InetAddress.getByName(text));
  }

  private static PeerId peer(int seed) {
    return PeerId.of(PrivateKey.generate(KeyType.ED25519, new Random(seed)).publicKey());
  }

  /// Admits a connection that is secured at once.
  private String comes(String from, long now) throws UnknownHostException {
    Resources.Admission answer = resources.admit(ip(from), now);
    answer.scope().ifPresent(scope -> assertThat(scope.secured(peer(scope.hashCode()))).isEmpty());
    return answer.refusedBy();
  }

  private String comesAndGoes(String from, long now) throws UnknownHostException {
    Resources.Admission answer = resources.admit(ip(from), now);
    answer.scope().ifPresent(ConnectionScope::close);
    return answer.refusedBy();
  }

  private ConnectionScope connected(String from, PeerId peer) throws UnknownHostException {
    ConnectionScope scope = resources.admit(ip(from), 0).scope().orElseThrow();
    assertThat(scope.secured(peer)).isEmpty();
    assertThat(scope.takeOwn()).isTrue();
    return scope;
  }

  @Test
  void theTableFollowsTheHeap() {
    assertThat(ResourceLimits.ofHeap(512 * MIB))
        .isEqualTo(
            new ResourceLimits(
                new ScopeLimits(85, 64, 4096, 1024, 128 * MIB),
                new ScopeLimits(70, 64, 3584, 896, 64 * MIB),
                new ScopeLimits(42, 32, 2048, 512, 64 * MIB),
                new ScopeLimits(10, 16, 1024, 256, 32 * MIB),
                new ScopeLimits(8, 8, 768, 128, 128 * MIB / 6),
                new ScopeLimits(8, 8, 768, 128, 128 * MIB / 6)));
    assertThat(ResourceLimits.ofHeap(1L << 40).system().memory()).isEqualTo(1152 * MIB);
    for (long heap = 64 * MIB; heap < 64L << 30; heap *= 2) {
      ResourceLimits table = ResourceLimits.ofHeap(heap);
      assertThat(table.system().memory()).isLessThanOrEqualTo(heap / 4);
      long bare = table.system().connections() * ResourceLimits.CONNECTION_BYTES;
      assertThat(bare).isLessThanOrEqualTo(Math.max(heap / 16, 13 * MIB));
    }
  }

  @Test
  void anAddressHasSixteenNewConnectionsAtATimeAndOneMoreEveryFiveSeconds() throws Exception {
    for (int i = 0; i < 16; i++) {
      assertThat(comesAndGoes("192.0.2.1", -3)).isEmpty();
    }
    assertThat(comesAndGoes("192.0.2.1", -3)).isEqualTo("rate");
    assertThat(comesAndGoes("192.0.2.1", 4 * SECOND)).isEqualTo("rate");
    assertThat(comesAndGoes("192.0.2.2", 4 * SECOND)).isEmpty();
    assertThat(comesAndGoes("192.0.2.1", 6 * SECOND)).isEmpty();
    assertThat(comesAndGoes("192.0.2.1", 6 * SECOND)).isEqualTo("rate");
    assertThat(comesAndGoes("192.0.2.1", 600 * SECOND)).isEmpty();
  }

  @Test
  void eightOfAnAddressAtOnceAndAPlaceGivenBackIsFree() throws Exception {
    List<ConnectionScope> open = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      open.add(connected("192.0.2.1", peer(i)));
    }
    assertThat(comes("192.0.2.1", 0)).isEqualTo("ip");
    open.getFirst().close();
    open.getFirst().close();
    assertThat(comes("192.0.2.1", 0)).isEmpty();
    assertThat(comes("192.0.2.1", 0)).isEqualTo("ip");
  }

  @Test
  void addressesOfOneIpv6SubnetCountAsOne() throws Exception {
    for (int i = 0; i < 8; i++) {
      assertThat(comes("2001:db8:1:200::" + i, 0)).isEmpty();
    }
    assertThat(comes("2001:db8:1:2ff::9", 0)).isEqualTo("ip");
    assertThat(comes("2001:db8:1:300::9", 0)).isEmpty();
  }

  @Test
  void aSiteHasSixtyFourAtOnceOverAllItsAddresses() throws Exception {
    for (int i = 0; i < 64; i++) {
      assertThat(comes("2001:db8:1:%x00::1".formatted(i), 0)).isEmpty();
      assertThat(comes("198.51.100." + i, 0)).isEmpty();
    }
    assertThat(comes("2001:db8:1:ff00::1", 0)).isEqualTo("ip");
    assertThat(comes("198.51.100.200", 0)).isEqualTo("ip");
    assertThat(comes("2001:db8:2::1", 0)).isEmpty();
    assertThat(comes("198.51.101.1", 0)).isEmpty();
  }

  @Test
  void aSiteHasEightyNewConnectionsAtATime() throws Exception {
    for (int i = 0; i < 80; i++) {
      assertThat(comesAndGoes("2001:db8:1:%x00::1".formatted(i), 0)).isEmpty();
    }
    assertThat(comesAndGoes("2001:db8:1:ff00::1", 0)).isEqualTo("rate");
    assertThat(comesAndGoes("2001:db8:1:ff00::1", 3 * SECOND)).isEmpty();
  }

  @Test
  void aSiteHoldsSixteenUpgradesAndAllOfLoopbackHalf() throws Exception {
    for (int i = 0; i < 16; i++) {
      assertThat(resources.admit(ip("198.51.100." + i), 0).scope()).isPresent();
    }
    Resources.Admission site = resources.admit(ip("198.51.100.99"), 0);
    assertThat(site.refusedBy()).isEqualTo("pending");
    assertThat(site.byHost()).isFalse();
    for (int i = 0; i < 32; i++) {
      assertThat(resources.admit(ip("127.0.0.1"), 0).scope()).isPresent();
    }
    assertThat(resources.admit(ip("::1"), 0).refusedBy()).isEqualTo("pending");
    for (int i = 0; i < 16; i++) {
      assertThat(resources.admit(ip("203.0." + i + ".1"), 0).scope()).isPresent();
    }
    assertThat(resources.admit(ip("203.0.99.1"), 0).byHost()).isTrue();
  }

  @Test
  void loopbackHasNoRateAndNoBoundOfAnAddressButHalfOfTheHost() throws Exception {
    for (int i = 0; i < 256; i++) {
      assertThat(comes(i % 2 == 0 ? "127.0.0.1" : "::1", 0)).isEmpty();
    }
    assertThat(comes("127.0.0.1", 0)).isEqualTo("ip");
    assertThat(comes("198.51.100.1", 0)).isEmpty();
  }

  @Test
  void aPrivateSiteHasHalfOfTheHostAndItsAddressesEight() throws Exception {
    for (int i = 0; i < 256; i++) {
      assertThat(comes("192.168.7." + i / 8, 0)).isEmpty();
    }
    assertThat(comes("192.168.7.99", 0)).isEqualTo("ip");
    assertThat(comes("10.1.1.1", 0)).isEmpty();
    assertThat(comes("fd00::1", 0)).isEmpty();
  }

  @Test
  void memoryIsTakenInEveryScopeOrInNone() throws Exception {
    ConnectionScope one = connected("198.51.100.1", peer(1));
    long before = resources.used(Resource.MEMORY);
    assertThat(before).isEqualTo(ResourceLimits.CONNECTION_BYTES);
    assertThat(one.takeMemory(171 * MIB, 255)).isFalse();
    assertThat(resources.used(Resource.MEMORY)).isEqualTo(before);
    assertThat(one.takeMemory(130 * MIB, 255)).isTrue();
    ConnectionScope other = connected("198.51.100.2", peer(2));
    assertThat(other.takeMemory(126 * MIB, 255)).isFalse();
    assertThat(other.takeMemory(125 * MIB, 255)).isTrue();
    ConnectionScope same = connected("203.0.113.1", peer(1));
    assertThat(same.takeMemory(41 * MIB, 255)).isFalse();
    one.giveMemory(130 * MIB);
    assertThat(same.takeMemory(41 * MIB, 255)).isTrue();
  }

  @Test
  void lowPriorityStopsAtItsShare() throws Exception {
    ConnectionScope one = connected("198.51.100.1", peer(1));
    assertThat(one.takeMemory(85 * MIB, 128)).isTrue();
    assertThat(one.takeMemory(2 * MIB, 128)).isFalse();
    assertThat(one.takeMemory(2 * MIB, 203)).isTrue();
  }

  @Test
  void strangersFillHalfOfTheMemoryAndKnownPeersGetTheRest() throws Exception {
    for (int i = 0; i < 4; i++) {
      connected("198.51." + i + ".1", peer(i)).takeMemory(105 * MIB, 255);
    }
    ConnectionScope stranger = resources.admit(ip("203.0.113.1"), 0).scope().orElseThrow();
    assertThat(stranger.secured(peer(99))).isEmpty();
    assertThat(stranger.takeOwn()).isFalse();
    ConnectionScope chosen = resources.outbound(ip("203.0.113.2"));
    assertThat(chosen.secured(peer(100))).isEmpty();
    assertThat(chosen.takeMemory(100 * MIB, 203)).isTrue();
    chosen.known(false);
    assertThat(chosen.takeMemory(1, 203)).isFalse();
    chosen.known(true);
    assertThat(chosen.takeMemory(1, 203)).isTrue();
  }

  @Test
  void aSiteWithFarMoreThanItsShareGivesWayToANewcomer() throws Exception {
    List<ConnectionScope> open = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      ConnectionScope each = connected("198.51." + i + ".1", peer(i));
      assertThat(each.takeMemory((i == 5 ? 80 : 40) * MIB, 255)).isTrue();
      open.add(each);
    }
    ConnectionScope asking = connected("203.0.113.1", peer(50));
    assertThat(resources.unfair(open, Resource.MEMORY, asking, MIB)).isEmpty();
    assertThat(asking.takeMemory(45 * MIB, Resources.NEEDED)).isTrue();
    asking.giveMemory(45 * MIB);
    open.getFirst().takeMemory(35 * MIB, 255);
    assertThat(resources.unfair(open, Resource.MEMORY, asking, 30 * MIB)).contains(open.get(5));
    assertThat(resources.unfair(open, Resource.MEMORY, asking, 50 * MIB)).isEmpty();
    open.get(5).known(true);
    assertThat(resources.unfair(open, Resource.MEMORY, asking, 30 * MIB)).isEmpty();
  }

  /// Takes so many streams.
  private static ConnectionScope streams(ConnectionScope scope, int count) {
    for (int i = 0; i < count; i++) {
      assertThat(scope.takeStream()).isTrue();
    }
    return scope;
  }

  @Test
  void nobodyGivesWayToWhoseOwnBoundsRefuseIt() throws Exception {
    List<ConnectionScope> open = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      open.add(streams(connected("198.51." + i + ".1", peer(i)), 768));
    }
    open.add(streams(connected("198.51.0.2", peer(4)), 256));
    open.add(streams(connected("198.51.1.2", peer(5)), 256));
    open.add(streams(connected("203.0.113.1", peer(50)), 768));
    ConnectionScope sameOwner = connected("203.0.114.1", peer(50));
    ConnectionScope another = connected("203.0.115.1", peer(51));
    assertThat(sameOwner.takeStream()).isFalse();
    assertThat(another.takeStream()).isFalse();
    assertThat(resources.unfair(open, Resource.STREAMS, another, 1)).contains(open.getFirst());
    assertThat(resources.unfair(open, Resource.STREAMS, sameOwner, 1)).isEmpty();
  }

  @Test
  void whatThoseWhoLeaveGiveBackSuffices() throws Exception {
    List<ConnectionScope> open = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      open.add(streams(connected("198.51." + i + ".1", peer(i)), 768));
    }
    open.add(streams(connected("198.51.9.1", peer(9)), 512));
    ConnectionScope asking = connected("203.0.113.1", peer(50));
    List<ConnectionScope> leaving = List.of(open.getFirst());
    assertThat(resources.suffices(List.of(), Resource.STREAMS, asking, 1)).isFalse();
    assertThat(resources.suffices(leaving, Resource.STREAMS, asking, 1)).isTrue();
    assertThat(resources.suffices(leaving, Resource.STREAMS, asking, 769)).isFalse();
    assertThat(resources.hasRoom(Resource.STREAMS, asking, 1)).isFalse();
    open.getFirst().giveStream();
    assertThat(resources.hasRoom(Resource.STREAMS, asking, 1)).isTrue();
    assertThat(resources.suffices(leaving, Resource.STREAMS, asking, 1)).isFalse();
  }

  @Test
  void anIdentityHasEightConnectionsHoweverManyAddressesItHas() throws Exception {
    for (int i = 0; i < 8; i++) {
      connected("198.51." + i + ".1", peer(1));
    }
    ConnectionScope ninth = resources.admit(ip("203.0.113.1"), 0).scope().orElseThrow();
    assertThat(ninth.secured(peer(1))).contains("connections");
    assertThat(resources.used(Resource.CONNECTIONS)).isEqualTo(8);
    assertThat(resources.used(Resource.UPGRADES)).isZero();
  }

  @Test
  void whateverIsTakenInWhateverOrderNothingIsLeftAtTheEnd() {
    Property.check(
        200,
        random -> {
          Resources all = new Resources(ResourceLimits.ofMemory(64 * MIB));
          List<Held> open = new ArrayList<>();
          for (int i = 0; i < 400; i++) {
            if (open.isEmpty() || random.nextInt(6) == 0) {
              Held.open(all, random).ifPresent(open::add);
            } else {
              Held each = open.get(random.nextInt(open.size()));
              each.act(random);
              if (random.nextInt(8) == 0) {
                each.scope.close();
              }
            }
            assertThat(all.used(Resource.MEMORY)).isBetween(0L, 64 * MIB);
          }
          open.forEach(Held::end);
          assertThat(all.totals()).containsOnly(0L);
          assertThat(all.scopes()).isZero();
        });
  }

  /// A connection and what it has taken.
  private static final class Held {
    final ConnectionScope scope;
    long memory;
    int streams;
    int negotiations;

    Held(ConnectionScope scope) {
      this.scope = scope;
    }

    static Optional<Held> open(Resources all, Random random) throws UnknownHostException {
      Optional<InetAddress> from =
          switch (random.nextInt(4)) {
            case 0 -> Optional.empty();
            case 1 -> ip("127.0.0.1");
            case 2 -> ip("10.0.0." + random.nextInt(3));
            default -> ip("198.51." + random.nextInt(3) + ".1");
          };
      Optional<ConnectionScope> scope =
          random.nextInt(3) == 0
              ? Optional.of(all.outbound(from))
              : all.admit(from, random.nextLong(1L << 40)).scope();
      if (random.nextInt(6) > 0) {
        scope.ifPresent(each -> each.secured(peer(random.nextInt(4))));
        scope.ifPresent(ConnectionScope::takeOwn);
      }
      return scope.map(Held::new);
    }

    void act(Random random) {
      switch (random.nextInt(6)) {
        case 0, 1 -> {
          long n = random.nextLong(8 * MIB);
          memory += scope.takeMemory(n, random.nextInt(256)) ? n : 0;
        }
        case 2 -> {
          scope.giveMemory(memory / 2);
          memory -= memory / 2;
        }
        case 3 -> streams += scope.takeStream() ? 1 : 0;
        case 4 -> negotiations += scope.takeNegotiation() ? 1 : 0;
        default -> scope.known(random.nextBoolean());
      }
    }

    void end() {
      scope.close();
      scope.giveMemory(memory);
      for (int i = 0; i < streams; i++) {
        scope.giveStream();
      }
      for (int i = 0; i < negotiations; i++) {
        scope.giveNegotiation();
      }
    }
  }

  @Test
  void aHundredThousandAddressesLeaveBoundedTables() throws Exception {
    TokenBuckets buckets = new TokenBuckets(0.2, 16);
    for (int i = 0; i < 100_000; i++) {
      InetAddress each =
          InetAddress.getByAddress(new byte[] {1, (byte) (i >> 16), (byte) (i >> 8), (byte) i});
      Resources.Admission answer = resources.admit(Optional.of(each), 10L * i * SECOND);
      answer.scope().orElseThrow().close();
      assertThat(buckets.take(AddressPrefix.of(each, 4, 7), i)).isTrue();
    }
    assertThat(resources.scopes()).isZero();
    assertThat(buckets.remembered()).isEqualTo(4096);
  }
}
