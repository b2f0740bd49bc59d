package network.cairn.ledger.api;

import java.util.List;
import network.cairn.ledger.records.Event;

/// Events after a cursor, in order; hints that lead to state.
///
/// @param next the cursor to go on from: what was looked at, wanted or not; the one given if there
///   was nothing
public record Events(List<Item> items, Cursor next) {
  public Events {
    items = List.copyOf(items);
  }

  /// A place in the order of events: everything up to and with it is known.
  ///
  /// @param height of the last known event's block; 0 with index 0 is before the first event
  public record Cursor(long height, int index) {
    boolean isAfter(Cursor other) {
      return height > other.height || (height == other.height && index > other.index);
    }
  }

  public record Item(Cursor at, Event event) {}
}
