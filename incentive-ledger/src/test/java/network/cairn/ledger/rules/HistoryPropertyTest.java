package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Map;
import java.util.TreeMap;
import network.cairn.proto.ledger.EventKind;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

/// The protocol's invariants after every block of random histories. `-Dhistory.steps=N` sets the
/// steps of each.
class HistoryPropertyTest {
  private static final int HISTORIES = 4;
  private static final long STEPS = Long.getLong("history.steps", 2_600);

  @Test
  void invariantsHoldInEveryHistory() {
    Map<EventKind, Integer> events = new TreeMap<>();
    Map<String, Integer> codes = new TreeMap<>();
    long[] steps = {0};
    Property.check(
        HISTORIES,
        random -> {
          RandomHistory history = new RandomHistory(random);
          history.run(STEPS);
          history.invariants.seen.forEach((kind, n) -> events.merge(kind, n, Integer::sum));
          history.codes.forEach((code, n) -> codes.merge(code, n, Integer::sum));
          steps[0] += history.steps;
        });
    System.out.println("histories: " + steps[0] + " steps, " + codes + ", " + events);
    EnumSet<EventKind> all = EnumSet.allOf(EventKind.class);
    all.remove(EventKind.EVENT_UNKNOWN);
    all.remove(EventKind.UNRECOGNIZED);
    assertThat(events.keySet()).as("what happened at least once").containsAll(all);
  }
}
