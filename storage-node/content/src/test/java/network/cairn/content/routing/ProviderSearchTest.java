package network.cairn.content.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import network.cairn.base.time.SimScheduler;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// When a search is made again, and what it tells people.
@Timeout(60)
final class ProviderSearchTest {
  private static final Cid ROOT = Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[] {1}));
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final SimScheduler sim = new SimScheduler(1);
  private final DialledHost host =
      new DialledHost(ProviderFinderTest.peer(0), sim, Duration.ofMillis(1));

  /// Seconds at which the routing was asked.
  private final List<Long> asked = new ArrayList<>();

  private final List<Boolean> wanted = new ArrayList<>();
  private Answer answer = _ -> {};

  /// What the routing does with one question.
  private interface Answer {
    void give(ContentRouting.Sink sink) throws InterruptedException;
  }

  private final ContentRouting routing =
      (cid, most, timeout, sink) -> {
        assertThat(cid).isEqualTo(ROOT);
        assertThat(most).isEqualTo(ProviderSearch.MOST);
        assertThat(timeout).isEqualTo(ProviderSearch.TIME);
        asked.add(Duration.ofNanos(sim.nanoTime()).toSeconds());
        answer.give(sink);
      };

  private ProviderSearch search() {
    return new ProviderFinder(routing, host, sim).search(ROOT);
  }

  /// Needs the search every second.
  private void need(ProviderSearch search, int seconds, long served) throws InterruptedException {
    for (int i = 0; i < seconds; i++) {
      search.need(served);
      sim.sleep(SECOND);
    }
  }

  private List<Long> pauses() {
    List<Long> pauses = new ArrayList<>();
    for (int i = 1; i < asked.size(); i++) {
      pauses.add(asked.get(i) - asked.get(i - 1));
    }
    return pauses;
  }

  @Test
  void pausesGrowToTheLongest() {
    sim.run(() -> {
      need(search(), 1600, 0);
      assertThat(pauses()).containsExactly(5L, 10L, 20L, 40L, 80L, 160L, 300L, 300L, 300L, 300L);
    });
  }

  @Test
  void aPauseBeginsWhereASearchEnds() {
    answer = _ -> sim.sleep(Duration.ofSeconds(30));
    sim.run(() -> {
      need(search(), 120, 0);
      assertThat(pauses()).containsExactly(35L, 40L);
    });
  }

  @Test
  void aSearchThatHelpedIsSoonMadeAgain() {
    sim.run(() -> {
      ProviderSearch search = search();
      need(search, 100, 0);
      assertThat(pauses()).containsExactly(5L, 10L, 20L, 40L);
      search.need(sim.nanoTime());
      sim.sleep(SECOND);
      assertThat(asked).endsWith(75L, 100L);
      need(search, 20, 0);
      assertThat(asked).endsWith(100L, 105L, 115L);
    });
  }

  @Test
  void whatWasServedBeforeASearchIsNotItsMerit() {
    sim.run(() -> {
      sim.sleep(Duration.ofSeconds(10));
      ProviderSearch search = search();
      need(search, 50, sim.nanoTime());
      assertThat(pauses()).containsExactly(5L, 10L, 20L);
    });
  }

  @Test
  void onlyOneIsUnderWay() {
    answer = _ -> sim.sleep(Duration.ofSeconds(20));
    sim.run(() -> {
      ProviderSearch search = search();
      for (int i = 0; i < 100; i++) {
        search.need(0);
      }
      sim.sleep(SECOND);
      search.need(sim.nanoTime());
      sim.sleep(SECOND);
      assertThat(asked).hasSize(1);
    });
  }

  @Test
  void nobodyIsAskedWhereThereIsNobodyToAsk() {
    sim.run(() -> {
      ProviderSearch search = new ProviderFinder(ContentRouting.none(), host, sim).search(ROOT);
      need(search, 10, 0);
      assertThat(search.summary()).isEmpty();
    });
  }

  @Test
  void anEndedSearchIsInterruptedAndTakesNothingMore() {
    answer =
        sink -> {
          wanted.add(sink.found(ProviderFinderTest.provider(1)));
          try {
            sim.sleep(Duration.ofHours(1));
          } finally {
            wanted.add(sink.found(ProviderFinderTest.provider(2)));
          }
        };
    sim.run(() -> {
      ProviderSearch search = search();
      search.need(0);
      sim.sleep(SECOND);
      search.close();
      sim.sleep(SECOND);
      assertThat(wanted).containsExactly(true, false);
      need(search, 600, 0);
      assertThat(asked).hasSize(1);
      assertThat(host.dialled).containsExactly(ProviderFinderTest.peer(1));
    });
  }

  @Test
  void tellsPeopleWhatCameOfIt() {
    sim.run(() -> {
      ProviderSearch search = search();
      assertThat(search.summary()).isEmpty();
      need(search, 1, 0);
      assertThat(search.summary()).isEqualTo("no provider of " + ROOT + " was found");
      answer =
          sink -> {
            for (String why : List.of("the ledger is away", "no peer", "no peer", "3", "4")) {
              sink.failed(why);
            }
          };
      need(search, 10, 0);
      assertThat(search.summary()).endsWith(" was found (the ledger is away; no peer; 3)");
      answer = sink -> sink.found(ProviderFinderTest.provider(1));
      need(search, 20, 0);
      String one =
          "1 provider of " + ROOT + " found, 1 reached, asked: " + ProviderFinderTest.peer(1);
      assertThat(search.summary()).isEqualTo(one);
      answer =
          _ -> {
            throw new IllegalStateException("broken");
          };
      need(search, 40, 0);
      assertThat(search.summary()).isEqualTo(one + " (finding providers failed: broken)");
    });
  }

  @Test
  void aProviderNamedTwiceIsCountedOnce() {
    answer =
        sink -> {
          for (int i = 0; i < 5; i++) {
            sink.found(ProviderFinderTest.provider(1 + i % 2));
          }
        };
    sim.run(() -> {
      ProviderSearch search = search();
      need(search, 30, 0);
      assertThat(search.summary()).startsWith("2 providers of ").contains(" found, 2 reached");
    });
  }

  @Test
  void aRoutingThatThrowsIsAskedAgain() {
    answer =
        _ -> {
          throw new IllegalStateException("broken");
        };
    sim.run(() -> {
      need(search(), 40, 0);
      assertThat(pauses()).containsExactly(5L, 10L, 20L);
    });
  }
}
