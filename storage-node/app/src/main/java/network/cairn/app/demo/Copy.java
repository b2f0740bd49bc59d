package network.cairn.app.demo;

import java.util.List;
import network.cairn.api.answer.AgreementAnswer;
import network.cairn.api.answer.SlotAnswer;

/// One copy of an agreement, as the client's daemon answers `status`.
///
/// @param state EMPTY, LIVE, REPAIR or DONE
/// @param provider the operator's address, empty if there is none
/// @param misses counted in a row
/// @param paid pebbles, as `slashed`
record Copy(
    int slot,
    String state,
    String provider,
    long set,
    long period,
    long endPeriod,
    long proven,
    long misses,
    String paid,
    String slashed) {

  /// The copies of a `status` answer.
  static List<Copy> of(AgreementAnswer agreement) {
    return agreement.slots().stream().map(Copy::slot).toList();
  }

  private static Copy slot(SlotAnswer slot) {
    return new Copy(
        (int) slot.slot(),
        slot.state(),
        slot.provider(),
        slot.set(),
        slot.period(),
        slot.endPeriod(),
        slot.proven(),
        slot.misses(),
        slot.paid(),
        slot.slashed());
  }

  boolean isLive() {
    return state.equalsIgnoreCase("LIVE");
  }

  boolean isSlashed() {
    return !slashed.isEmpty() && !slashed.equals("0");
  }
}
