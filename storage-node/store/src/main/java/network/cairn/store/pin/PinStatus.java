package network.cairn.store.pin;

import network.cairn.ipld.cid.Cid;

/// Whether and by whom a block is kept.
public sealed interface PinStatus {
  record Pinned(Pin pin) implements PinStatus {}

  /// Kept because it lies below a recursive pin.
  record Indirect(Cid via) implements PinStatus {}

  record NotPinned() implements PinStatus {}
}
