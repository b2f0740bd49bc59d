package network.cairn.node.pin;

/// How much a pin keeps.
public enum Mode {
  /// The root and everything below it.
  RECURSIVE,
  /// One block.
  DIRECT
}
