package network.cairn.ipld.car;

import java.util.Arrays;
import network.cairn.base.varint.Varint;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;

/// One block of a CAR and its place.
///
/// @param cid as written; not verified
/// @param bytes the block's content; shared, to be read only
/// @param offset bytes from the start of the stream to the section's length field
public record Section(Cid cid, byte[] bytes, long offset) {
  /// The section's length in bytes, its length field included.
  public long length() {
    long body = (long) cid.byteLength() + bytes.length;
    return Varint.length(body) + body;
  }

  /// Bytes from the start of the stream to the block's content.
  public long dataOffset() {
    return offset + length() - bytes.length;
  }

  /// The block, its hash not yet verified.
  public Block block() {
    return Block.of(cid, bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Section that
        && offset == that.offset
        && cid.equals(that.cid)
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return cid.hashCode() * 31 + Long.hashCode(offset);
  }
}
