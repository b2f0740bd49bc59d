package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import network.cairn.base.hash.Sha256;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.ledger.proof.Challenges;
import network.cairn.ledger.proof.Multiproof;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.proof.TreeReader;

/// A piece made from a name, with its whole tree in memory.
final class TestPiece implements TreeReader {
  private static final int RAW_CODEC = 0x55;
  private final List<byte[]> levels = new ArrayList<>();
  final PieceCid cid;
  final ByteString cidBytes;
  final ByteString root;

  TestPiece(String name, int size) {
    byte[] content = content(name, size);
    int blocks = Math.max(1, Integer.highestOneBit(Math.max(1, (size + 126) / 127 * 2 - 1)));
    levels.add(expand(content, blocks));
    while (levels.getLast().length > 32) {
      levels.add(join(levels.getLast()));
    }
    cid = PieceCid.of(size, levels.getLast());
    cidBytes = ByteString.copyFrom(cid.encode());
    root = ByteString.copyFrom(Cid.v1(RAW_CODEC, Multihash.sha256(content)).bytes());
    if (cid.height() != levels.size() - 1) {
      throw new AssertionError("height " + cid.height() + ", levels " + levels.size());
    }
  }

  private static byte[] content(String name, int size) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int counter = 0; out.size() < size; counter++) {
      String text = "cairn-piece/" + name + "/" + counter;
      out.writeBytes(Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
    }
    return Arrays.copyOf(out.toByteArray(), size);
  }

  /// Spreads each 127 bytes over 128, two zero bits after every 254.
  private static byte[] expand(byte[] content, int blocks) {
    byte[] in = Arrays.copyOf(content, blocks * 127);
    byte[] out = new byte[blocks * 128];
    for (int block = 0; block < blocks; block++) {
      for (int bit = 0; bit < 1016; bit++) {
        int from = block * 1016 + bit;
        int to = block * 1024 + bit / 254 * 256 + bit % 254;
        out[to / 8] |= (byte) ((in[from / 8] >> from % 8 & 1) << to % 8);
      }
    }
    return out;
  }

  private static byte[] join(byte[] below) {
    byte[] above = new byte[below.length / 2];
    for (int at = 0; at < above.length; at += 32) {
      byte[] digest = Sha256.of(Arrays.copyOfRange(below, 2 * at, 2 * at + 64));
      digest[31] &= 0x3f;
      System.arraycopy(digest, 0, above, at, 32);
    }
    return above;
  }

  @Override
  public void node(int level, long position, byte[] out, int at) {
    System.arraycopy(levels.get(level), (int) position * 32, out, at, 32);
  }

  /// The entry that answers a challenge.
  ByteString entry(byte[] seed, long set, long period, int count) {
    long[] indices = Challenges.indices(seed, set, period, cid.leafCount(), count);
    try {
      byte[] proof = Multiproof.build(cid.height(), this, indices);
      return head(set, period).concat(ByteString.copyFrom(proof));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ByteString head(long set, long period) {
    return ByteString.copyFrom(ByteBuffer.allocate(16).putLong(set).putLong(period).array());
  }

  /// The same with one bit of its first leaf flipped.
  static ByteString broken(ByteString entry) {
    byte[] bytes = entry.toByteArray();
    bytes[17] ^= 1;
    return ByteString.copyFrom(bytes);
  }

  /// A well-formed entry that proves nothing.
  static ByteString junk(long set, long period) {
    byte[] rest = new byte[1 + 32 + 2];
    rest[0] = 1;
    return head(set, period).concat(ByteString.copyFrom(rest));
  }
}
