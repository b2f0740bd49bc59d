package network.cairn.ledger.records;

/// A slot of an agreement.
///
/// @param id of the set or ticket, otherwise 0
public record Slot(State state, long id) {
  /// What a slot holds.
  public enum State {
    /// Nothing yet.
    EMPTY,

    /// A live set.
    SET,

    /// A ticket for its repair.
    TICKET,

    /// Nothing any more.
    DONE
  }

  public boolean is(State other) {
    return state == other;
  }
}
