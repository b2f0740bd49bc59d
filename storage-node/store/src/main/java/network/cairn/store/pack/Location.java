package network.cairn.store.pack;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.zip.CRC32C;
import network.cairn.base.varint.Varint;
import network.cairn.lmdb.Table;
import network.cairn.store.blockstore.HashPolicy;

/// Where a block's content lies: the value of [#BLOCKS].
///
/// @param pack number of the pack
/// @param offset of the content in the file, in bytes
/// @param length of the content in bytes
/// @param codec of the CID it was put under
/// @param sum CRC-32C of the content; empty for what was put before sums were kept
record Location(int pack, long offset, int length, long codec, OptionalInt sum) {
  /// The index of blocks in packs, by multihash.
  static final Table BLOCKS = new Table("BLOCKS", HashPolicy.MAX_MULTIHASH);

  Location {
    if (pack < 0 || offset < 0 || length < 0 || codec < 0) {
      throw new IllegalArgumentException(
          "location " + pack + ":" + offset + "+" + length + " codec " + codec);
    }
  }

  Location(int pack, long offset, int length, long codec) {
    this(pack, offset, length, codec, OptionalInt.empty());
  }

  /// What [#sum] is of some content.
  static int sumOf(byte[] content) {
    CRC32C crc = new CRC32C();
    crc.update(content, 0, content.length);
    return (int) crc.getValue();
  }

  /// Where a part of the content lies.
  ///
  /// @throws IndexOutOfBoundsException if the content is shorter
  Location part(int from, int count) {
    Objects.checkFromIndexSize(from, count, length);
    return new Location(pack, offset + from, count, codec);
  }

  byte[] encode() {
    ByteBuffer buffer =
        ByteBuffer.allocate(16 + Varint.length(codec) + (sum.isPresent() ? Integer.BYTES : 0));
    buffer.putInt(pack).putLong(offset).putInt(length);
    Varint.write(buffer, codec);
    sum.ifPresent(buffer::putInt);
    return buffer.array();
  }

  static Location decode(byte[] value) {
    ByteBuffer buffer = ByteBuffer.wrap(value);
    return new Location(
        buffer.getInt(),
        buffer.getLong(),
        buffer.getInt(),
        Varint.read(buffer),
        buffer.hasRemaining() ? OptionalInt.of(buffer.getInt()) : OptionalInt.empty());
  }

  /// Grows with the order in which content is appended, across packs.
  long position() {
    return position(pack, offset);
  }

  static long position(int pack, long offset) {
    return ((long) pack << 34) + offset;
  }
}
