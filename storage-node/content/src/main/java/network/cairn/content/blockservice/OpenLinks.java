package network.cairn.content.blockservice;

import network.cairn.ipld.cid.Cid;

/// Counts the links that one walk over a DAG of anyone holds and has not followed yet: a block of a
/// few MiB may have half a million, and a DAG is as deep as its maker likes. Used by one thread at
/// a time.
public final class OpenLinks {
  /// Links at once.
  public static final int MOST = 1 << 20;

  private int held;

  /// Takes links up.
  ///
  /// @param at the block that has them
  /// @throws DagTooLarge if there are more than [#MOST] then
  public void add(Cid at, int links) {
    held += links;
    if (held > MOST) {
      throw new DagTooLarge(at, MOST + " links that wait to be followed");
    }
  }

  /// Lays links down that were followed.
  public void remove(int links) {
    held -= links;
  }
}
