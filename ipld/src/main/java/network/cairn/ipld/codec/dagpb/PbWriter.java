package network.cairn.ipld.codec.dagpb;

import java.nio.ByteBuffer;
import network.cairn.base.varint.Varint;

/// Writes the fields of dag-pb. Sizes first, so that a node is written once into an array of its
/// size.
final class PbWriter {
  static final byte DATA = 0x0a;
  static final byte LINK = 0x12;
  static final byte HASH = 0x0a;
  static final byte NAME = 0x12;
  static final byte TSIZE = 0x18;

  /// Bytes of a varint whose 64th bit is set.
  private static final int MAX_VARINT = 10;

  private PbWriter() {}

  static long fieldSize(long body) {
    return 1 + Varint.length(body) + body;
  }

  static long bodySize(PbLink link) {
    long size = fieldSize(link.cid().byteLength());
    if (link.hasName()) {
      size += fieldSize(link.nameBytes().length);
    }
    if (link.hasTsize()) {
      size += 1 + unsignedLength(link.rawTsize());
    }
    return size;
  }

  static void write(ByteBuffer out, PbLink link) {
    out.put(LINK);
    Varint.write(out, bodySize(link));
    out.put(HASH);
    Varint.write(out, link.cid().byteLength());
    link.cid().write(out);
    if (link.hasName()) {
      out.put(NAME);
      Varint.write(out, link.nameBytes().length);
      out.put(link.nameBytes());
    }
    if (link.hasTsize()) {
      out.put(TSIZE);
      writeUnsigned(out, link.rawTsize());
    }
  }

  /// As [Varint#length], of all 64 bits.
  private static int unsignedLength(long value) {
    return value < 0 ? MAX_VARINT : Varint.length(value);
  }

  private static void writeUnsigned(ByteBuffer out, long value) {
    if (value >= 0) {
      Varint.write(out, value);
      return;
    }
    for (int i = 0; i < MAX_VARINT - 1; i++) {
      out.put((byte) (value >>> (7 * i) | 0x80));
    }
    out.put((byte) 1);
  }

  static void writeData(ByteBuffer out, byte[] data) {
    out.put(DATA);
    Varint.write(out, data.length);
    out.put(data);
  }
}
