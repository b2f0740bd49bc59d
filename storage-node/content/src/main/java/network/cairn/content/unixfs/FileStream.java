package network.cairn.content.unixfs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import network.cairn.base.memory.ByteBudget;
import network.cairn.content.blockservice.BlockSource;
import network.cairn.content.blockservice.OpenLinks;
import network.cairn.content.blockservice.SlicedBlock;
import network.cairn.content.unixfs.format.InvalidUnixFs;
import network.cairn.content.unixfs.format.UnixFsNode;
import network.cairn.content.unixfs.format.UnixFsNode.FileNode;
import network.cairn.content.unixfs.format.UnixFsNode.FilePart;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multicodec.Multicodec;

/// The bytes of a file or of a range of it.
///
/// The DAG is walked with an explicit stack, and only parts that overlap the range are fetched.
/// While one part is read, the next ones are announced to the source: at first little, twice as
/// much after every part, up to a bound in bytes, so that a short read costs little and a long one
/// keeps the network busy.
///
/// [#transferTo] hands on whole parts, as far as the budget has room for what waits to be written.
/// Where it has none, a part is let go while a slice of it is written, and read again for the next
/// slice, so that a caller who does not read holds [ByteBudget#SLICE] bytes. Used by one thread.
final class FileStream extends InputStream {
  private static final int MAX_DEPTH = 64;
  private static final long FIRST_AHEAD = 1 << 20;
  private static final long MOST_AHEAD = 32 << 20;
  private static final byte[] NONE = {};

  private final BlockSource blocks;
  private final ByteBudget budget;
  private final Deque<Level> levels = new ArrayDeque<>();
  private final OpenLinks open = new OpenLinks();
  private long skip;
  private long remaining;
  private long ahead = FIRST_AHEAD;
  private Cid part;
  private byte[] bytes = NONE;
  private int at;
  private int end;

  FileStream(
      BlockSource blocks, ByteBudget budget, Cid cid, FileNode root, long offset, long length) {
    this.blocks = blocks;
    this.budget = budget;
    this.part = cid;
    this.skip = offset;
    this.remaining = length;
    enter(root);
  }

  /// The parts of one node, and how far they were taken and announced.
  private static final class Level {
    final List<FilePart> parts;
    int next;
    int announced;

    Level(List<FilePart> parts) {
      this.parts = parts;
    }
  }

  @Override
  public int read() {
    if (!fill()) {
      return -1;
    }
    take(1);
    return bytes[at - 1] & 0xff;
  }

  @Override
  public int read(byte[] target, int off, int len) {
    if (len == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int from = at;
    int count = take(len);
    System.arraycopy(bytes, from, target, off, count);
    return count;
  }

  @Override
  public long transferTo(OutputStream out) throws IOException {
    long sum = 0;
    while (fill()) {
      int held = bytes.length;
      sum += budget.take(held) ? whole(out, held) : slices(out);
    }
    return sum;
  }

  private int whole(OutputStream out, int held) throws IOException {
    int from = at;
    int count = take(Integer.MAX_VALUE);
    try {
      out.write(bytes, from, count);
    } finally {
      bytes = NONE;
      budget.give(held);
    }
    return count;
  }

  private int slices(OutputStream out) throws IOException {
    if (part.codec() == Multicodec.RAW) {
      return raw(out);
    }
    int sum = 0;
    while (at < end) {
      byte[] slice = slice();
      out.write(slice);
      sum += slice.length;
    }
    return sum;
  }

  /// The part is a block of nothing else.
  private int raw(OutputStream out) throws IOException {
    SlicedBlock sliced = new SlicedBlock(blocks, part, bytes, at, end);
    bytes = NONE;
    int sum = take(Integer.MAX_VALUE);
    while (sliced.hasNext()) {
      out.write(sliced.next());
    }
    return sum;
  }

  /// Keeps nothing of the part but the slice, not even on the stack.
  private byte[] slice() {
    byte[] data = bytes.length > 0 ? bytes : file(part).data();
    byte[] slice = Arrays.copyOfRange(data, at, Math.min(end, at + ByteBudget.SLICE));
    take(slice.length);
    bytes = NONE;
    return slice;
  }

  private int take(int most) {
    int count = Math.min(most, end - at);
    at += count;
    remaining -= count;
    return count;
  }

  /// Makes sure that there is a byte to take; false at the end.
  private boolean fill() {
    while (at == end && remaining > 0 && !levels.isEmpty()) {
      advance();
    }
    return at < end;
  }

  private void advance() {
    Level level = levels.getLast();
    if (level.next == level.parts.size()) {
      levels.removeLast();
      open.remove(level.parts.size());
      return;
    }
    FilePart next = level.parts.get(level.next++);
    if (next.size() <= skip) {
      skip -= next.size();
      return;
    }
    announce(level, next.size() - skip);
    part = next.link().cid();
    if (!(UnixFsNode.decode(blocks.get(part)) instanceof FileNode node)
        || node.size() != next.size()) {
      throw new InvalidUnixFs(
          "block " + part + " is not the part of " + next.size() + " bytes it is linked as");
    }
    enter(node);
  }

  private FileNode file(Cid cid) {
    if (UnixFsNode.decode(blocks.get(cid)) instanceof FileNode node) {
      return node;
    }
    throw new InvalidUnixFs("block " + cid + " is no file");
  }

  private void enter(FileNode node) {
    if (levels.size() == MAX_DEPTH) {
      throw new InvalidUnixFs("a file's nodes are nested deeper than " + MAX_DEPTH);
    }
    int own = node.data().length;
    int passed = (int) Math.min(skip, own);
    skip -= passed;
    bytes = node.data();
    at = passed;
    end = (int) Math.min(own, passed + Math.min(remaining, own));
    if (!node.children().isEmpty()) {
      open.add(node.children().getFirst().link().cid(), node.children().size());
      levels.add(new Level(node.children()));
    }
  }

  /// Announces parts behind the one being read, as far as the range and the bound go.
  private void announce(Level level, long current) {
    List<Cid> cids = new ArrayList<>();
    long inRange = remaining - current;
    long budget = ahead;
    for (int i = level.next; i < level.parts.size() && inRange > 0 && budget > 0; i++) {
      FilePart part = level.parts.get(i);
      if (i >= level.announced) {
        cids.add(part.link().cid());
        level.announced = i + 1;
      }
      inRange -= part.size();
      budget -= Math.max(1, part.size());
    }
    if (!cids.isEmpty()) {
      blocks.prefetch(cids);
    }
    ahead = Math.min(MOST_AHEAD, 2 * ahead);
  }
}
