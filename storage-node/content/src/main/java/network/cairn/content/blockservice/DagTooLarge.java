package network.cairn.content.blockservice;

import network.cairn.ipld.cid.Cid;

/// A DAG beyond the bounds of a walk.
public final class DagTooLarge extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DagTooLarge(Cid at, DagWalk.Limits limits) {
    super(
        "the DAG goes beyond "
            + limits.depth()
            + " levels or "
            + limits.blocks()
            + " blocks at "
            + at
            + "; it is not followed further");
  }
}
