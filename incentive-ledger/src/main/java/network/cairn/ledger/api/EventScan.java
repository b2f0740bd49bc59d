package network.cairn.ledger.api;

import java.util.ArrayList;
import java.util.List;
import network.cairn.ledger.records.Event;
import network.cairn.ledger.records.RecordCodec;
import network.cairn.ledger.store.Snapshot;

/// One call's way over events: each is looked at once, however long the call waits. For one thread.
final class EventScan {
  private final EventFilter filter;
  private final int limit;
  private final List<Events.Item> items = new ArrayList<>();
  private Events.Cursor at;
  private int looked;

  EventScan(Events.Cursor after, EventFilter filter, int limit) {
    this.at = after;
    this.filter = filter;
    this.limit = limit;
  }

  /// Goes on over what a state has.
  ///
  /// @return whether the call is answered: with something, or because it looked at enough
  boolean isDone(Snapshot state) {
    state.events(
        at.height(),
        at.index(),
        (height, index, bytes) -> {
          at = new Events.Cursor(height, index);
          looked++;
          Event event = RecordCodec.event(bytes);
          if (filter.takes(event)) {
            items.add(new Events.Item(at, event));
          }
          return items.size() < limit && looked < EventFilter.MAX_LOOKED_AT;
        });
    return !items.isEmpty() || looked >= EventFilter.MAX_LOOKED_AT;
  }

  Events found() {
    return new Events(items, at);
  }
}
