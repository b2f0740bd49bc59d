package network.cairn.ipld.model;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import network.cairn.ipld.cid.Cid;
import org.jspecify.annotations.Nullable;

/// A value of the IPLD data model. Immutable; equal by content, maps regardless of order.
///
/// Nodes may lie in each other to any depth: no method needs stack for it.
public sealed interface Node {
  /// The links of this value and of all that lies in it, in their order.
  default List<Cid> links() {
    return Nesting.links(this);
  }

  /// What a path's segment leads to: a map's value of that key, a list's element of that number.
  default Optional<Node> child(String segment) {
    return switch (this) {
      case MapNode map -> map.get(segment);
      case ListNode(List<Node> values) ->
          segment.matches("0|[1-9][0-9]{0,8}") && Integer.parseInt(segment) < values.size()
              ? Optional.of(values.get(Integer.parseInt(segment)))
              : Optional.empty();
      case Null _, Bool _, Int _, Float _, Text _, Bytes _, Link _ -> Optional.empty();
    };
  }

  /// Nothing.
  enum Null implements Node {
    INSTANCE
  }

  /// True or false.
  record Bool(boolean value) implements Node {}

  /// A whole number of -2^64..2^64-1, the range of the codecs.
  record Int(BigInteger value) implements Node {
    private static final BigInteger MAX = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    public Int {
      if (value.compareTo(MAX) > 0 || value.not().compareTo(MAX) > 0) {
        throw new InvalidNode("integer beyond 64 bits: " + value);
      }
    }

    public static Int of(long value) {
      return new Int(BigInteger.valueOf(value));
    }

    /// The value as a long.
    ///
    /// @throws InvalidNode if it does not fit
    public long longValue() {
      if (value.bitLength() > 63) {
        throw new InvalidNode("integer does not fit 64 bits with sign: " + value);
      }
      return value.longValue();
    }
  }

  /// A 64-bit floating point number; codecs refuse those that are not finite.
  @SuppressWarnings("AvoidCommonTypeNames") // the data model's word, always said with Node
  record Float(double value) implements Node {}

  /// Unicode text.
  record Text(String value) implements Node {}

  /// A byte string.
  final class Bytes implements Node {
    private final byte[] value;

    private Bytes(byte[] value) {
      this.value = value;
    }

    /// A byte string of a copy of `value`.
    public static Bytes of(byte[] value) {
      return new Bytes(value.clone());
    }

    /// A byte string of a copy of a range.
    public static Bytes of(byte[] value, int off, int len) {
      return new Bytes(Arrays.copyOfRange(value, off, off + len));
    }

    /// A copy of the bytes.
    public byte[] value() {
      return value.clone();
    }

    public int size() {
      return value.length;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Bytes that && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
      return "Bytes[" + value.length + "]";
    }
  }

  /// An ordered list.
  record ListNode(List<Node> values) implements Node {
    public static final ListNode EMPTY = new ListNode(List.of());

    public ListNode {
      values = List.copyOf(values);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof ListNode that && new Comparison().same(this, that);
    }

    @Override
    public int hashCode() {
      return Nesting.hash(Level.of(values));
    }

    @Override
    public String toString() {
      return Nesting.text(Level.of(values));
    }
  }

  /// Text keys to values, in the order they were put; codecs sort as they must.
  record MapNode(SequencedMap<String, Node> entries) implements Node {
    public static final MapNode EMPTY = new MapNode(new LinkedHashMap<>());

    public MapNode {
      entries = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(entries));
    }

    public Optional<Node> get(String key) {
      return Optional.ofNullable(entries.get(key));
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof MapNode that && new Comparison().same(this, that);
    }

    @Override
    public int hashCode() {
      return Nesting.hash(Level.of(entries));
    }

    @Override
    public String toString() {
      return Nesting.text(Level.of(entries));
    }
  }

  /// A link to a block.
  record Link(Cid cid) implements Node {}

  static Node ofNull() {
    return Null.INSTANCE;
  }

  static Node of(boolean value) {
    return new Bool(value);
  }

  static Node of(long value) {
    return Int.of(value);
  }

  static Node of(double value) {
    return new Float(value);
  }

  static Node of(String value) {
    return new Text(value);
  }

  static Node of(byte[] value) {
    return Bytes.of(value);
  }

  static Node of(Cid cid) {
    return new Link(cid);
  }

  static Node of(List<? extends Node> values) {
    return new ListNode(List.copyOf(values));
  }

  static Node of(Map<String, ? extends Node> entries) {
    return new MapNode(new LinkedHashMap<>(entries));
  }
}
