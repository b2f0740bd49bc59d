package network.cairn.store.repo;

import network.cairn.store.blockstore.Admission;

/// Room set aside for a transfer under way; puts through a writer with it draw on it first. Closing
/// returns the rest.
public interface Reservation extends Admission, AutoCloseable {
  /// Bytes that are still set aside.
  long remaining();

  @Override
  void close();
}
