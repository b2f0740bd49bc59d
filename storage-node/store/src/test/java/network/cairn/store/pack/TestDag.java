package network.cairn.store.pack;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.testing.Property;

/// Blocks and DAGs in a codec of the tests' own: a count byte, the links, then anything.
public final class TestDag {
  private TestDag() {}

  public static Block leaf(Random random, int size) {
    return raw(Property.bytes(random, size));
  }

  public static Block raw(byte[] content) {
    return Block.of(Cid.v1(Multicodec.RAW, Multihash.sha256(content)), content);
  }

  public static Block node(Random random, List<Block> children) {
    ByteBuffer buffer = ByteBuffer.allocate(1 + children.size() * 64 + 8);
    buffer.put((byte) children.size());
    children.forEach(child -> child.cid().write(buffer));
    buffer.putLong(random.nextLong());
    byte[] content = java.util.Arrays.copyOf(buffer.array(), buffer.position());
    return Block.of(Cid.v1(Multicodec.DAG_CBOR, Multihash.sha256(content)), content);
  }

  /// A tree; the root is the last block.
  public static List<Block> tree(Random random, int leaves, int leafSize) {
    List<Block> all = new ArrayList<>();
    List<Block> level = new ArrayList<>();
    for (int i = 0; i < leaves; i++) {
      level.add(leaf(random, 1 + random.nextInt(leafSize)));
    }
    all.addAll(level);
    do {
      List<Block> above = new ArrayList<>();
      for (int i = 0; i < level.size(); i += 3) {
        above.add(node(random, level.subList(i, Math.min(i + 3, level.size()))));
      }
      all.addAll(above);
      level = above;
    } while (level.size() > 1);
    return all;
  }

  public static List<Cid> links(Block block) {
    if (block.cid().codec() != Multicodec.DAG_CBOR) {
      return List.of();
    }
    ByteBuffer buffer = ByteBuffer.wrap(block.bytes());
    int count = buffer.get();
    List<Cid> links = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      links.add(Cid.read(buffer));
    }
    return links;
  }

  /// A CARv1 of the blocks.
  public static byte[] car(List<Block> blocks) {
    int size = Pack.header().remaining();
    for (Block block : blocks) {
      size += Appender.sectionSize(block.cid(), block.size());
    }
    ByteBuffer buffer = ByteBuffer.allocate(size).put(Pack.header());
    for (Block block : blocks) {
      network.cairn.base.varint.Varint.write(
          buffer, (long) block.cid().byteLength() + block.size());
      block.cid().write(buffer);
      buffer.put(block.bytes());
    }
    return buffer.array();
  }
}
