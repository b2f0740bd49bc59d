package network.cairn.content.trustless;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import network.cairn.content.blockservice.BlockSource;
import network.cairn.content.blockservice.DagTooLarge;
import network.cairn.content.blockservice.DagWalk;
import network.cairn.content.blockservice.OpenLinks;
import network.cairn.content.unixfs.ContentPath;
import network.cairn.content.unixfs.Resolved;
import network.cairn.content.unixfs.TreeRoom;
import network.cairn.content.unixfs.UnixFs;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.store.blockstore.FingerprintSet;

/// The blocks of one trustless answer, one after another: first those that a client needs to follow
/// the path, then those of the DAG at its end that were selected, depth first.
///
/// The path is followed, and the block at its end read, before anything is given, so that what
/// cannot be answered at all is known in time. Blocks that their CIDs hold are not given, as the
/// specification has it; what they link to is. Bounds: [OpenLinks#MOST] links wait, and
/// [DagWalk.Limits#standard] blocks are met, or [DagWalk.Limits#ofStrangers] where none is given
/// twice, so that 32 to 96 bytes are remembered of each. Used by one thread.
public final class SelectedBlocks {
  private static final int AHEAD = 64;
  private static final int LONGEST_WAY = 1 << 16;

  private final BlockSource blocks;
  private final boolean duplicates;
  private final Cid end;
  private final FingerprintSet given = new FingerprintSet(new SecureRandom());
  private final FingerprintSet entered = new FingerprintSet(new SecureRandom());
  private final Deque<Visit> open = new ArrayDeque<>();
  private final OpenLinks links = new OpenLinks();
  private final long most;
  private long met;

  private SelectedBlocks(BlockSource blocks, boolean duplicates, List<Cid> way, Visit end) {
    this.blocks = blocks;
    this.duplicates = duplicates;
    this.end = end.cid();
    this.most = (duplicates ? DagWalk.Limits.standard() : DagWalk.Limits.ofStrangers()).blocks();
    open.push(end);
    way.reversed().forEach(cid -> open.push(new Visit.Alone(cid)));
    links.add(end.cid(), open.size());
  }

  /// Takes blocks.
  @FunctionalInterface
  public interface Taker {
    void take(Block block) throws IOException;
  }

  /// Follows the path to its end.
  ///
  /// @param path one that begins with a CID
  /// @param trees for blocks on the way that are no directories
  /// @throws network.cairn.content.blockservice.BlockNotFound if a block of it is missing
  /// @throws network.cairn.content.unixfs.PathNotFound if it leads nowhere
  /// @throws InvalidSelection if the file at its end has none of the bytes
  public static SelectedBlocks of(
      ContentPath path, BlockSource blocks, Selection selection, TreeRoom trees) {
    Way way = new Way(blocks);
    Resolved resolved = new UnixFs(way, trees).resolve(path);
    if (!way.passed.isEmpty() && way.passed.getLast().equals(resolved.cid())) {
      way.passed.removeLast();
    }
    boolean plain =
        !resolved.remainder().isEmpty() || path.namespace() == ContentPath.Namespace.IPLD;
    Block last = blocks.get(resolved.cid());
    Visit end =
        plain && selection.scope() == DagScope.ENTITY
            ? new Visit.Alone(last.cid())
            : Visit.of(last, selection);
    return new SelectedBlocks(blocks, selection.duplicates(), way.passed, end);
  }

  /// Remembers which blocks a path was followed through.
  private record Way(BlockSource blocks, List<Cid> passed) implements BlockSource {
    Way(BlockSource blocks) {
      this(blocks, new ArrayList<>());
    }

    @Override
    public Block get(Cid cid) {
      Block block = blocks.get(cid);
      if (passed.size() == LONGEST_WAY) {
        throw new DagTooLarge(cid, LONGEST_WAY + " blocks on the way along a path");
      }
      passed.add(cid);
      return block;
    }

    @Override
    public void prefetch(Collection<Cid> cids) {
      blocks.prefetch(cids);
    }
  }

  /// Where the path leads.
  public Cid end() {
    return end;
  }

  /// Gives the next block. The taker may let go of it and read it again: nothing here holds it.
  ///
  /// @return false if there was none left
  /// @throws network.cairn.content.blockservice.BlockNotFound if it is missing: what was given is
  ///   not the whole answer then
  public boolean next(Taker taker) throws IOException {
    while (!open.isEmpty()) {
      Visit visit = open.pop();
      links.remove(1);
      if (++met > most) {
        throw new DagTooLarge(visit.cid(), most + " blocks");
      }
      boolean fresh = !isVirtual(visit.cid()) && isFresh(given, visit.cid());
      boolean leadsOn = !visit.isWhole() || isFresh(entered, visit.cid());
      if (fresh || leadsOn) {
        Block block = blocks.get(visit.cid());
        if (leadsOn) {
          enter(visit, block);
        }
        if (fresh) {
          taker.take(block);
          return true;
        }
      }
    }
    return false;
  }

  /// Whether the CID holds the block's bytes itself.
  private static boolean isVirtual(Cid cid) {
    return cid.multihash().code() == Multihash.IDENTITY;
  }

  private boolean isFresh(FingerprintSet seen, Cid cid) {
    return duplicates || seen.add(cid.multihash(), cid.version() == 0 ? -1 : cid.codec());
  }

  private void enter(Visit visit, Block block) {
    List<Visit> below = visit.below(block);
    links.add(block.cid(), below.size());
    List<Cid> next = below.stream().limit(AHEAD).map(Visit::cid).distinct().toList();
    if (!next.isEmpty()) {
      blocks.prefetch(next);
    }
    below.reversed().forEach(open::push);
  }
}
