package network.cairn.store.repo;

import network.cairn.store.blockstore.DiskAllowance;

/// Room set aside for a transfer under way; puts through a writer with it draw on it first. Closing
/// returns the rest.
public interface Reservation extends DiskAllowance, AutoCloseable {
  /// Bytes that are still set aside.
  long remaining();

  @Override
  void close();
}
