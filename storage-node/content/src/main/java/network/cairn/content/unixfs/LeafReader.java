package network.cairn.content.unixfs;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import network.cairn.content.unixfs.chunker.PieceInput;
import network.cairn.content.unixfs.format.LeafFrame;

/// Reads pieces of files straight to where they lie in their blocks, so that a full piece is never
/// copied, as far as there is memory; else by way of a file.
///
/// Used by one thread.
final class LeafReader implements AutoCloseable {
  private static final int SLICE = 16 << 10;

  private final boolean raw;
  private final boolean trickle;
  private final int chunk;
  private final ImportMemory memory;
  private final Settling settling;
  private Optional<byte[]> free = Optional.empty();

  /// Taken of the budget and not given back.
  private long held;

  /// Ends what is under way, so that nothing of it holds up a piece that has a place in memory.
  @FunctionalInterface
  interface Settling {
    void settle() throws IOException;
  }

  /// @param files says what leaves are
  LeafReader(ImportOptions.FileLayout files, ImportMemory memory, Settling settling) {
    this.raw = files.rawLeaves();
    this.trickle = files.trickle();
    this.chunk = files.chunker().most();
    this.memory = memory;
    this.settling = settling;
  }

  /// A piece in its block.
  ///
  /// @param block the whole block, framed
  /// @param size file bytes in it; less than a chunk only at the file's end
  /// @param mayWait whether there is memory for it while it waits; else it must be stored at once,
  ///   and [#done]
  /// @param placed whether it has one of the places for pieces that came by way of a file
  record Leaf(byte[] block, int size, boolean mayWait, boolean placed) {}

  /// Reads the next piece; of size 0 at the end.
  Leaf read(PieceInput in) throws IOException {
    Optional<byte[]> buffer = buffer();
    return buffer.isPresent() ? read(in, buffer.get()) : sliced(in, false);
  }

  /// As [#read], of a piece that matters alone: whether more comes is known before it takes a
  /// place.
  Leaf readFirst(PieceInput in) throws IOException {
    Optional<byte[]> buffer = buffer();
    if (buffer.isEmpty()) {
      return sliced(in, true);
    }
    Leaf leaf = read(in, buffer.get());
    in.atEnd();
    return leaf;
  }

  /// The file's bytes in a leaf that is framed.
  byte[] content(Leaf leaf) {
    int from = before(leaf.size);
    return Arrays.copyOfRange(leaf.block, from, from + leaf.size);
  }

  private Optional<byte[]> buffer() {
    Optional<byte[]> had = free;
    free = Optional.empty();
    return had.isPresent() || !take(length(chunk)) ? had : Optional.of(new byte[length(chunk)]);
  }

  private Leaf read(PieceInput in, byte[] buffer) throws IOException {
    int size = in.readNBytes(buffer, before(chunk), chunk);
    if (size == chunk) {
      return framed(buffer, size, true, false);
    }
    byte[] block = new byte[length(size)];
    System.arraycopy(buffer, before(chunk), block, before(size), size);
    free = Optional.of(buffer);
    return framed(block, size, take(block.length), false);
  }

  /// A short piece needs no file.
  private Leaf sliced(PieceInput in, boolean peeks) throws IOException {
    byte[] slice = in.readNBytes(Math.min(SLICE, chunk));
    if (slice.length < SLICE) {
      byte[] block = new byte[length(slice.length)];
      System.arraycopy(slice, 0, block, before(slice.length), slice.length);
      return framed(block, slice.length, false, false);
    }
    Path path = Files.createTempFile("cairn-piece", ".part");
    try (FileChannel file =
        FileChannel.open(
            path,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE)) {
      int size = spilled(in, slice, file);
      if (peeks) {
        in.atEnd();
      }
      return whole(file, size);
    }
  }

  private int spilled(InputStream in, byte[] first, FileChannel file) throws IOException {
    byte[] slice = first;
    int size = 0;
    int length = first.length;
    while (length > 0) {
      for (ByteBuffer bytes = ByteBuffer.wrap(slice, 0, length); bytes.hasRemaining(); ) {
        file.write(bytes);
      }
      size += length;
      length = in.readNBytes(slice, 0, Math.min(slice.length, chunk - size));
    }
    return size;
  }

  private Leaf whole(FileChannel file, int size) throws IOException {
    settling.settle();
    memory.enter();
    boolean read = false;
    try {
      byte[] block = new byte[length(size)];
      ByteBuffer bytes = ByteBuffer.wrap(block, before(size), size);
      while (bytes.hasRemaining()) {
        if (file.read(bytes, size - bytes.remaining()) < 0) {
          throw new EOFException("a temporary file was cut short");
        }
      }
      Leaf leaf = framed(block, size, false, true);
      read = true;
      return leaf;
    } finally {
      if (!read) {
        memory.leave();
      }
    }
  }

  /// The piece is stored.
  ///
  /// @param again whether its block may be overwritten
  void kept(Leaf leaf, boolean again) {
    if (!leaf.mayWait) {
      return;
    }
    if (again && leaf.size == chunk && free.isEmpty()) {
      free = Optional.of(leaf.block);
    } else {
      give(leaf.block.length);
    }
  }

  /// A piece that may not wait is stored, or never will be.
  void done(Leaf leaf) {
    if (leaf.placed) {
      memory.leave();
    }
  }

  /// Gives all memory back.
  @Override
  public void close() {
    free = Optional.empty();
    give(held);
  }

  private boolean take(long bytes) {
    boolean taken = memory.budget().take(bytes);
    held += taken ? bytes : 0;
    return taken;
  }

  private void give(long bytes) {
    held -= bytes;
    memory.budget().give(bytes);
  }

  private Leaf framed(byte[] block, int size, boolean mayWait, boolean placed) {
    if (!raw && trickle) {
      LeafFrame.writeRaw(block, size);
    } else if (!raw) {
      LeafFrame.write(block, size);
    }
    return new Leaf(block, size, mayWait, placed);
  }

  private int length(int size) {
    return before(size) + size + after(size);
  }

  private int before(int size) {
    return raw ? 0 : LeafFrame.before(size);
  }

  private int after(int size) {
    return raw ? 0 : LeafFrame.after(size);
  }
}
