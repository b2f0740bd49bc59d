package network.cairn.content.unixfs.format;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import network.cairn.base.tree.Attributes;
import network.cairn.content.unixfs.format.UnixFsNode.Attributed;
import network.cairn.content.unixfs.format.UnixFsNode.DirectoryNode;
import network.cairn.content.unixfs.format.UnixFsNode.FileNode;
import network.cairn.content.unixfs.format.UnixFsNode.FilePart;
import network.cairn.content.unixfs.format.UnixFsNode.ShardNode;
import network.cairn.content.unixfs.format.UnixFsNode.SymlinkNode;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.proto.unixfs.UnixFsData;
import network.cairn.proto.unixfs.UnixTime;

/// Turns a block into a [UnixFsNode] or says why it is none.
final class UnixFsDecoder {
  private static final int MAX_TARGET = 4096;
  private static final int MAX_NANOS = 999_999_999;

  /// Stands in a text for bytes that are none.
  private static final char REPLACED = '\uFFFD';

  private final Block block;

  private UnixFsDecoder(Block block) {
    this.block = block;
  }

  static Attributed decode(Block block) {
    if (block.cid().codec() == Multicodec.RAW) {
      return new Attributed(new FileNode(block.bytes(), block.size(), List.of()), Attributes.NONE);
    }
    UnixFsDecoder decoder = new UnixFsDecoder(block);
    if (block.cid().codec() != Multicodec.DAG_PB) {
      throw decoder.invalid("its codec is " + Multicodec.describe(block.cid().codec()));
    }
    return decoder.decode();
  }

  private Attributed decode() {
    PbNode node = PbNode.decode(block.bytes());
    byte[] field = node.data().orElseThrow(() -> invalid("its data field is missing"));
    try {
      UnixFsData data = UnixFsData.parseFrom(field);
      return new Attributed(node(node, data), attributes(data));
    } catch (InvalidProtocolBufferException e) {
      throw new InvalidUnixFs("block " + block.cid() + " is no UnixFS node: " + e.getMessage(), e);
    }
  }

  /// A time that is none, and bits that are no permissions, count for nothing, as in Kubo.
  private static Attributes attributes(UnixFsData data) {
    Optional<Instant> time = Optional.empty();
    if (data.hasMtime()) {
      UnixTime kept = data.getMtime();
      int nanos = kept.getFractionalNanoseconds();
      boolean whole = !kept.hasFractionalNanoseconds();
      if (whole || (nanos >= 1 && nanos <= MAX_NANOS)) {
        time = instant(kept.getSeconds(), nanos);
      }
    }
    return new Attributes(data.getMode() & Attributes.MODE_BITS, time);
  }

  private static Optional<Instant> instant(long seconds, int nanos) {
    boolean possible =
        seconds >= Instant.MIN.getEpochSecond() && seconds <= Instant.MAX.getEpochSecond();
    return possible ? Optional.of(Instant.ofEpochSecond(seconds, nanos)) : Optional.empty();
  }

  private UnixFsNode node(PbNode node, UnixFsData data) {
    return switch (data.getType()) {
      case RAW, FILE -> file(node, data);
      case DIRECTORY -> new DirectoryNode(uniqueNames(node.links()));
      case HAMT_SHARD -> shard(node, data);
      case SYMLINK -> symlink(data);
      case METADATA -> throw invalid("the type metadata is not used by anyone");
    };
  }

  private FileNode file(PbNode node, UnixFsData data) {
    if (data.getBlocksizesCount() != node.links().size()) {
      throw invalid(
          node.links().size() + " links, but " + data.getBlocksizesCount() + " block sizes");
    }
    long sum = data.getData().size();
    List<FilePart> parts = new ArrayList<>(node.links().size());
    for (int i = 0; i < node.links().size(); i++) {
      long size = data.getBlocksizes(i);
      sum += size;
      if (size < 0 || sum < 0) {
        throw invalid("its block sizes exceed 2^63");
      }
      parts.add(new FilePart(node.links().get(i), size));
    }
    if (data.hasFilesize() && data.getFilesize() != sum) {
      throw invalid("file size " + data.getFilesize() + ", but its parts have " + sum + " bytes");
    }
    return new FileNode(data.getData().toByteArray(), sum, List.copyOf(parts));
  }

  private ShardNode shard(PbNode node, UnixFsData data) {
    long fanout = data.getFanout();
    if (!UnixFsEncoder.legalFanout(fanout)) {
      throw invalid("fanout " + fanout + " is no power of two from 8 to 1024");
    }
    if (data.getHashType() != UnixFsEncoder.MURMUR3) {
      throw invalid(
          "shard hash 0x" + Long.toHexString(data.getHashType()) + " is not murmur3-x64-64");
    }
    ShardNode shard = new ShardNode((int) fanout, node.links());
    int slots = 0;
    for (PbLink link : node.links()) {
      int slot = slot(link, shard.prefixLength());
      if (slot < slots || slot >= fanout) {
        throw invalid("slot '" + link.name() + "' is out of order or beyond fanout " + fanout);
      }
      slots = slot + 1;
    }
    return shard;
  }

  private int slot(PbLink link, int digits) {
    String name = link.name();
    if (name.length() < digits) {
      throw invalid("link '" + name + "' lacks a slot of " + digits + " digits");
    }
    // Not what Integer takes for a number: signs, and digits of other scripts.
    if (!name.chars().limit(digits).allMatch(HexFormat::isHexDigit)) {
      throw invalid("link '" + name + "' names no slot");
    }
    return HexFormat.fromHexDigits(name, 0, digits);
  }

  private SymlinkNode symlink(UnixFsData data) {
    if (data.getData().size() > MAX_TARGET) {
      throw invalid(
          "symlink target of " + data.getData().size() + " bytes; the limit is " + MAX_TARGET);
    }
    return new SymlinkNode(data.getData().toStringUtf8());
  }

  private List<PbLink> uniqueNames(List<PbLink> links) {
    Set<Object> names = HashSet.newHashSet(links.size());
    for (PbLink link : links) {
      // Names that are no text may differ in bytes only.
      boolean replaced = link.name().indexOf(REPLACED) >= 0;
      if (!names.add(replaced ? ByteBuffer.wrap(link.nameBytes()) : link.name())) {
        throw invalid("two entries are named '" + link.name() + "'");
      }
    }
    return links;
  }

  private InvalidUnixFs invalid(String why) {
    return new InvalidUnixFs("block " + block.cid() + " is no UnixFS node: " + why);
  }
}
