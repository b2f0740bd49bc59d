package network.cairn.content.blockservice;

import network.cairn.ipld.cid.Cid;

/// A block that is not in the store and that nobody gave before the deadline.
public final class BlockNotFound extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient Cid cid;

  public BlockNotFound(Cid cid, String why) {
    super("block " + cid + " was not found: " + why);
    this.cid = cid;
  }

  public Cid cid() {
    return cid;
  }
}
