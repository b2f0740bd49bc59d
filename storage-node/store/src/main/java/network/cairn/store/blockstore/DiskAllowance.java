package network.cairn.store.blockstore;

/// Permission to use disk space, asked before anything is written. Thread-safe.
public interface DiskAllowance {
  /// Room without bound.
  DiskAllowance UNLIMITED =
      new DiskAllowance() {
        @Override
        public void admit(long bytes) {}

        @Override
        public void giveBack(long bytes) {}
      };

  /// Takes `bytes` of room, or throws before a byte is written.
  void admit(long bytes);

  /// Returns room of bytes that were admitted and then not written, or that left the disk.
  void giveBack(long bytes);

  /// Takes room for bytes that are on the disk already, whatever the bound.
  default void count(long bytes) {
    giveBack(-bytes);
  }
}
