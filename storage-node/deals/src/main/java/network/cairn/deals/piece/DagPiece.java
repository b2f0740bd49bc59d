package network.cairn.deals.piece;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import network.cairn.ipld.car.CarWriter;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.store.repo.Reservation;

/// A piece that exists only as the blocks of its DAG: any range is made again from the store.
///
/// What is kept is a file of section heads (about 42 bytes each) and in memory the place of every
/// 128th, 512 KiB for the largest piece. Thread-safe after it was built; the file is deleted on
/// close.
public final class DagPiece implements PieceBytes, AutoCloseable {
  private static final int STRIDE = 128;
  private static final int ENTRY_HEAD = 6;

  private final Function<Cid, Optional<Block>> blocks;
  private final byte[] header;
  private final Path file;
  private final FileChannel heads;
  private final long[] marks;
  private final long size;

  private DagPiece(
      Function<Cid, Optional<Block>> blocks, byte[] header, Path file, Marks marks, long size)
      throws IOException {
    this.blocks = blocks;
    this.header = header;
    this.file = file;
    this.heads = FileChannel.open(file, StandardOpenOption.READ);
    this.marks = Arrays.copyOf(marks.places, 2 * marks.count);
    this.size = size;
  }

  /// Pairs of place in the piece and place in the file.
  private static final class Marks {
    private long[] places = new long[16];
    private int count;

    void add(long inPiece, long inFile) {
      if (2 * count == places.length) {
        places = Arrays.copyOf(places, 2 * places.length);
      }
      places[2 * count] = inPiece;
      places[2 * count + 1] = inFile;
      count++;
    }
  }

  /// Walks the DAG once, writing the piece's bytes to `out`.
  ///
  /// @param blocks gives blocks; empty if one is not here
  /// @param file for the heads, made anew
  /// @param memory of all walks together; gives the room of the file too
  /// @throws BlockMissing if a block is not here
  /// @throws NotCanonicalPiece if the DAG exceeds a piece's bounds
  /// @throws network.cairn.store.repo.QuotaExceeded if the disk has no room for the heads
  public static DagPiece build(
      Cid root,
      Function<Cid, Optional<Block>> blocks,
      Path file,
      WalkMemory memory,
      OutputStream out)
      throws IOException {
    byte[] header = CarWriter.header(List.of(root));
    out.write(header);
    Marks marks = new Marks();
    long size = header.length;
    boolean built = false;
    try (Reservation room = memory.reserve(0);
        DataOutputStream heads =
            new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
        PreOrder order = new PreOrder(root, memory, PreOrder.MAX_SECTIONS)) {
      long inFile = 0;
      int count = 0;
      for (Optional<Cid> next = order.next(); next.isPresent(); next = order.next()) {
        Cid cid = next.get();
        Block block = blocks.apply(cid).orElseThrow(() -> new BlockMissing(cid));
        order.enter(block);
        if (count++ % STRIDE == 0) {
          marks.add(size, inFile);
        }
        byte[] head = CarWriter.sectionHead(cid, block.size());
        out.write(head);
        out.write(block.bytes(), 0, block.size());
        room.admit(ENTRY_HEAD + cid.byteLength());
        heads.writeShort(cid.byteLength());
        heads.writeInt(block.size());
        heads.write(cid.bytes());
        inFile += ENTRY_HEAD + cid.byteLength();
        size += head.length + block.size();
      }
      built = true;
    } finally {
      if (!built) {
        Files.deleteIfExists(file);
      }
    }
    return new DagPiece(blocks, header, file, marks, size);
  }

  /// A block of the DAG is not in the local store.
  public static final class BlockMissing extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BlockMissing(Cid cid) {
      super("block " + cid + " is not in the local store; fetch the DAG first");
    }
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void writeTo(OutputStream out, long offset, long length) throws IOException {
    long end = offset + length;
    if (offset < header.length) {
      int until = (int) Math.min(end, header.length);
      out.write(header, (int) offset, until - (int) offset);
    }
    int mark = markBefore(offset);
    long at = marks[2 * mark];
    long inFile = marks[2 * mark + 1];
    while (at < end) {
      Entry entry = entry(inFile);
      byte[] head = CarWriter.sectionHead(entry.cid, entry.length);
      long next = at + head.length + entry.length;
      if (next > offset) {
        writeSection(out, entry, head, Math.max(offset - at, 0), Math.min(end, next) - at);
      }
      at = next;
      inFile += ENTRY_HEAD + entry.cid.byteLength();
    }
  }

  private record Entry(Cid cid, int length) {}

  private Entry entry(long inFile) throws IOException {
    ByteBuffer head = read(inFile, ENTRY_HEAD);
    int cid = head.getShort() & 0xffff;
    int length = head.getInt();
    return new Entry(Cid.decode(read(inFile + ENTRY_HEAD, cid).array()), length);
  }

  private ByteBuffer read(long from, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (heads.read(bytes, from + bytes.position()) < 0) {
        throw new EOFException(file + " ends at byte " + (from + bytes.position()));
      }
    }
    return bytes.flip();
  }

  private void writeSection(OutputStream out, Entry entry, byte[] head, long from, long until)
      throws IOException {
    if (from < head.length) {
      int last = (int) Math.min(until, head.length);
      out.write(head, (int) from, last - (int) from);
    }
    if (until > head.length) {
      Block block = blocks.apply(entry.cid).orElseThrow(() -> new BlockMissing(entry.cid));
      int first = (int) Math.max(from - head.length, 0);
      out.write(block.bytes(), first, (int) (until - head.length) - first);
    }
  }

  /// The last mark at or before a place of the piece; the first for places in the header.
  private int markBefore(long offset) {
    int low = 0;
    int high = marks.length / 2 - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (marks[2 * middle] <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /// The whole piece, for small ones.
  byte[] toByteArray() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writeTo(out, 0, size);
    return out.toByteArray();
  }

  @Override
  public void close() throws IOException {
    heads.close();
    Files.deleteIfExists(file);
  }
}
