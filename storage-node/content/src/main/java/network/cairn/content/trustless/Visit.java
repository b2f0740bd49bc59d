package network.cairn.content.trustless;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.content.unixfs.format.InvalidUnixFs;
import network.cairn.content.unixfs.format.UnixFsNode;
import network.cairn.content.unixfs.format.UnixFsNode.FileNode;
import network.cairn.content.unixfs.format.UnixFsNode.FilePart;
import network.cairn.content.unixfs.format.UnixFsNode.ShardNode;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.dag.Links;
import network.cairn.ipld.multicodec.Multicodec;

/// A block that the walk comes to, and as what: that says where it goes from there.
sealed interface Visit {
  int MAX_DEPTH = 64;

  Cid cid();

  /// Where the walk goes from the block, in order.
  ///
  /// @throws InvalidUnixFs if the block is not what it was linked as
  List<Visit> below(Block block);

  /// Whether the walk goes to all that such a visit of the block could lead to, so that there is
  /// nothing to be found by a second one.
  default boolean isWhole() {
    return true;
  }

  /// Only the block.
  record Alone(Cid cid) implements Visit {
    @Override
    public List<Visit> below(Block block) {
      return List.of();
    }
  }

  /// The block and all below.
  record Everything(Cid cid) implements Visit {
    @Override
    public List<Visit> below(Block block) {
      return Links.of(block).stream().<Visit>map(Everything::new).toList();
    }
  }

  /// A file or a part of one, as far as it holds bytes of a range.
  ///
  /// @param size bytes that it holds, as its parent says
  /// @param depth below the file's root
  record Part(Cid cid, long size, Span span, int depth) implements Visit {
    @Override
    public boolean isWhole() {
      return span.covers(size);
    }

    @Override
    public List<Visit> below(Block block) {
      if (!(UnixFsNode.decode(block) instanceof FileNode node) || node.size() != size) {
        throw new InvalidUnixFs(
            "block " + cid + " is not the part of " + size + " bytes it is linked as");
      }
      if (depth == MAX_DEPTH) {
        throw new InvalidUnixFs("a file's nodes are nested deeper than " + MAX_DEPTH);
      }
      List<Visit> below = new ArrayList<>();
      long at = node.data().length;
      for (FilePart part : node.children()) {
        if (isWhole() || span.meets(at, part.size())) {
          below.add(
              new Part(part.link().cid(), part.size(), span.within(at, part.size()), depth + 1));
        }
        at += part.size();
      }
      return below;
    }
  }

  /// A node of a sharded directory, and those below it, without the entries.
  ///
  /// @param fanout slots of each
  /// @param depth below the directory's root
  record Shard(Cid cid, int fanout, int depth) implements Visit {
    @Override
    public List<Visit> below(Block block) {
      if (!(UnixFsNode.decode(block) instanceof ShardNode shard) || shard.fanout() != fanout) {
        throw new InvalidUnixFs(
            "block " + cid + " below a shard of " + fanout + " slots is no such shard itself");
      }
      if ((depth + 1) * Integer.numberOfTrailingZeros(fanout) > Long.SIZE) {
        throw new InvalidUnixFs("a directory's shards are nested deeper than its hashes go");
      }
      return shard.slots().stream()
          .filter(link -> link.name().length() == shard.prefixLength())
          .<Visit>map(link -> new Shard(link.cid(), fanout, depth + 1))
          .toList();
    }
  }

  /// The first visit: of the block at the end of a path.
  ///
  /// @throws InvalidSelection if a file ends before the range begins
  static Visit of(Block block, Selection selection) {
    return switch (selection.scope()) {
      case BLOCK -> new Alone(block.cid());
      case ALL -> new Everything(block.cid());
      case ENTITY -> entity(block, selection.bytes());
    };
  }

  private static Visit entity(Block block, Optional<EntityBytes> bytes) {
    Cid cid = block.cid();
    if (cid.codec() != Multicodec.DAG_PB && cid.codec() != Multicodec.RAW) {
      return new Alone(cid);
    }
    try {
      return switch (UnixFsNode.decode(block)) {
        case FileNode file -> {
          Span span = bytes.map(b -> b.in(file.size())).orElse(new Span(0, file.size()));
          yield span.isEmpty() ? new Alone(cid) : new Part(cid, file.size(), span, 0);
        }
        case ShardNode shard -> new Shard(cid, shard.fanout(), 0);
        case UnixFsNode.DirectoryNode _, UnixFsNode.SymlinkNode _ -> new Alone(cid);
      };
    } catch (InvalidUnixFs _) {
      return new Alone(cid);
    }
  }
}
