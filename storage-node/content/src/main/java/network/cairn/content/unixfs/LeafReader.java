package network.cairn.content.unixfs;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import network.cairn.content.unixfs.format.LeafFrame;

/// Reads pieces of files straight to where they lie in their blocks, so that a full piece is never
/// copied.
///
/// Used by one thread.
final class LeafReader {
  private final boolean raw;
  private final int chunk;
  private final Deque<byte[]> free = new ArrayDeque<>();

  LeafReader(boolean raw, int chunk) {
    this.raw = raw;
    this.chunk = chunk;
  }

  /// A piece in its block.
  ///
  /// @param block the whole block, framed
  /// @param size file bytes in it; less than a chunk only at the file's end
  record Leaf(byte[] block, int size) {}

  /// Reads the next piece; of size 0 at the end.
  Leaf read(InputStream in) throws IOException {
    byte[] buffer = free.isEmpty() ? new byte[before(chunk) + chunk + after(chunk)] : free.pop();
    int size = in.readNBytes(buffer, before(chunk), chunk);
    if (size == chunk) {
      return framed(buffer, size);
    }
    byte[] block = new byte[before(size) + size + after(size)];
    System.arraycopy(buffer, before(chunk), block, before(size), size);
    free.push(buffer);
    return framed(block, size);
  }

  /// Takes back the block of a full piece that nobody needs any longer.
  void recycle(Leaf leaf) {
    if (leaf.size == chunk) {
      free.push(leaf.block);
    }
  }

  private Leaf framed(byte[] block, int size) {
    if (!raw) {
      LeafFrame.write(block, size);
    }
    return new Leaf(block, size);
  }

  private int before(int size) {
    return raw ? 0 : LeafFrame.before(size);
  }

  private int after(int size) {
    return raw ? 0 : LeafFrame.after(size);
  }
}
