package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import network.cairn.ledger.rules.RandomHistory.Laws;
import network.cairn.proto.ledger.EventKind;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

/// The protocol's invariants after every block of random histories. `-Dhistory.steps=N` sets the
/// steps of each.
class HistoryPropertyTest {
  private static final List<Laws> LAWS =
      List.of(
          Laws.FIXED,
          Laws.FIXED,
          Laws.FIXED,
          Laws.FIXED,
          Laws.STAKED,
          Laws.STAKED,
          Laws.VOTED_AND_STAKED);

  private static final long STEPS = Long.getLong("history.steps", 2_600);

  private int histories;

  @Test
  void invariantsHoldInEveryHistory() {
    Map<EventKind, Integer> events = new TreeMap<>();
    Map<String, Integer> codes = new TreeMap<>();
    long[] steps = {0};
    long[] unmixed = {0};
    Property.check(
        LAWS.size(),
        random -> {
          RandomHistory history = new RandomHistory(random, LAWS.get(histories++ % LAWS.size()));
          history.run(STEPS);
          history.invariants.seen.forEach((kind, n) -> events.merge(kind, n, Integer::sum));
          history.codes.forEach((code, n) -> codes.merge(code, n, Integer::sum));
          steps[0] += history.steps;
          unmixed[0] += history.invariants.stakes.unmixed;
        });
    System.out.println("histories: " + steps[0] + " steps, " + codes + ", " + events);
    System.out.println("blocks of new beacon keys: " + unmixed[0]);
    assertThat(unmixed[0]).as("blocks whose proof was no randomness").isPositive();
    EnumSet<EventKind> all = EnumSet.allOf(EventKind.class);
    all.remove(EventKind.EVENT_UNKNOWN);
    all.remove(EventKind.UNRECOGNIZED);
    all.removeAll(GovernedHistoryTest.KINDS);
    all.removeAll(TreasuryHistoryTest.KINDS);
    assertThat(events.keySet()).as("what happened at least once").containsAll(all);
  }
}
