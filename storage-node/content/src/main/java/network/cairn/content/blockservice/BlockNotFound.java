package network.cairn.content.blockservice;

import network.cairn.ipld.cid.Cid;

/// A block that is not in the store and that nobody gave before the deadline. Told in Kubo's words,
/// which scripts look for.
public final class BlockNotFound extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient Cid cid;
  private final boolean sought;

  public BlockNotFound(Cid cid, String why) {
    this("", cid, ": " + why, true);
  }

  private BlockNotFound(String before, Cid cid, String after, boolean sought) {
    super(before + "ipld: could not find " + cid + after);
    this.cid = cid;
    this.sought = sought;
  }

  /// Of one that nobody was asked for.
  static BlockNotFound offline(Cid cid) {
    return new BlockNotFound("block was not found locally (offline): ", cid, "", false);
  }

  public Cid cid() {
    return cid;
  }

  /// Whether others were asked for it.
  public boolean wasSought() {
    return sought;
  }
}
