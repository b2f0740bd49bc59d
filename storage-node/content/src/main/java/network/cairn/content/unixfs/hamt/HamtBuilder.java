package network.cairn.content.unixfs.hamt;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import network.cairn.base.tree.Attributes;
import network.cairn.content.unixfs.format.InvalidUnixFs;
import network.cairn.content.unixfs.format.NodeSink;
import network.cairn.content.unixfs.format.NodeSink.Stored;
import network.cairn.content.unixfs.format.UnixFsEncoder;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.codec.dagpb.PbNode;

/// Builds a sharded directory from all of its entries at once.
///
/// Entries are sorted by the hash of their name, so that those of one slot lie side by side at
/// every depth; each shard is built once and its children before it. A slot with one entry holds
/// it, one with more a further shard.
public final class HamtBuilder {
  private final int fanout;
  private final int bits;
  private final NodeSink sink;

  /// @param fanout slots of a shard: a power of two from 8 to 1024
  public HamtBuilder(int fanout, NodeSink sink) {
    this.fanout = fanout;
    this.bits = Integer.numberOfTrailingZeros(fanout);
    this.sink = sink;
  }

  private record Placed(long hash, PbLink link) {}

  /// Builds the shards and returns the root.
  ///
  /// @param kept of the root
  /// @throws InvalidUnixFs if two names have the same hash, which no shard can hold
  public Stored build(List<PbLink> entries, Attributes kept) {
    List<Placed> placed = new ArrayList<>(entries.size());
    entries.forEach(link -> placed.add(new Placed(NameHash.of(link.name()), link)));
    placed.sort(Comparator.comparingLong(p -> p.hash() ^ Long.MIN_VALUE));
    return shard(placed, 0, kept);
  }

  /// @param depth bits of the hash that the entries have in common
  private Stored shard(List<Placed> entries, int depth, Attributes kept) {
    if (depth + bits > Long.SIZE) {
      throw new InvalidUnixFs(
          "the names '"
              + entries.get(0).link().name()
              + "' and '"
              + entries.get(1).link().name()
              + "' have the same hash; rename one");
    }
    BitSet occupied = new BitSet(fanout);
    List<PbLink> slots = new ArrayList<>();
    int from = 0;
    while (from < entries.size()) {
      int slot = slot(entries.get(from), depth);
      int to = from + 1;
      while (to < entries.size() && slot(entries.get(to), depth) == slot) {
        to++;
      }
      occupied.set(slot);
      slots.add(link(slot, entries.subList(from, to), depth));
      from = to;
    }
    return sink.put(new PbNode(slots, Optional.of(UnixFsEncoder.shard(occupied, fanout, kept))));
  }

  private PbLink link(int slot, List<Placed> entries, int depth) {
    if (entries.size() == 1) {
      PbLink entry = entries.getFirst().link();
      return new PbLink(entry.cid(), prefix(slot) + entry.name(), entry.tsize());
    }
    Stored child = shard(entries, depth + bits, Attributes.NONE);
    return new PbLink(child.cid(), prefix(slot), child.dagSize());
  }

  private int slot(Placed entry, int depth) {
    return (int) (entry.hash() << depth >>> (Long.SIZE - bits));
  }

  private String prefix(int slot) {
    String digits = Integer.toHexString(slot).toUpperCase(Locale.ROOT);
    int width = Integer.toHexString(fanout - 1).length();
    return "0".repeat(width - digits.length()) + digits;
  }
}
