package network.cairn.content.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import network.cairn.base.memory.ByteBudget;
import network.cairn.base.time.DeadlineExceeded;
import network.cairn.base.time.DeadlineOutput;
import network.cairn.base.time.Scheduler;
import network.cairn.base.tree.ByteSink;
import network.cairn.content.blockservice.BlockNotFound;
import network.cairn.content.blockservice.BlockService;
import network.cairn.content.blockservice.BlockSession;
import network.cairn.content.blockservice.DagTooLarge;
import network.cairn.content.blockservice.DagWalk;
import network.cairn.content.trustless.SelectedBlocks;
import network.cairn.content.trustless.Selection;
import network.cairn.content.unixfs.ContentPath;
import network.cairn.content.unixfs.Resolved;
import network.cairn.content.unixfs.Stat;
import network.cairn.content.unixfs.Trail;
import network.cairn.content.unixfs.TreeRoom;
import network.cairn.content.unixfs.UnixFs;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.model.InvalidNode;
import network.cairn.store.blockstore.FingerprintSet;

/// Reads content for one caller: resolves paths, opens what they lead to, walks what lies below.
///
/// Every method throws [network.cairn.content.blockservice.BlockNotFound] where a block is missing
/// and [network.cairn.base.time.DeadlineExceeded] behind the caller's deadline. Immutable,
/// thread-safe.
public final class ContentReader {
  private final BlockService blocks;
  private final Scheduler scheduler;
  private final ByteBudget budget;
  private final TreeRoom trees;
  private final ReadContext context;

  ContentReader(
      BlockService blocks,
      Scheduler scheduler,
      ByteBudget budget,
      TreeRoom trees,
      ReadContext context) {
    this.blocks = blocks;
    this.scheduler = scheduler;
    this.budget = budget;
    this.trees = trees.until(context.deadline());
    this.context = context;
  }

  /// Room for blocks that are read as trees of values, until the caller's deadline.
  public TreeRoom trees() {
    return trees;
  }

  /// A path as a user wrote it.
  ///
  /// @throws network.cairn.content.unixfs.InvalidPath if it is none
  /// @throws ContentRefused if it begins with a name
  public static ContentPath path(String text) {
    ContentPath path = ContentPath.parse(text);
    if (path.namespace() == ContentPath.Namespace.IPNS) {
      throw new ContentRefused("cannot resolve " + path + ": this node resolves no names yet");
    }
    return path;
  }

  /// Follows a path; one of a CID alone asks for no block.
  ///
  /// @throws network.cairn.content.unixfs.PathNotFound if it leads nowhere
  public Resolved resolve(ContentPath path) {
    Cid root = path.cid();
    if (path.segments().isEmpty()) {
      return new Resolved(root, List.of());
    }
    try (BlockSession session = session(root)) {
      return new UnixFs(session, trees).resolve(path);
    }
  }

  /// As [#resolve], with all that the path passes.
  public Trail trail(ContentPath path) {
    Cid root = path.cid();
    if (path.segments().isEmpty()) {
      return new Trail(List.of(root), List.of());
    }
    try (BlockSession session = session(root)) {
      return new UnixFs(session, trees).trail(path);
    }
  }

  /// Where a path leads, as one CID.
  ///
  /// @throws ContentRefused if it leads into a block
  public Cid cid(String text) {
    Resolved resolved = resolve(path(text));
    if (!resolved.remainder().isEmpty()) {
      throw new ContentRefused(
          "path \"" + text + "\" leads into block " + resolved.cid() + ", not to one");
    }
    return resolved.cid();
  }

  /// Opens what a path leads to; close it when done.
  public ContentRoot open(String path) {
    return open(cid(path));
  }

  /// Opens a file, directory or symlink by its CID; reads its root block.
  public ContentRoot open(Cid cid) {
    BlockSession session = session(cid);
    try {
      return new ContentRoot(session, cid, scheduler, budget, context.deadline());
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /// One block.
  public Block block(Cid cid) {
    try (BlockSession session = session(cid)) {
      return session.get(cid);
    }
  }

  /// Writes one block.
  ///
  /// @param opener is asked for the stream when the block is there
  public void copyBlock(Cid cid, ByteSink opener) throws IOException {
    try (BlockSession session = session(cid)) {
      new BlockWriter(session, budget).copy(cid, opener);
    }
  }

  /// Blocks below a root, fetched and kept until the session is closed; it ends with the caller's
  /// deadline.
  public BlockSession session(Cid root) {
    BlockSession session =
        blocks
            .session(root, context.deadline(), context.patience(), context.servers())
            .guardedBy(context.guard());
    return context.shared() ? session.sharing() : session;
  }

  /// What to read of each of several files, so that one offset and one length run over all of them
  /// together.
  ///
  /// @param offset bytes to leave out in front
  /// @param length bytes at most
  /// @throws ContentRefused if one of them is a directory
  /// @throws IllegalArgumentException for a negative offset or length
  public List<FileRange> ranges(Collection<String> paths, long offset, long length) {
    requireNotNegative("offset", offset);
    requireNotNegative("length", length);
    long skip = offset;
    long left = length;
    List<FileRange> ranges = new ArrayList<>();
    for (String path : paths) {
      Cid cid = cid(path);
      long size = fileSize(cid);
      long from = Math.min(skip, size);
      skip -= from;
      long part = Math.min(left, size - from);
      left -= part;
      ranges.add(new FileRange(cid, from, part));
    }
    return ranges;
  }

  private static void requireNotNegative(String option, long value) {
    if (value < 0) {
      throw new IllegalArgumentException("option " + option + " must not be negative");
    }
  }

  private long fileSize(Cid cid) {
    try (ContentRoot root = open(cid)) {
      Stat stat = root.stat();
      if (stat.type().isDirectory()) {
        throw new ContentRefused("this dag node is a directory");
      }
      return stat.size();
    }
  }

  /// Writes ranges of files one after another.
  ///
  /// @param opener is asked for the stream when the first of them has been opened
  public void copy(List<FileRange> ranges, ByteSink opener) throws IOException {
    long total = ranges.stream().mapToLong(FileRange::length).sum();
    Optional<OutputStream> out = Optional.empty();
    for (FileRange range : ranges) {
      try (ContentRoot root = open(range.file());
          InputStream in = root.bytes(range.offset(), range.length())) {
        out = out.isEmpty() ? Optional.of(timed(opener).open(total)) : out;
        OverlappedCopy.copy(in, range.length(), out.get(), scheduler, budget);
      }
    }
  }

  /// Writes the DAG below a root as a CARv1: blocks in the order of a depth-first walk, each once.
  ///
  /// @param opener is asked for the stream when the root's block is there
  public void exportCar(Cid root, ByteSink opener) throws IOException {
    try (BlockSession session = session(root)) {
      CarExport.write(root, session, timed(opener), budget);
    }
  }

  /// As [#exportCar], of the blocks that are here; what lies below one that is missing is left out.
  public void exportPartOfCar(Cid root, ByteSink opener) throws IOException {
    try (BlockSession session = session(root)) {
      CarExport.writePart(root, session, timed(opener), budget);
    }
  }

  /// Follows a path and opens what is selected of the DAG at its end; close it when done.
  ///
  /// @param path one that begins with a CID
  /// @throws network.cairn.content.unixfs.PathNotFound if it leads nowhere
  /// @throws network.cairn.content.trustless.InvalidSelection if the file at its end has none of
  ///   the bytes
  public TrustlessCar trustlessCar(ContentPath path, Selection selection) {
    BlockSession session = session(path.cid());
    try {
      SelectedBlocks selected = SelectedBlocks.of(path, session, selection, trees);
      return new TrustlessCar(session, selected, budget, context.deadline());
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private ByteSink timed(ByteSink sink) {
    return bytes -> new DeadlineOutput(sink.open(bytes), context.deadline());
  }

  /// Tells the links below roots, one after another; a root below which a block is missing or is
  /// none keeps nobody from the next.
  public void references(List<String> paths, ReferenceWalk.Rules rules, ReferenceVisitor visitor)
      throws IOException {
    if (rules.deepest() == 0) {
      return;
    }
    FingerprintSet told = new FingerprintSet(new SecureRandom());
    List<Cid> roots = paths.stream().map(this::cid).toList();
    for (Cid root : roots) {
      try (BlockSession session = session(root)) {
        new ReferenceWalk(session, rules, told).walk(root, visitor);
      } catch (BlockNotFound | InvalidNode | DagTooLarge | DeadlineExceeded e) {
        visitor.failed(e);
      }
    }
  }

  /// Counts the blocks of DAGs, and those of all of them together.
  public DagStat dagStat(List<String> paths) throws InterruptedException {
    Unique unique = new Unique();
    List<DagStat.Dag> dags = new ArrayList<>();
    for (String path : paths) {
      Cid root = cid(path);
      try (BlockSession session = session(root)) {
        DagWalk.Totals found = walk(session, root, unique::add);
        dags.add(new DagStat.Dag(root, found.bytes(), found.blocks()));
      }
    }
    return new DagStat(dags, unique.blocks(), unique.bytes());
  }

  /// Blocks that are counted once, whichever DAG they are of. Thread-safe.
  private static final class Unique {
    private final FingerprintSet seen = new FingerprintSet(new SecureRandom());
    private final long most = DagWalk.Limits.standard().blocks();
    private long bytes;

    synchronized void add(Block block) {
      if (seen.add(block.cid().multihash(), block.cid().codec())) {
        bytes += block.size();
      }
      if (seen.size() > most) {
        throw new DagTooLarge(block.cid(), most + " blocks");
      }
    }

    synchronized long blocks() {
      return seen.size();
    }

    synchronized long bytes() {
      return bytes;
    }
  }

  /// Reads every block below a root through a session of the caller's.
  DagWalk.Totals walk(BlockSession session, Cid root, DagWalk.Visitor visitor)
      throws InterruptedException {
    return new DagWalk(session, scheduler, DagWalk.Limits.standard()).walk(root, visitor);
  }
}
