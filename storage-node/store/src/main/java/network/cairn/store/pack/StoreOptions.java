package network.cairn.store.pack;

import network.cairn.ipld.multihash.Hashing;
import network.cairn.store.blockstore.DiskAllowance;
import network.cairn.store.blockstore.LinkReader;
import network.cairn.store.blockstore.StoreMetrics;

/// What a [PackBlockstore] is built from besides disk and index.
///
/// @param packSize length at which a pack is closed and the next begun, in bytes; at most 4 GiB
/// @param admission asked for room by writers that bring none of their own
/// @param steps how large imports become durable while they go on
public record StoreOptions(
    long packSize,
    Hashing hashing,
    LinkReader links,
    DiskAllowance admission,
    StoreMetrics metrics,
    DurableSteps steps) {
  public StoreOptions {
    if (packSize < 1 || packSize > 1L << 32) {
      throw new IllegalArgumentException("pack size " + packSize + "; 1 byte to 4 GiB");
    }
  }
}
