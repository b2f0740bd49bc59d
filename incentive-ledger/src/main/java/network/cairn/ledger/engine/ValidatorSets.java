package network.cairn.ledger.engine;

import java.util.Optional;
import java.util.SortedMap;
import network.cairn.ledger.chain.Validators;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.state.Overlay;
import network.cairn.ledger.state.StateView;
import network.cairn.ledger.store.Snapshot;
import network.cairn.ledger.types.Genesis;
import network.cairn.proto.comet.ValidatorSet;
import network.cairn.proto.ledgerapi.StoredBlock;

/// Which validators sign which height (docs/protocol.md §1): genesis's sign 1 and 2, and those that
/// the state names after block h sign block h + 2.
public final class ValidatorSets {
  private ValidatorSets() {}

  /// The set of heights 1 and 2.
  public static Validators ofGenesis(Genesis genesis) {
    return Validators.sorted(
        genesis.validators().stream()
            .map(v -> new Validators.Validator(v.pubkey(), v.power()))
            .toList());
  }

  /// The set of the height after a state's, which signs the next block.
  public static Validators next(Snapshot state) {
    ValidatorSet kept = state.head().orElseThrow().getValidators();
    return kept.getValidatorsCount() == 0 ? afterNext(state) : read(kept, "the state's head");
  }

  /// The set of the height after the next block's.
  static Validators afterNext(StateView state) {
    return Validators.sorted(
        new LedgerView(state)
            .validators().stream()
                .map(v -> new Validators.Validator(v.pubkey(), v.power()))
                .toList());
  }

  /// What the head after a block keeps of the set of the height after it; empty if the block left
  /// the validators as they were.
  ///
  /// @param before the state that the block was executed on
  static Optional<ValidatorSet> kept(Snapshot before, SortedMap<byte[], Optional<byte[]>> writes) {
    Overlay after = new Overlay(before);
    writes.forEach((key, value) ->
        value.ifPresentOrElse(bytes -> after.put(key, bytes), () -> after.delete(key)));
    Validators named = afterNext(before);
    return named.equals(afterNext(after)) ? Optional.empty() : Optional.of(named.toWire());
  }

  /// The set that signs a stored block.
  ///
  /// @throws DamagedLedger if it is not the header's
  public static Validators of(StoredBlock stored, Genesis genesis) {
    long height = stored.getBlock().getHeader().getHeight();
    Validators set =
        stored.hasValidators()
            ? read(stored.getValidators(), "block " + height)
            : ofGenesis(genesis);
    if (!set.hash().equals(stored.getBlock().getHeader().getValidatorsHash())) {
      throw new DamagedLedger("block " + height + " is kept with other validators than its own");
    }
    return set;
  }

  private static Validators read(ValidatorSet wire, String where) {
    return Validators.of(wire)
        .orElseThrow(() -> new DamagedLedger(where + " names validators that are none"));
  }
}
