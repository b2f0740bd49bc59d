package network.cairn.store.pin;

/// How much a pin keeps.
public enum Mode {
  /// The root and everything below it.
  RECURSIVE,
  /// One block.
  DIRECT
}
