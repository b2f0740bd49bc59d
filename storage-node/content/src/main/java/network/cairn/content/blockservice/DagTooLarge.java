package network.cairn.content.blockservice;

import network.cairn.ipld.cid.Cid;

/// A DAG beyond the bounds of a walk.
public final class DagTooLarge extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param bound what it goes beyond
  public DagTooLarge(Cid at, String bound) {
    super("the DAG goes beyond " + bound + " at " + at + "; it is not followed further");
  }
}
