package network.cairn.node.repo;

import network.cairn.node.blockstore.Admission;

/// Room set aside for a transfer under way; puts through a writer with it draw on it first. Closing
/// returns the rest.
public interface Reservation extends Admission, AutoCloseable {
  /// Bytes that are still set aside.
  long remaining();

  @Override
  void close();
}
