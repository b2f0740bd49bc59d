package network.cairn.ipld.codec.dagcbor;

import java.math.BigInteger;
import java.util.Arrays;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.cid.InvalidCid;
import network.cairn.ipld.model.InvalidNode;
import network.cairn.ipld.model.Node;
import network.cairn.ipld.model.Utf8;

/// The heads of an array of CBOR, front to back, and the values in which no others lie.
final class CborInput {
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

  CborInput(byte[] bytes, boolean strict) {
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

  Node scalar(int head) {
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

  String text(int length) {
    String text = Utf8.decode(bytes, at, length).orElseThrow(() -> invalid("text is not UTF-8"));
    at += length;
    return text;
  }

  int position() {
    return at;
  }

  /// Whether a key of this length that comes now stands behind another of this array.
  boolean ascends(int before, int beforeLength, int length) {
    return length > beforeLength
        || (length == beforeLength
            && Arrays.compareUnsigned(bytes, before, before + length, bytes, at, at + length) < 0);
  }

  Cid link(int head) {
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

  Node simple(int head) {
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
    if (!Double.isFinite(value)) {
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

  void skip(int length) {
    at += length;
  }

  int head() {
    if (at >= bytes.length) {
      throw invalid("cut off");
    }
    return bytes[at++] & 0xff;
  }

  /// The number of a head, unsigned, in its shortest form only.
  long argument(int head) {
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
  int length(int head, int unit) {
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

  InvalidNode invalid(String what) {
    return new InvalidNode("dag-cbor: " + what + ", at byte " + at);
  }
}
