package network.cairn.ledger.state;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/// Four levels of the binary tree in one record: 16 places below one path of nibbles.
///
/// Stored as u16 places taken ‖ u16 places that are leaves ‖ each taken place: 32 bytes of hash for
/// an inner node; for a leaf its hash ‖ u8 length ‖ key. What the key's hash is, the few that need
/// it compute; that of the value is asked of nobody.
final class JmtNode {
  static final int WIDTH = 16;
  private static final int MAX_KEY = 255;
  private static final int HEADER = 4;

  /// What a place holds. Arrays are read-only.
  sealed interface Place {
    byte[] hash();
  }

  record Leaf(byte[] key, byte[] hash) implements Place {
    byte[] keyHash(JmtHash hasher) {
      return hasher.plain(key);
    }
  }

  record Inner(byte[] hash) implements Place {}

  private final Optional<Place>[] places;

  private JmtNode(Optional<Place>[] places) {
    this.places = places;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  static JmtNode empty() {
    Optional<Place>[] places = new Optional[WIDTH];
    Arrays.fill(places, Optional.empty());
    return new JmtNode(places);
  }

  Optional<Place> place(int nibble) {
    return places[nibble];
  }

  void set(int nibble, Optional<Place> place) {
    places[nibble] = place;
  }

  /// Whether nothing is here.
  boolean isEmpty() {
    return count(0, WIDTH) == 0;
  }

  /// The only leaf, where there is nothing else.
  Optional<Leaf> onlyLeaf() {
    return onlyLeaf(0, WIDTH);
  }

  private int count(int from, int width) {
    int count = 0;
    for (int i = from; i < from + width; i++) {
      count += places[i].isPresent() ? 1 : 0;
    }
    return count;
  }

  /// The only leaf of a range of places, where there is nothing else.
  Optional<Leaf> onlyLeaf(int from, int width) {
    Optional<Place> found = Optional.empty();
    for (int i = from; i < from + width; i++) {
      if (places[i].isPresent()) {
        if (found.isPresent()) {
          return Optional.empty();
        }
        found = places[i];
      }
    }
    return found.isPresent() && found.get() instanceof Leaf leaf
        ? Optional.of(leaf)
        : Optional.empty();
  }

  /// The hash of a range of places: a range with exactly one leaf is that leaf.
  byte[] hash(JmtHash hasher, int from, int width) {
    if (count(from, width) == 0) {
      return JmtHash.empty();
    }
    Optional<Leaf> leaf = onlyLeaf(from, width);
    if (leaf.isPresent()) {
      return leaf.get().hash();
    }
    if (width == 1) {
      return places[from].orElseThrow().hash();
    }
    int half = width / 2;
    return hasher.inner(hash(hasher, from, half), hash(hasher, from + half, half));
  }

  byte[] hash(JmtHash hasher) {
    return hash(hasher, 0, WIDTH);
  }

  byte[] encode() {
    int size = HEADER;
    int taken = 0;
    int leaves = 0;
    for (int i = 0; i < WIDTH; i++) {
      if (places[i].isPresent()) {
        taken |= 1 << i;
        if (places[i].get() instanceof Leaf leaf) {
          leaves |= 1 << i;
          size += JmtHash.SIZE + 1 + leaf.key().length;
        } else {
          size += JmtHash.SIZE;
        }
      }
    }
    byte[] out = new byte[size];
    out[0] = (byte) (taken >> 8);
    out[1] = (byte) taken;
    out[2] = (byte) (leaves >> 8);
    out[3] = (byte) leaves;
    int at = HEADER;
    for (Optional<Place> place : places) {
      if (place.isPresent()) {
        at = write(place.get(), out, at);
      }
    }
    return out;
  }

  /// @return where the next place is written
  private static int write(Place place, byte[] out, int at) {
    System.arraycopy(place.hash(), 0, out, at, JmtHash.SIZE);
    if (!(place instanceof Leaf leaf)) {
      return at + JmtHash.SIZE;
    }
    byte[] key = leaf.key();
    out[at + JmtHash.SIZE] = (byte) key.length;
    System.arraycopy(key, 0, out, at + JmtHash.SIZE + 1, key.length);
    return at + JmtHash.SIZE + 1 + key.length;
  }

  /// @throws IllegalStateException if the bytes are no node: the store is damaged
  static JmtNode decode(byte[] bytes) {
    JmtNode node = empty();
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      int taken = in.getShort();
      int leaves = in.getShort();
      for (int i = 0; i < WIDTH; i++) {
        if ((taken >> i & 1) == 1) {
          node.places[i] = Optional.of((leaves >> i & 1) == 1 ? leaf(in) : inner(in));
        }
      }
      if (in.hasRemaining()) {
        throw new IllegalStateException("a tree node has " + in.remaining() + " bytes too many");
      }
    } catch (BufferUnderflowException e) {
      throw new IllegalStateException("a tree node is cut off", e);
    }
    return node;
  }

  private static Place inner(ByteBuffer in) {
    return new Inner(take(in, JmtHash.SIZE));
  }

  private static Place leaf(ByteBuffer in) {
    byte[] hash = take(in, JmtHash.SIZE);
    return new Leaf(take(in, in.get() & 0xff), hash);
  }

  private static byte[] take(ByteBuffer in, int length) {
    byte[] out = new byte[length];
    in.get(out);
    return out;
  }

  static void requireKey(byte[] key) {
    if (key.length == 0 || key.length > MAX_KEY) {
      throw new IllegalArgumentException("a state key has 1 to 255 bytes, not " + key.length);
    }
  }
}
