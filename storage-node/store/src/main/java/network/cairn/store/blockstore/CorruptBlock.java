package network.cairn.store.blockstore;

import network.cairn.ipld.multihash.Multihash;

/// The bytes on the disk are not the block that the index promises. They are never served.
public final class CorruptBlock extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Multihash multihash;
  private final String file;
  private final long offset;

  public CorruptBlock(Multihash multihash, String file, long offset, String fault) {
    super(
        "block "
            + multihash
            + " is damaged in "
            + file
            + " at byte "
            + offset
            + ": "
            + fault
            + "; fetch it again, or drop it with 'repo verify --drop'");
    this.multihash = multihash;
    this.file = file;
    this.offset = offset;
  }

  public Multihash multihash() {
    return multihash;
  }

  /// The pack or attached file.
  public String file() {
    return file;
  }

  /// Where the block's content begins in the file, in bytes.
  public long offset() {
    return offset;
  }
}
