package network.cairn.ledger.engine;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import network.cairn.ledger.chain.Validators;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.rules.StateKeys;
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
    return of(genesis.validators());
  }

  /// The set of validators as a genesis names them.
  public static Validators of(List<Genesis.Validator> validators) {
    return Validators.sorted(
        validators.stream().map(v -> new Validators.Validator(v.pubkey(), v.power())).toList());
  }

  /// The set of the height after a state's, which signs the next block.
  public static Validators next(Snapshot state) {
    ValidatorSet kept = state.head().orElseThrow().getValidators();
    return kept.getValidatorsCount() == 0 ? afterNext(state) : read(kept, "the state's head");
  }

  /// The set of the height after the next block's.
  public static Validators afterNext(StateView state) {
    return Validators.sorted(
        new LedgerView(state)
            .validators().stream()
                .filter(v -> v.power() > 0)
                .map(v -> new Validators.Validator(v.pubkey(), v.power()))
                .toList());
  }

  /// What the head after a block keeps of the set of the height after it; empty if the block left
  /// the validators as they were.
  ///
  /// @param before the state that the block was executed on
  static Optional<ValidatorSet> kept(Snapshot before, SortedMap<byte[], Optional<byte[]>> writes) {
    if (leaveAsTheyWere(writes)) {
      return Optional.empty();
    }
    Validators named = afterNext(before);
    return named.equals(afterNext(over(before, writes)))
        ? Optional.empty()
        : Optional.of(named.toWire());
  }

  private static boolean leaveAsTheyWere(SortedMap<byte[], Optional<byte[]>> writes) {
    return writes.keySet().stream().noneMatch(StateKeys::isValidator);
  }

  private static StateView over(StateView before, SortedMap<byte[], Optional<byte[]>> writes) {
    Overlay after = new Overlay(before);
    writes.forEach((key, value) ->
        value.ifPresentOrElse(bytes -> after.put(key, bytes), () -> after.delete(key)));
    return after;
  }

  /// Whose power a block changes, by rising address, each once; 0 is who leaves.
  ///
  /// @param before the state that the block was executed on
  public static List<Validators.Validator> changes(
      StateView before, SortedMap<byte[], Optional<byte[]>> writes) {
    if (leaveAsTheyWere(writes)) {
      return List.of();
    }
    SortedMap<ByteString, Validators.Validator> was = byAddress(before);
    SortedMap<ByteString, Validators.Validator> is = byAddress(over(before, writes));
    SortedMap<ByteString, Validators.Validator> changed = new TreeMap<>(was.comparator());
    was.forEach((address, validator) -> {
      if (!is.containsKey(address)) {
        changed.put(address, new Validators.Validator(validator.pubkey(), 0));
      }
    });
    is.forEach((address, validator) -> {
      if (!validator.equals(was.get(address))) {
        changed.put(address, validator);
      }
    });
    return List.copyOf(changed.values());
  }

  private static SortedMap<ByteString, Validators.Validator> byAddress(StateView state) {
    SortedMap<ByteString, Validators.Validator> all =
        new TreeMap<>(ByteString.unsignedLexicographicalComparator());
    afterNext(state).members().forEach(member -> all.put(member.address(), member));
    return all;
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
