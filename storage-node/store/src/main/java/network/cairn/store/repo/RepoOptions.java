package network.cairn.store.repo;

import network.cairn.ipld.multihash.Hashing;
import network.cairn.store.blockstore.LinkReader;
import network.cairn.store.blockstore.StoreMetrics;

/// Limits and helpers of a repository.
///
/// @param storageMax most bytes of packs and index
/// @param diskReserve bytes of the disk that stay free
/// @param packSize length at which a pack is closed and the next begun, in bytes
/// @param owner what holds the lock, for the message to others (`daemon`, `cairn add`)
/// @param links reads the links of blocks, for pins and collection
/// @param hashing checks blocks
public record RepoOptions(
    long storageMax,
    long diskReserve,
    long packSize,
    String owner,
    LinkReader links,
    Hashing hashing,
    StoreMetrics metrics) {
  private static final long GIB = 1L << 30;

  public RepoOptions {
    if (storageMax < 0 || diskReserve < 0 || packSize < 4096 || packSize > 4 * GIB) {
      throw new IllegalArgumentException(
          "repository limits: StorageMax "
              + storageMax
              + ", disk reserve "
              + diskReserve
              + ", pack size "
              + packSize
              + " (4096 to 4 GiB)");
    }
  }

  /// 10 GiB (as Kubo), half a GiB of disk reserve, packs of 512 MiB.
  public static RepoOptions defaults(String owner, LinkReader links, Hashing hashing) {
    return new RepoOptions(10 * GIB, GIB / 2, GIB / 2, owner, links, hashing, StoreMetrics.NONE);
  }

  public RepoOptions withStorageMax(long bytes) {
    return new RepoOptions(bytes, diskReserve, packSize, owner, links, hashing, metrics);
  }

  public RepoOptions withDiskReserve(long bytes) {
    return new RepoOptions(storageMax, bytes, packSize, owner, links, hashing, metrics);
  }

  public RepoOptions withPackSize(long bytes) {
    return new RepoOptions(storageMax, diskReserve, bytes, owner, links, hashing, metrics);
  }

  public RepoOptions withMetrics(StoreMetrics counts) {
    return new RepoOptions(storageMax, diskReserve, packSize, owner, links, hashing, counts);
  }
}
