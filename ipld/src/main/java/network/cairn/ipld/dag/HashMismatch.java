package network.cairn.ipld.dag;

import network.cairn.ipld.cid.Cid;

/// The bytes are not the block that the CID names.
public final class HashMismatch extends RuntimeException {
  private static final long serialVersionUID = 1L;

  HashMismatch(Cid cid, int size) {
    super("block of " + size + " bytes does not hash to " + cid + "; do not keep it");
  }
}
