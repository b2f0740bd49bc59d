package network.cairn.deals.piece;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import network.cairn.base.varint.InvalidVarint;
import network.cairn.base.varint.Varint;
import network.cairn.ipld.car.CarWriter;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.dag.HashMismatch;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.UnsupportedHash;

/// Checks a piece while it arrives: the header names the root and nothing else, each section is the
/// next CID in pre-order and hashes to it, nothing follows the last. Holds one block at a time.
public final class PieceCheck {
  private static final int SHORTEST_SECTION = 5;

  /// What four octets of a varint can say: far above a section that passes.
  private static final int MAX_SECTION = (1 << 28) - 1;

  private final Cid root;
  private final long size;
  private final Hashing hashing;
  private final WalkMemory memory;
  private final InputStream in;
  private long position;

  /// @param size that the piece must have, in bytes
  /// @param memory of all checks together
  /// @param in is read to `size` bytes, never beyond
  public PieceCheck(Cid root, long size, Hashing hashing, WalkMemory memory, InputStream in) {
    this.root = root;
    this.size = size;
    this.hashing = hashing;
    this.memory = memory;
    this.in = in;
  }

  /// Reads the whole piece.
  ///
  /// @throws NotCanonicalPiece at the first byte that cannot be the piece's
  /// @throws IOException if the input fails or ends early
  public void run() throws IOException {
    byte[] header = CarWriter.header(List.of(root));
    if (!Arrays.equals(header, read(header.length, "the header"))) {
      throw new NotCanonicalPiece("the header does not name the root " + root + " alone");
    }
    try (PreOrder order = new PreOrder(root, memory, mostSections())) {
      while (position < size) {
        long at = position;
        Optional<Cid> next = order.next();
        if (next.isEmpty()) {
          throw new NotCanonicalPiece("bytes follow the last section, from byte " + at);
        }
        order.enter(section(next.get(), at));
      }
      Optional<Cid> missing = order.next();
      if (missing.isPresent()) {
        throw new NotCanonicalPiece("the piece ends before the section of " + missing.get());
      }
    }
  }

  /// No section is shorter than the shortest CID and its length.
  private int mostSections() {
    return (int) Math.min(PreOrder.MAX_SECTIONS, size / SHORTEST_SECTION + 1);
  }

  private Block section(Cid expected, long at) throws IOException {
    int length = length(at);
    int content = length - expected.byteLength();
    if (content < 0 || content > Block.MAX_SIZE) {
      throw new NotCanonicalPiece("the section at byte " + at + " has " + length + " bytes");
    }
    if (!Arrays.equals(read(expected.byteLength(), "a CID"), expected.bytes())) {
      throw new NotCanonicalPiece("the section at byte " + at + " is not the next, " + expected);
    }
    try {
      return Block.verified(expected, read(content, "a block"), hashing);
    } catch (HashMismatch | UnsupportedHash e) {
      throw new NotCanonicalPiece("the section at byte " + at + ": " + e.getMessage(), e);
    }
  }

  /// A minimal varint of a section's length.
  private int length(long at) throws IOException {
    try {
      return (int) Varint.read(() -> read(1, "a length")[0] & 0xff, MAX_SECTION);
    } catch (InvalidVarint e) {
      throw new NotCanonicalPiece("the length at byte " + at + " is not minimal or too large");
    }
  }

  private byte[] read(int count, String what) throws IOException {
    if (count > size - position) {
      throw new NotCanonicalPiece("the piece ends inside " + what + ", at byte " + position);
    }
    byte[] bytes = in.readNBytes(count);
    position += bytes.length;
    if (bytes.length < count) {
      throw new EOFException("the piece stopped at byte " + position + " of " + size);
    }
    return bytes;
  }
}
