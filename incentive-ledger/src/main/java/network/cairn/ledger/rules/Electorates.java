package network.cairn.ledger.rules;

import java.util.Optional;

/// The electorate of one block, counted once however many messages ask for it: what a vote costs
/// does not grow with the set. It is forgotten whenever the block writes a validator, so that it is
/// always the one that the block's state names. For one thread.
final class Electorates {
  private Optional<Electorate> known = Optional.empty();

  /// As [Electorate#of] of the same state.
  Electorate of(StateReader state) {
    if (known.isEmpty()) {
      known = Optional.of(Electorate.of(state));
    }
    return known.get();
  }

  void forget() {
    known = Optional.empty();
  }
}
