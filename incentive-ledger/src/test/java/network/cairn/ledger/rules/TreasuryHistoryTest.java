package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import network.cairn.proto.ledger.EventKind;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

/// The protocol's invariants, and those of a treasury of several keys, after every block of random
/// histories in which its holders and others sign, steal, rotate and vote. `-Dhistory.steps=N` sets
/// the steps of each.
class TreasuryHistoryTest {
  static final Set<EventKind> KINDS =
      EnumSet.of(EventKind.TREASURY_KEYS_NAMED, EventKind.TREASURY_KEYS_DROPPED);
  private static final int HISTORIES = 4;
  private static final long STEPS = Long.getLong("history.steps", 2_000);

  @Test
  void nothingLeavesATreasuryButByItsKeys() {
    Set<EventKind> seen = EnumSet.noneOf(EventKind.class);
    Map<String, Integer> done = new TreeMap<>();
    Map<String, Integer> codes = new TreeMap<>();
    Property.check(
        HISTORIES,
        random -> {
          RandomHistory history = new RandomHistory(random, RandomHistory.Laws.TREASURED);
          history.run(STEPS);
          TreasuryActs acts = history.treasury.orElseThrow();
          acts.model.done.forEach((what, n) -> done.merge(what, n, Integer::sum));
          seen.addAll(history.invariants.seen.keySet());
          history.codes.forEach((code, n) -> codes.merge(code, n, Integer::sum));
        });
    System.out.println("treasury histories: " + done + ", " + codes);
    assertThat(seen).containsAll(KINDS);
    assertThat(done.keySet()).contains("pay", "rekey", "rekey again", "keep", "vote");
    assertThat(codes.keySet())
        .contains(
            "1 WRONG_NONCE",
            "1 EXPIRED",
            "1 NOT_PERMITTED",
            "1 BAD_SIGNATURE",
            "1 WRONG_CHAIN",
            "1 WRONG_STATE");
  }
}
