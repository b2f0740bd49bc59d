package network.cairn.ledger.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import network.cairn.base.units.Heights;
import network.cairn.ledger.api.Proved;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.rules.Preconditions;
import network.cairn.ledger.rules.TxResult;

/// A proved state.
///
/// @param proved each read is proved, and throws [network.cairn.ledger.api.LedgerUnavailable] if it
///   cannot be
/// @param movedOn whether a read had to be of a later height, because the ledger keeps few: each is
///   proved, but what several say together no block need have said
public record Head(Proved<LedgerView> proved, BooleanSupplier movedOn) {
  /// A state that stays.
  public Head(Proved<LedgerView> proved) {
    this(proved, () -> false);
  }

  /// Whether what was read so far is of more than one height.
  public boolean isMixed() {
    return movedOn.getAsBoolean();
  }

  /// As this; `before` runs ahead of each read, and what it throws comes instead.
  Head guarded(Runnable before) {
    return new Head(proved.map(view -> view.guarded(before)), movedOn);
  }

  /// Of the last block that the state holds.
  public long height() {
    return proved.height();
  }

  /// What heights are in time, by the chain's clock alone: from a block whose time is proved and
  /// the chain's interval.
  public Heights heights() {
    Duration block = Duration.ofMillis(state().params().blockIntervalMs());
    return state()
        .beacon(height())
        .map(beacon -> new Heights(height(), Instant.EPOCH.plusNanos(beacon.timeNs()), block))
        .orElseGet(() -> next(block));
  }

  /// By the header that proves the state, which is of the next block.
  private Heights next(Duration block) {
    return new Heights(height() + 1, proved.headerTime(), block);
  }

  public LedgerView state() {
    return proved.value();
  }

  /// What the state shows, as something proved: what is deleted or paid over.
  ///
  /// @param question reads its argument alone
  public <T> Optional<Proved<T>> find(Function<LedgerView, Optional<T>> question) {
    return proved.flatMap(question);
  }

  /// What the block after this one would take; each answer is proved as the reads are.
  public Preconditions next() {
    return Preconditions.after(height(), state());
  }

  /// What the block after this one would make of an envelope, as far as a pool can tell: done, or
  /// why it is void or sure to fail by its form.
  TxResult admission(com.google.protobuf.ByteString envelope) {
    return Preconditions.admission(height(), state(), envelope);
  }
}
