package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import network.cairn.proto.ledger.EventKind;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

/// The protocol's invariants after every block of random histories in which validators change the
/// parameters under whatever runs. `-Dhistory.steps=N` sets the steps of each.
class GovernedHistoryTest {
  static final Set<EventKind> KINDS =
      EnumSet.of(
          EventKind.PROPOSED,
          EventKind.VOTED,
          EventKind.PROPOSAL_ACCEPTED,
          EventKind.PROPOSAL_REJECTED,
          EventKind.PROPOSAL_ACTIVATED,
          EventKind.PROPOSAL_DROPPED);
  private static final int HISTORIES = 4;
  private static final long STEPS = Long.getLong("history.steps", 2_600);

  @Test
  void invariantsHoldWhateverIsVoted() {
    Map<EventKind, Integer> events = new TreeMap<>();
    long[] most = {0};
    Property.check(
        HISTORIES,
        random -> {
          RandomHistory history = new RandomHistory(random, RandomHistory.Laws.VOTED);
          history.run(STEPS);
          history.invariants.seen.forEach((kind, n) -> events.merge(kind, n, Integer::sum));
          most[0] = Math.max(most[0], history.invariants.mostTerms);
        });
    System.out.println("governed histories: " + events + ", most terms at once: " + most[0]);
    EnumSet<EventKind> all = EnumSet.copyOf(KINDS);
    all.add(EventKind.REPAIR_COMPLETED);
    all.add(EventKind.RESERVATION_EXPIRED);
    all.add(EventKind.PERIOD_NEUTRAL);
    all.add(EventKind.SET_FAILED);
    all.add(EventKind.SET_CLOSED);
    assertThat(events.keySet()).as("what happened at least once").containsAll(all);
    assertThat(most[0]).as("terms at once").isGreaterThan(2);
  }
}
