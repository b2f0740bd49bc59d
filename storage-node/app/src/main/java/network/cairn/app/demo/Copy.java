package network.cairn.app.demo;

import java.util.List;
import network.cairn.cli.Json;

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
  static List<Copy> of(Json agreement) {
    return agreement.at("Slots").items().stream().map(Copy::slot).toList();
  }

  private static Copy slot(Json slot) {
    return new Copy(
        (int) slot.at("Slot").number(),
        slot.at("State").text(),
        slot.at("Provider").text(),
        slot.at("Set").number(),
        slot.at("Period").number(),
        slot.at("EndPeriod").number(),
        slot.at("Proven").number(),
        slot.at("Misses").number(),
        slot.at("Paid").text(),
        slot.at("Slashed").text());
  }

  boolean isLive() {
    return state.equalsIgnoreCase("LIVE");
  }

  boolean isSlashed() {
    return !slashed.isEmpty() && !slashed.equals("0");
  }
}
