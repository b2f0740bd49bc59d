package network.cairn.ipld.codec.dagcbor;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.model.InvalidNode;
import network.cairn.ipld.model.Node;
import network.cairn.ipld.model.Utf8;

/// Writes one value in canonical form.
final class CborWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private record Entry(byte[] key, Node value) {}

  byte[] bytes() {
    return out.toByteArray();
  }

  void write(Node node, int depth) {
    switch (node) {
      case Node.Null _ -> out.write(CborReader.NULL);
      case Node.Bool(boolean value) -> out.write(value ? CborReader.TRUE : CborReader.FALSE);
      case Node.Int(BigInteger value) -> integer(value);
      case Node.Float(double value) -> float64(value);
      case Node.Text(String value) -> string(CborReader.TEXT, Utf8.encode(value));
      case Node.Bytes value -> string(CborReader.BYTES, value.value());
      case Node.Link(Cid cid) -> link(cid);
      case Node.ListNode(var values) -> {
        head(CborReader.LIST, values.size());
        int below = deeper(depth);
        values.forEach(value -> write(value, below));
      }
      case Node.MapNode(var entries) -> map(entries, deeper(depth));
    }
  }

  private static int deeper(int depth) {
    if (depth >= DagCbor.MAX_DEPTH) {
      throw new InvalidNode("dag-cbor: nested deeper than " + DagCbor.MAX_DEPTH);
    }
    return depth + 1;
  }

  private void map(Map<String, Node> entries, int depth) {
    Entry[] sorted =
        entries.entrySet().stream()
            .map(e -> new Entry(Utf8.encode(e.getKey()), e.getValue()))
            .sorted(CborWriter::byLengthThenBytes)
            .toArray(Entry[]::new);
    head(CborReader.MAP, sorted.length);
    for (Entry entry : sorted) {
      string(CborReader.TEXT, entry.key);
      write(entry.value, depth);
    }
  }

  private static int byLengthThenBytes(Entry a, Entry b) {
    return a.key.length != b.key.length
        ? Integer.compare(a.key.length, b.key.length)
        : Arrays.compareUnsigned(a.key, b.key);
  }

  private void integer(BigInteger value) {
    boolean negative = value.signum() < 0;
    head(
        negative ? CborReader.NEGATIVE : CborReader.UNSIGNED,
        (negative ? value.not() : value).longValue());
  }

  private void float64(double value) {
    long bits = Double.doubleToRawLongBits(value);
    if (!Double.isFinite(value)) {
      throw new InvalidNode("dag-cbor: float " + value + " has no form");
    }
    out.write(CborReader.FLOAT64);
    big(value == 0 ? 0 : bits, 8);
  }

  private void string(int major, byte[] value) {
    head(major, value.length);
    out.write(value, 0, value.length);
  }

  private void link(Cid cid) {
    head(CborReader.TAG, CborReader.LINK_TAG);
    ByteBuffer bytes = ByteBuffer.allocate(1 + cid.byteLength()).put((byte) 0);
    cid.write(bytes);
    string(CborReader.BYTES, bytes.array());
  }

  /// A head with an unsigned number in its shortest form.
  private void head(int major, long value) {
    int top = major << 5;
    if (value >= 0 && value < 24) {
      out.write(top | (int) value);
    } else if (value >>> 8 == 0) {
      out.write(top | 24);
      big(value, 1);
    } else if (value >>> 16 == 0) {
      out.write(top | 25);
      big(value, 2);
    } else if (value >>> 32 == 0) {
      out.write(top | 26);
      big(value, 4);
    } else {
      out.write(top | 27);
      big(value, 8);
    }
  }

  private void big(long value, int count) {
    for (int shift = 8 * (count - 1); shift >= 0; shift -= 8) {
      out.write((int) (value >>> shift));
    }
  }
}
