package network.cairn.ipld.codec.dagcbor;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.model.InvalidNode;
import network.cairn.ipld.model.Node;
import network.cairn.ipld.model.Utf8;
import org.jspecify.annotations.Nullable;

/// Writes one value in canonical form.
final class CborWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private record Entry(byte[] key, Node value) {}

  byte[] bytes() {
    return out.toByteArray();
  }

  /// Writes one value. A loop over the lists and maps that are open: their number needs heap, no
  /// stack.
  void write(Node root) {
    Open open = null;
    Node next = root;
    while (next != null) {
      open = begin(next, open);
      next = null;
      while (next == null && open != null) {
        next = open.next();
        open = next == null ? open.above : open;
      }
    }
  }

  /// Writes a value in which no others lie, or the head of one that then is open.
  private @Nullable Open begin(Node node, @Nullable Open open) {
    switch (node) {
      case Node.Null _ -> out.write(CborInput.NULL);
      case Node.Bool(boolean value) -> out.write(value ? CborInput.TRUE : CborInput.FALSE);
      case Node.Int(BigInteger value) -> integer(value);
      case Node.Float(double value) -> float64(value);
      case Node.Text(String value) -> string(CborInput.TEXT, Utf8.encode(value));
      case Node.Bytes value -> string(CborInput.BYTES, value.value());
      case Node.Link(Cid cid) -> link(cid);
      case Node.ListNode(var values) -> {
        head(CborInput.LIST, values.size());
        return new OpenList(open, values);
      }
      case Node.MapNode(var entries) -> {
        head(CborInput.MAP, entries.size());
        return new OpenMap(open, entries);
      }
    }
    return open;
  }

  /// A list or map of which values are still to be written.
  private abstract static class Open {
    final @Nullable Open above;
    final int depth;

    Open(@Nullable Open above) {
      this.above = above;
      this.depth = above == null ? 1 : above.depth + 1;
      if (depth > DagCbor.MAX_DEPTH) {
        throw new InvalidNode("dag-cbor: nested deeper than " + DagCbor.MAX_DEPTH);
      }
    }

    /// Writes what stands before the next value, which it returns; null behind the last.
    abstract @Nullable Node next();
  }

  private static final class OpenList extends Open {
    private final Iterator<Node> values;

    OpenList(@Nullable Open above, List<Node> values) {
      super(above);
      this.values = values.iterator();
    }

    @Override
    @Nullable Node next() {
      return values.hasNext() ? values.next() : null;
    }
  }

  private final class OpenMap extends Open {
    private final Entry[] sorted;
    private int written;

    OpenMap(@Nullable Open above, Map<String, Node> entries) {
      super(above);
      this.sorted = new Entry[entries.size()];
      int count = 0;
      for (Map.Entry<String, Node> entry : entries.entrySet()) {
        sorted[count++] = new Entry(Utf8.encode(entry.getKey()), entry.getValue());
      }
      Arrays.sort(sorted, CborWriter::byLengthThenBytes);
    }

    @Override
    @Nullable Node next() {
      if (written == sorted.length) {
        return null;
      }
      Entry entry = sorted[written++];
      string(CborInput.TEXT, entry.key);
      return entry.value;
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
        negative ? CborInput.NEGATIVE : CborInput.UNSIGNED,
        (negative ? value.not() : value).longValue());
  }

  private void float64(double value) {
    if (!Double.isFinite(value)) {
      throw new InvalidNode("dag-cbor: float " + value + " has no form");
    }
    out.write(CborInput.FLOAT64);
    big(Double.doubleToRawLongBits(value), 8);
  }

  private void string(int major, byte[] value) {
    head(major, value.length);
    out.write(value, 0, value.length);
  }

  private void link(Cid cid) {
    head(CborInput.TAG, CborInput.LINK_TAG);
    ByteBuffer bytes = ByteBuffer.allocate(1 + cid.byteLength()).put((byte) 0);
    cid.write(bytes);
    string(CborInput.BYTES, bytes.array());
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
