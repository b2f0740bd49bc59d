package network.cairn.libp2p.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import network.cairn.base.net.AddressPrefix;
import network.cairn.libp2p.swarm.Trimmer.Candidate;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

/// The order in which connections are given up.
final class TrimmerTest {
  private static final long MINUTE = 60_000_000_000L;

  private static Optional<AddressPrefix> site(int number) {
    return Optional.of(new AddressPrefix("site " + number));
  }

  private static Candidate<String> candidate(
      String name, int site, boolean known, long minutes, boolean busy) {
    return new Candidate<>(name, site(site), known, minutes * MINUTE, busy);
  }

  private static List<Candidate<String>> crowd(int size) {
    List<Candidate<String>> crowd = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      crowd.add(candidate("crowd" + i, 9, false, 20 + i, true));
    }
    return crowd;
  }

  @Test
  void strangersOfCrowdedSitesGoFirstThenTheYoungestAndKnownOnesLast() {
    List<Candidate<String>> all = crowd(5);
    all.add(candidate("old", 1, false, 30, false));
    all.add(candidate("fresh", 2, false, 2, false));
    all.add(candidate("fresh and busy", 3, false, 1, true));
    all.add(candidate("known", 4, true, 1, false));
    assertThat(Trimmer.victims(all, 9, 2))
        .containsExactly(
            "crowd0",
            "crowd1",
            "crowd2",
            "fresh",
            "fresh and busy",
            "old",
            "crowd3",
            "crowd4",
            "known");
    assertThat(Trimmer.victims(all, 2, 2)).containsExactly("crowd0", "crowd1");
  }

  @Test
  void aNewcomerTakesThePlaceOfAStrangerOfASiteWithTwoMore() {
    List<Candidate<String>> all = crowd(2);
    all.add(candidate("own", 1, false, 30, false));
    all.add(candidate("known", 9, true, 0, false));
    assertThat(Trimmer.displaced(all, site(5))).contains("crowd0");
    assertThat(Trimmer.displaced(all, site(1))).isEmpty();
    assertThat(Trimmer.displaced(all, site(9))).isEmpty();
  }

  @Test
  void everyOneIsChosenOnceAndNoStrangerOutlastsAKnownOne() {
    Property.check(
        200,
        random -> {
          List<Candidate<String>> all = new ArrayList<>();
          for (int i = 0; i < 60; i++) {
            all.add(any(random, i));
          }
          List<String> order = Trimmer.victims(all, all.size(), 3);
          assertThat(order).containsExactlyInAnyOrderElementsOf(names(all));
          List<String> strangers = names(all.stream().filter(c -> !c.known()).toList());
          assertThat(order.subList(0, strangers.size()))
              .containsExactlyInAnyOrderElementsOf(strangers);
        });
  }

  private static List<String> names(List<Candidate<String>> of) {
    return of.stream().map(Candidate::connection).toList();
  }

  private static Candidate<String> any(Random random, int number) {
    boolean known = random.nextInt(4) == 0;
    return candidate(
        "c" + number, random.nextInt(8), known, random.nextInt(40), random.nextBoolean());
  }
}
