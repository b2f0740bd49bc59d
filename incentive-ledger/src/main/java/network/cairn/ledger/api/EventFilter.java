package network.cairn.ledger.api;

import java.util.Optional;
import java.util.Set;
import network.cairn.ledger.records.Event;
import network.cairn.ledger.types.Address;

/// Which events are wanted (docs/protocol.md §9).
///
/// @param kinds of them; none for all
/// @param account that an event has as one of its two; empty for any
public record EventFilter(Set<Event.Kind> kinds, Optional<Address> account) {
  /// Most kinds that are named.
  public static final int MAX_KINDS = 64;

  /// Most events that one call goes through.
  public static final int MAX_LOOKED_AT = 20_000;

  /// @throws IllegalArgumentException if it names too many kinds
  public EventFilter {
    kinds = Set.copyOf(kinds);
    if (kinds.size() > MAX_KINDS) {
      throw new IllegalArgumentException("at most " + MAX_KINDS + " kinds of events are named");
    }
  }

  public static EventFilter all() {
    return new EventFilter(Set.of(), Optional.empty());
  }

  /// Those of some kinds, whomever they concern.
  public static EventFilter of(Event.Kind... kinds) {
    return new EventFilter(Set.of(kinds), Optional.empty());
  }

  /// Of these only what an account has a part in.
  public EventFilter with(Address part) {
    return new EventFilter(kinds, Optional.of(part));
  }

  public boolean isAll() {
    return kinds.isEmpty() && account.isEmpty();
  }

  public boolean takes(Event event) {
    return (kinds.isEmpty() || kinds.contains(event.kind()))
        && (account.isEmpty() || event.account().equals(account) || event.other().equals(account));
  }
}
