package network.cairn.deals.piece;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import network.cairn.ipld.cid.Cid;
import org.jspecify.annotations.Nullable;

/// The links of a walk that still wait: those pushed last are taken first, and those of one push in
/// their order. [#SHARE] bytes are in memory, older ones in a file. For one thread.
final class LinkStack implements AutoCloseable {
  /// Bytes in memory.
  static final int SHARE = 1 << 20;

  private static final int RUN = 64 * 1024;

  /// What a run costs beside its bytes.
  private static final int OVERHEAD = 64;

  private final WalkMemory memory;

  /// Runs of links, the next first; a run is the lengths and bytes of some links of one push.
  private final Deque<ByteBuffer> runs = new ArrayDeque<>();

  private long held;
  private int size;
  private @Nullable Spill file;
  private long inFile;

  /// The most that was ever in the file.
  private long fileSize;

  LinkStack(WalkMemory memory) {
    this.memory = memory;
  }

  /// How many links wait.
  int size() {
    return size;
  }

  void push(List<Cid> links) {
    List<ByteBuffer> fresh = new ArrayList<>();
    for (int from = 0; from < links.size(); ) {
      int bytes = 0;
      int until = from;
      while (until < links.size() && (until == from || bytes < RUN)) {
        bytes += Integer.BYTES + links.get(until++).byteLength();
      }
      ByteBuffer run = ByteBuffer.allocate(bytes);
      for (Cid cid : links.subList(from, until)) {
        run.putInt(cid.byteLength());
        cid.write(run);
      }
      fresh.add(run.flip());
      held += run.capacity() + OVERHEAD;
      from = until;
    }
    fresh.reversed().forEach(runs::addFirst);
    size += links.size();
    while (held > SHARE && runs.size() > 1) {
      spill(runs.removeLast());
    }
  }

  /// The next link; there must be one.
  Cid pop() {
    if (runs.isEmpty()) {
      runs.addFirst(recall());
    }
    ByteBuffer run = runs.getFirst();
    byte[] cid = new byte[run.getInt()];
    run.get(cid);
    size--;
    if (!run.hasRemaining()) {
      runs.removeFirst();
      held -= run.capacity() + OVERHEAD;
    }
    return Cid.decode(cid);
  }

  private void spill(ByteBuffer run) {
    held -= run.capacity() + OVERHEAD;
    ByteBuffer record =
        ByteBuffer.allocate(run.remaining() + Integer.BYTES)
            .put(run.duplicate())
            .putInt(run.remaining())
            .flip();
    if (file == null) {
      file = memory.spill(0);
    }
    long end = inFile + record.remaining();
    if (end > fileSize) {
      file.grow(end - fileSize);
      fileSize = end;
    }
    try {
      file.write(record, inFile);
      inFile = end;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep the links of a walk over a piece", e);
    }
  }

  private ByteBuffer recall() {
    if (file == null || inFile == 0) {
      throw new IllegalStateException("no link waits");
    }
    ByteBuffer run = read(inFile - Integer.BYTES, Integer.BYTES);
    int length = run.getInt();
    inFile -= length + Integer.BYTES;
    run = read(inFile, length);
    held += run.capacity() + OVERHEAD;
    return run;
  }

  private ByteBuffer read(long from, int length) {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    try {
      if (file == null) {
        throw new EOFException("no link of a walk is in a file");
      }
      file.read(bytes, from);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the links of a walk over a piece", e);
    }
    return bytes.flip();
  }

  @Override
  public void close() {
    Spill.closeIfAny(file);
  }
}
