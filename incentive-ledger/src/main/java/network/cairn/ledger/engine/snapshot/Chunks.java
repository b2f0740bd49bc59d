package network.cairn.ledger.engine.snapshot;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import network.cairn.ledger.state.StateView;

/// The bytes of a chunk: entries by rising key, each u8 length of the key ‖ u32 length of the value
/// ‖ key ‖ value. A chunk has as many whole entries as fit.
final class Chunks {
  private static final int FRAME = 5;
  private static final byte[] END = {(byte) 0xff};

  private Chunks() {}

  /// A piece of a state.
  ///
  /// @param last its last key
  record Piece(byte[] bytes, long entries, byte[] last) {}

  /// The entries after a key; empty if there are none.
  ///
  /// @param after empty for the first
  static Optional<Piece> next(StateView state, byte[] after) {
    Collector collector = new Collector();
    state.scan(Arrays.copyOf(after, after.length + 1), END, collector);
    return collector.piece();
  }

  private static final class Collector implements StateView.Visitor {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private byte[] last = new byte[0];
    private long entries;

    @Override
    public boolean visit(byte[] key, byte[] value) {
      int size = FRAME + key.length + value.length;
      if (size > Manifest.MAX_CHUNK) {
        throw new IllegalStateException("an entry of the state has " + size + " bytes");
      }
      if (out.size() + size > Manifest.MAX_CHUNK) {
        return false;
      }
      out.writeBytes(
          ByteBuffer.allocate(FRAME).put((byte) key.length).putInt(value.length).array());
      out.writeBytes(key);
      out.writeBytes(value);
      last = key;
      entries++;
      return true;
    }

    Optional<Piece> piece() {
      return entries == 0
          ? Optional.empty()
          : Optional.of(new Piece(out.toByteArray(), entries, last));
    }
  }

  /// The entries of a chunk.
  ///
  /// @param after the last key of the chunk before; empty for the first
  /// @throws InvalidSnapshot if it is none
  static SortedMap<byte[], Optional<byte[]>> read(byte[] chunk, byte[] after) {
    SortedMap<byte[], Optional<byte[]>> entries = new TreeMap<>(Arrays::compareUnsigned);
    ByteBuffer in = ByteBuffer.wrap(chunk);
    byte[] last = after;
    while (in.hasRemaining()) {
      require(in.remaining() >= FRAME);
      int keyLength = Byte.toUnsignedInt(in.get());
      int valueLength = in.getInt();
      require(keyLength > 0 && valueLength > 0 && in.remaining() - keyLength >= valueLength);
      byte[] key = new byte[keyLength];
      byte[] value = new byte[valueLength];
      in.get(key).get(value);
      require(Arrays.compareUnsigned(key, last) > 0);
      entries.put(key, Optional.of(value));
      last = key;
    }
    require(!entries.isEmpty());
    return entries;
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new InvalidSnapshot("a chunk does not hold entries by rising key");
    }
  }
}
