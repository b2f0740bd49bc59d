package network.cairn.store.blockstore;

import network.cairn.ipld.cid.Cid;

/// The bytes on the disk are not the block that the index promises. They are never served.
public final class CorruptBlock extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Cid cid;
  private final String file;
  private final long offset;

  public CorruptBlock(Cid cid, String file, long offset, String fault) {
    super(
        "block "
            + cid
            + " is damaged in "
            + file
            + " at byte "
            + offset
            + ": "
            + fault
            + "; fetch it again, or drop it with 'repo verify --drop'");
    this.cid = cid;
    this.file = file;
    this.offset = offset;
  }

  /// As it was asked for.
  public Cid cid() {
    return cid;
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
