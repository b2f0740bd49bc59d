package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import network.cairn.proto.ledger.EventKind;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

/// The protocol's invariants after every block of random histories of a chain that vets new
/// providers. `-Dhistory.steps=N` sets the steps of each.
class VettedHistoryTest {
  private static final int HISTORIES = 4;
  private static final long STEPS = Long.getLong("history.steps", 2_600);

  @Test
  void nobodyTakesMoreThanItHasEarned() {
    Map<EventKind, Integer> events = new TreeMap<>();
    Map<String, Integer> codes = new TreeMap<>();
    int[] grown = {0};
    Property.check(
        HISTORIES,
        random -> {
          RandomHistory history = new RandomHistory(random, RandomHistory.Laws.VETTED);
          history.run(STEPS);
          history.invariants.seen.forEach((kind, n) -> events.merge(kind, n, Integer::sum));
          history.codes.forEach((code, n) -> codes.merge(code, n, Integer::sum));
          grown[0] += history.invariants.vetting.grown;
        });
    System.out.println(
        "vetted histories: " + codes + ", " + events + ", above the base: " + grown[0]);
    assertThat(grown[0]).as("blocks in which somebody took more than newcomers may").isPositive();
    assertThat(events.keySet()).contains(EventKind.SET_FAILED, EventKind.PERIOD_PAID);
    assertThat(codes.keySet()).contains("1 INSUFFICIENT_FUNDS");
  }
}
