package network.cairn.content.unixfs.hamt;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import network.cairn.content.blockservice.BlockSource;
import network.cairn.content.unixfs.format.NodeSink;
import network.cairn.content.unixfs.format.UnixFsEncoder;
import network.cairn.content.unixfs.format.UnixFsNode;
import network.cairn.content.unixfs.format.UnixFsNode.ShardNode;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;

/// Shards in memory; remembers what is read and announced.
final class ShardBlocks implements NodeSink, BlockSource {
  final Map<Cid, Block> blocks = new HashMap<>();
  final List<Cid> read = new ArrayList<>();
  final List<Cid> announced = new ArrayList<>();

  @Override
  public Stored put(PbNode node) {
    byte[] bytes = node.encode();
    Cid cid = Cid.v1(Multicodec.DAG_PB, Multihash.sha256(bytes));
    blocks.put(cid, Block.of(cid, bytes));
    return new Stored(cid, bytes.length + node.links().stream().mapToLong(PbLink::tsize).sum());
  }

  @Override
  public Block get(Cid cid) {
    read.add(cid);
    return Objects.requireNonNull(blocks.get(cid));
  }

  @Override
  public void prefetch(Collection<Cid> cids) {
    announced.addAll(cids);
  }

  Block block(Cid cid) {
    return Objects.requireNonNull(blocks.get(cid));
  }

  /// Puts a shard with these links, whatever they are.
  Cid shard(int fanout, PbLink... links) {
    return put(new PbNode(List.of(links), Optional.of(UnixFsEncoder.shard(new BitSet(), fanout))))
        .cid();
  }

  /// Puts a shard whose slots all hold the same block.
  Cid full(int fanout, Cid below) {
    PbLink[] links = new PbLink[fanout];
    int digits = Integer.toHexString(fanout - 1).length();
    for (int i = 0; i < fanout; i++) {
      links[i] = new PbLink(below, String.format("%0" + digits + "X", i), 1);
    }
    return shard(fanout, links);
  }

  ShardNode root(Cid cid) {
    return (ShardNode) UnixFsNode.decode(Objects.requireNonNull(blocks.get(cid)));
  }

  /// The names that a reader lists.
  List<String> list(Cid root) {
    List<String> names = new ArrayList<>();
    new HamtReader(this).entries(root(root)).forEachRemaining(entry -> names.add(entry.name()));
    return names;
  }

  Optional<PbLink> lookup(Cid root, String name) {
    return new HamtReader(this).lookup(root(root), name);
  }
}
