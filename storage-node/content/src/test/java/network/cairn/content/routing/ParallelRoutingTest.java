package network.cairn.content.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import network.cairn.base.time.SimScheduler;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ParallelRoutingTest {
  private static final Duration TIME = Duration.ofSeconds(30);
  private static final Cid ROOT = Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[] {1}));

  private final SimScheduler sim = new SimScheduler(1);
  private final SplittableRandom random = new SplittableRandom(1);
  private final Kept kept = new Kept();

  private static final class Kept implements ContentRouting.Sink {
    final List<ProviderInfo> found = new ArrayList<>();
    final List<String> failures = new ArrayList<>();
    int enough = Integer.MAX_VALUE;

    @Override
    public boolean found(ProviderInfo provider) {
      found.add(provider);
      return found.size() < enough;
    }

    @Override
    public void failed(String why) {
      failures.add(why);
    }
  }

  private PeerId peer() {
    return PeerId.of(PrivateKey.generate(KeyType.ED25519, random).publicKey());
  }

  private static Multiaddr at(int port) {
    return Multiaddr.parse("/ip4/10.0.0.1/tcp/" + port);
  }

  private ProviderInfo provider(int port) {
    return new ProviderInfo(peer(), List.of(at(port)));
  }

  private static ContentRouting naming(ProviderInfo... providers) {
    return (_, _, _, sink) -> {
      for (ProviderInfo provider : providers) {
        if (!sink.found(provider)) {
          return;
        }
      }
    };
  }

  private ContentRouting after(Duration pause, ContentRouting member) {
    return (cid, most, timeout, sink) -> {
      sim.sleep(pause);
      member.findProviders(cid, most, timeout, sink);
    };
  }

  /// Searches to the end, and returns how long it took.
  private Duration search(int most, ContentRouting... members) {
    long[] took = new long[1];
    sim.run(() -> {
      long began = sim.nanoTime();
      ContentRouting.of(List.of(members), sim).findProviders(ROOT, most, TIME, kept);
      took[0] = sim.nanoTime() - began;
    });
    return Duration.ofNanos(took[0]);
  }

  @Test
  void tellsAProviderOnceButANewAddressOfItAgain() {
    PeerId peer = peer();
    ProviderInfo one = new ProviderInfo(peer, List.of(at(1)));
    ProviderInfo both = new ProviderInfo(peer, List.of(at(1), at(2)));
    search(20, naming(one, one), after(Duration.ofSeconds(1), naming(both, one)));
    assertThat(kept.found).containsExactly(one, new ProviderInfo(peer, List.of(at(2))));
  }

  @Test
  void aSlowMemberHoldsUpNobodyAndIsLeftBehind() {
    ProviderInfo quick = provider(1);
    ProviderInfo late = provider(2);
    Duration took = search(20, after(Duration.ofHours(1), naming(late)), naming(quick));
    assertThat(took).isEqualTo(TIME);
    assertThat(kept.found).containsExactly(quick);
  }

  @Test
  void aMemberThatThrowsIsToldOfAndHurtsNobody() {
    ProviderInfo good = provider(1);
    ContentRouting broken =
        (_, _, _, _) -> {
          throw new IllegalStateException("the table is broken");
        };
    Duration took = search(20, broken, after(Duration.ofSeconds(2), naming(good)));
    assertThat(took).isEqualTo(Duration.ofSeconds(2));
    assertThat(kept.found).containsExactly(good);
    assertThat(kept.failures).singleElement().asString().contains("the table is broken");
  }

  @Test
  void aMemberThatNamesAThousandIsCutAndLeavesRoomForOthers() {
    ProviderInfo good = provider(1);
    ContentRouting talker =
        (_, _, _, sink) -> {
          for (int i = 0; i < 1_000; i++) {
            sink.found(provider(i + 2));
          }
        };
    search(20, talker, after(Duration.ofSeconds(1), naming(good)));
    assertThat(kept.found).hasSize(21).contains(good);
  }

  @Test
  void endsAtOnceWhenEnoughIsFound() {
    kept.enough = 2;
    Duration took =
        search(
            20,
            naming(provider(1), provider(2), provider(3)),
            after(Duration.ofSeconds(5), naming(provider(4))));
    assertThat(took).isZero();
    assertThat(kept.found).hasSize(2);
  }

  @Test
  void withoutMembersNobodyIsFound() {
    assertThat(search(20)).isZero();
    assertThat(kept.found).isEmpty();
  }

  @Test
  void keepsSixteenAddressesOfAProvider() {
    List<Multiaddr> many = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      many.add(at(i));
    }
    assertThat(new ProviderInfo(peer(), many).addresses()).isEqualTo(many.subList(0, 16));
  }
}
