package network.cairn.content.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import network.cairn.base.time.SimScheduler;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How many are dialled at once and kept waiting, and whom one bad provider holds up.
@Timeout(60)
final class ProviderFinderTest {
  private static final Cid ROOT = Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[] {1}));
  private static final Multiaddr ADDRESS = Multiaddr.parse("/ip4/10.0.0.1/tcp/1");
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final SimScheduler sim = new SimScheduler(1);
  private final PeerId self = peer(0);
  private final DialledHost host = new DialledHost(self, sim, SECOND);

  /// The one search is told of whoever a test wants found.
  private final List<ProviderInfo> found = new ArrayList<>();

  private final ContentRouting routing =
      (_, _, _, sink) -> {
        for (ProviderInfo provider : found) {
          sink.found(provider);
        }
      };
  private final ProviderFinder finder = new ProviderFinder(routing, host, sim);

  static PeerId peer(int number) {
    return PeerId.decode(
        Multihash.sha256(new byte[] {(byte) number, (byte) (number >> 8)}).bytes());
  }

  static ProviderInfo provider(int number) {
    return new ProviderInfo(peer(number), List.of(ADDRESS));
  }

  private void find(int first, int count) {
    IntStream.range(first, first + count).forEach(i -> found.add(provider(i)));
  }

  /// Searches, and lets every dial come to its end.
  private ProviderSearch searched() throws InterruptedException {
    ProviderSearch search = finder.search(ROOT);
    search.need(0);
    sim.sleep(Duration.ofMinutes(5));
    return search;
  }

  @Test
  void dialsAFewAtOnceAndAllInTurn() {
    find(1, 100);
    sim.run(() -> {
      assertThat(searched().summary()).contains("100 providers").contains(" found, 100 reached");
      assertThat(host.dialled).doesNotHaveDuplicates().hasSize(100);
      assertThat(host.most).isEqualTo(ProviderFinder.DIALS);
    });
  }

  @Test
  void passesOverWhoComesWhenTooManyWait() {
    find(1, 1_000);
    sim.run(() -> {
      searched();
      assertThat(host.dialled)
          .hasSizeBetween(ProviderFinder.QUEUED, ProviderFinder.QUEUED + ProviderFinder.DIALS);
      assertThat(host.most).isEqualTo(ProviderFinder.DIALS);
    });
  }

  @Test
  void searchesShareTheDials() {
    find(1, 50);
    sim.run(() -> {
      for (int i = 0; i < 5; i++) {
        finder.search(ROOT).need(0);
      }
      sim.sleep(Duration.ofMinutes(5));
      assertThat(host.most).isEqualTo(ProviderFinder.DIALS);
    });
  }

  @Test
  void dialsByTheAddressesThatWereNamed() {
    find(1, 1);
    sim.run(() -> {
      searched();
      assertThat(host.peerstore().addresses(peer(1))).containsExactly(ADDRESS);
    });
  }

  @Test
  void neverDialsItself() {
    found.add(new ProviderInfo(self, List.of(ADDRESS)));
    sim.run(() -> {
      searched();
      assertThat(host.dialled).isEmpty();
      assertThat(host.peerstore().peers()).isEmpty();
    });
  }

  @Test
  void aConnectedProviderIsReachedWithoutADialAndItsAddressesAreNotTaken() {
    find(1, 1);
    host.connected.add(peer(1));
    sim.run(() -> {
      assertThat(searched().summary()).contains(" found, 1 reached");
      assertThat(host.dialled).isEmpty();
      assertThat(host.peerstore().addresses(peer(1))).isEmpty();
    });
  }

  @Test
  void whoCannotBeReachedIsCountedAsFoundOnly() {
    find(1, 3);
    host.endings.put(
        peer(2),
        () -> {
          throw new IOException("nobody listens");
        });
    sim.run(() ->
        assertThat(searched().summary())
            .startsWith("3 providers of ")
            .endsWith(
                " found, 2 reached, asked: "
                    + peer(1)
                    + " "
                    + peer(3)
                    + ", not reached: "
                    + peer(2)));
  }

  @Test
  void whoWasReachedIsNotTrimmedUntilEverySearchForItHasEnded() {
    find(1, 3);
    host.endings.put(
        peer(2),
        () -> {
          throw new IOException("nobody listens");
        });
    sim.run(() -> {
      ProviderSearch one = searched();
      ProviderSearch other = searched();
      assertThat(host.protectedBy.keySet()).containsExactlyInAnyOrder(peer(1), peer(3));
      one.close();
      assertThat(host.protectedBy.keySet()).containsExactlyInAnyOrder(peer(1), peer(3));
      other.close();
      assertThat(host.protectedBy).isEmpty();
      one.reached(peer(1));
      assertThat(host.protectedBy).isEmpty();
    });
  }

  @Test
  void aSearchKeepsAFewOfManyFromBeingTrimmed() {
    find(1, 100);
    sim.run(() -> {
      searched();
      assertThat(host.protectedBy).hasSize(ProviderSearch.KEPT);
    });
  }

  @Test
  void namesAFewOfManyAndCountsTheOthers() {
    find(1, 5);
    sim.run(() ->
        assertThat(searched().summary())
            .endsWith("asked: " + peer(1) + " " + peer(2) + " " + peer(3) + " and 2 more"));
  }

  @Test
  void aDialThatThrowsHoldsUpNobodyBehindIt() {
    find(1, 40);
    for (int i = 1; i <= ProviderFinder.DIALS; i++) {
      host.endings.put(
          peer(i),
          () -> {
            throw new IllegalStateException("the host is broken");
          });
    }
    sim.run(() -> {
      assertThat(searched().summary()).contains(" found, 32 reached");
      assertThat(host.dialled).hasSize(40);
    });
  }

  @Test
  void whoWaitsForASearchThatEndedIsNotDialled() {
    find(1, 100);
    sim.run(() -> {
      ProviderSearch search = finder.search(ROOT);
      search.need(0);
      sim.sleep(SECOND.dividedBy(2));
      search.close();
      sim.sleep(Duration.ofMinutes(5));
      assertThat(host.dialled).hasSize(ProviderFinder.DIALS);
    });
  }

  @Test
  void dialsAgainAfterEverybodyWasDialled() {
    find(1, 3);
    sim.run(() -> {
      searched();
      found.clear();
      find(4, 3);
      searched();
      assertThat(host.dialled).hasSize(6);
    });
  }
}
