package network.cairn.ipld.codec.dagcbor;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.cid.InvalidCid;
import network.cairn.ipld.model.InvalidNode;
import network.cairn.ipld.model.Node;
import network.cairn.ipld.model.Utf8;
import org.jspecify.annotations.Nullable;

/// Reads one value from an array, front to back.
///
/// Strict, it refuses every form but the canonical one. Relaxed, it also takes keys in any order,
/// numbers longer than they need be and shorter floats.
final class CborReader {
  static final int UNSIGNED = 0;
  static final int NEGATIVE = 1;
  static final int BYTES = 2;
  static final int TEXT = 3;
  static final int LIST = 4;
  static final int MAP = 5;
  static final int TAG = 6;
  static final int LINK_TAG = 42;
  static final int FALSE = 0xf4;
  static final int TRUE = 0xf5;
  static final int NULL = 0xf6;
  static final int FLOAT64 = 0xfb;

  private static final int FLOAT16 = 0xf9;
  private static final int FLOAT32 = 0xfa;

  private final byte[] bytes;
  private final boolean strict;
  private int at;

  CborReader(byte[] bytes, boolean strict) {
    if (bytes.length > DagCbor.MAX_SIZE) {
      throw new InvalidNode(
          "dag-cbor of " + bytes.length + " bytes; the limit is " + DagCbor.MAX_SIZE);
    }
    this.bytes = bytes;
    this.strict = strict;
  }

  void requireEnd() {
    if (at != bytes.length) {
      throw invalid((bytes.length - at) + " bytes follow the value");
    }
  }

  /// One value. A loop over the lists and maps that are open: their number needs heap, no stack.
  Node node() {
    Open open = null;
    while (true) {
      int head = head();
      if (head >> 5 == LIST) {
        open = new OpenList(open, length(head, 1), deeper(open));
      } else if (head >> 5 == MAP) {
        open = new OpenMap(open, length(head, 2), deeper(open));
      } else if (open == null) {
        return scalar(head);
      } else {
        open.add(scalar(head));
      }
      while (open.left == 0) {
        Node whole = open.close();
        open = open.above;
        if (open == null) {
          return whole;
        }
        open.add(whole);
      }
      open.left--;
      open.beforeValue();
    }
  }

  private Node scalar(int head) {
    return switch (head >> 5) {
      case UNSIGNED -> new Node.Int(unsigned(argument(head)));
      case NEGATIVE -> new Node.Int(unsigned(argument(head)).not());
      case BYTES -> {
        int length = length(head, 1);
        at += length;
        yield Node.Bytes.of(bytes, at - length, length);
      }
      case TEXT -> new Node.Text(text(length(head, 1)));
      case TAG -> new Node.Link(link(head));
      default -> simple(head);
    };
  }

  private int deeper(@Nullable Open above) {
    int depth = above == null ? 0 : above.depth;
    if (depth >= DagCbor.MAX_DEPTH) {
      throw invalid("nested deeper than " + DagCbor.MAX_DEPTH);
    }
    return depth + 1;
  }

  /// A list or map of which `left` values are still to come.
  private abstract static class Open {
    final @Nullable Open above;
    final int depth;
    int left;

    Open(@Nullable Open above, int count, int depth) {
      this.above = above;
      this.left = count;
      this.depth = depth;
    }

    /// Reads what stands before a value.
    abstract void beforeValue();

    abstract void add(Node value);

    abstract Node close();
  }

  private static final class OpenList extends Open {
    private final List<Node> values;

    OpenList(@Nullable Open above, int count, int depth) {
      super(above, count, depth);
      values = new ArrayList<>(Math.min(count, 1024));
    }

    @Override
    void beforeValue() {}

    @Override
    void add(Node value) {
      values.add(value);
    }

    @Override
    Node close() {
      return new Node.ListNode(values);
    }
  }

  private final class OpenMap extends Open {
    private final SequencedMap<String, Node> entries = new LinkedHashMap<>();
    private int lastAt;
    private int lastLength = -1;
    private String key = "";

    OpenMap(@Nullable Open above, int count, int depth) {
      super(above, count, depth);
    }

    @Override
    void beforeValue() {
      int head = head();
      if (head >> 5 != TEXT) {
        throw invalid("map key is not text");
      }
      int length = length(head, 1);
      if (strict && !ascends(lastAt, lastLength, at, length)) {
        throw invalid("map key repeated or out of order");
      }
      lastAt = at;
      lastLength = length;
      key = text(length);
    }

    @Override
    void add(Node value) {
      if (entries.put(key, value) != null) {
        throw invalid("map key repeated");
      }
    }

    @Override
    Node close() {
      return new Node.MapNode(entries);
    }
  }

  private boolean ascends(int before, int beforeLength, int after, int length) {
    return length > beforeLength
        || (length == beforeLength
            && Arrays.compareUnsigned(bytes, before, before + length, bytes, after, after + length)
                < 0);
  }

  private String text(int length) {
    String text = Utf8.decode(bytes, at, length).orElseThrow(() -> invalid("text is not UTF-8"));
    at += length;
    return text;
  }

  private Cid link(int head) {
    if (argument(head) != LINK_TAG) {
      throw invalid("a tag other than " + LINK_TAG);
    }
    int inner = head();
    if (inner >> 5 != BYTES) {
      throw invalid("a link that is no byte string");
    }
    int length = length(inner, 1);
    if (length == 0 || bytes[at] != 0) {
      throw invalid("a link without the leading zero");
    }
    try {
      Cid cid = Cid.decode(bytes, at + 1, length - 1);
      at += length;
      return cid;
    } catch (InvalidCid e) {
      throw new InvalidNode("dag-cbor: bad link at byte " + at + ": " + e.getMessage(), e);
    }
  }

  private Node simple(int head) {
    return switch (head) {
      case FALSE -> Node.of(false);
      case TRUE -> Node.of(true);
      case NULL -> Node.ofNull();
      case FLOAT64 -> Node.of(float64());
      case FLOAT32 -> Node.of(shortFloat(Float.intBitsToFloat((int) big(4))));
      case FLOAT16 -> Node.of(shortFloat(Float.float16ToFloat((short) big(2))));
      default -> throw invalid("simple value or float of head 0x" + Integer.toHexString(head));
    };
  }

  private double float64() {
    long bits = big(8);
    double value = Double.longBitsToDouble(bits);
    if (!Double.isFinite(value) || (strict && bits == Long.MIN_VALUE)) {
      throw invalid("float " + value + " is not allowed");
    }
    return value;
  }

  private double shortFloat(float value) {
    if (strict || !Float.isFinite(value)) {
      throw invalid("float " + value + " of less than 64 bits is not allowed");
    }
    return value;
  }

  /// All links of the value, by a loop over a count of values still to come: no depth, no stack.
  List<Cid> links() {
    List<Cid> links = new ArrayList<>();
    long open = 1;
    while (open > 0) {
      open--;
      int head = head();
      switch (head >> 5) {
        case UNSIGNED, NEGATIVE -> argument(head);
        case BYTES, TEXT -> skip(length(head, 1));
        case LIST -> open += length(head, 1);
        case MAP -> open += 2L * length(head, 2);
        case TAG -> links.add(link(head));
        default -> simple(head);
      }
    }
    return links;
  }

  private void skip(int length) {
    at += length;
  }

  private int head() {
    if (at >= bytes.length) {
      throw invalid("cut off");
    }
    return bytes[at++] & 0xff;
  }

  /// The number of a head, unsigned, in its shortest form only.
  private long argument(int head) {
    int info = head & 0x1f;
    if (info < 24) {
      return info;
    }
    if (info > 27) {
      throw invalid("indefinite or reserved length");
    }
    long value = big(1 << (info - 24));
    boolean shortest =
        switch (info) {
          case 24 -> value >= 24;
          case 25 -> value > 0xff;
          case 26 -> value > 0xffff;
          default -> value >>> 32 != 0;
        };
    if (strict && !shortest) {
      throw invalid("number not in its shortest form");
    }
    return value;
  }

  private long big(int count) {
    if (count > bytes.length - at) {
      throw invalid("cut off");
    }
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 8 | (bytes[at++] & 0xff);
    }
    return value;
  }

  /// A count of things of which each takes at least `unit` bytes, so that it cannot exceed what is
  /// there.
  private int length(int head, int unit) {
    long length = argument(head);
    if (length < 0 || length > (bytes.length - at) / unit) {
      throw invalid("length " + Long.toUnsignedString(length) + " is more than there is");
    }
    return (int) length;
  }

  private static BigInteger unsigned(long value) {
    return value >= 0
        ? BigInteger.valueOf(value)
        : BigInteger.valueOf(value & Long.MAX_VALUE).setBit(63);
  }

  private InvalidNode invalid(String what) {
    return new InvalidNode("dag-cbor: " + what + ", at byte " + at);
  }
}
