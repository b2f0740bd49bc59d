package network.cairn.content.trustless;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.content.blockservice.BlockNotFound;
import network.cairn.content.blockservice.BlockSource;
import network.cairn.content.unixfs.ContentPath;
import network.cairn.content.unixfs.TreeRoom;
import network.cairn.content.unixfs.UnixFs;
import network.cairn.ipld.car.CarReader;
import network.cairn.ipld.car.Section;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.dag.Links;
import network.cairn.ipld.multihash.Multihash;

/// Blocks in memory, of a CAR or made by a test.
final class CarBlocks implements BlockSource {
  final Map<Cid, Block> blocks = new LinkedHashMap<>();

  static CarBlocks of(byte[] bytes) throws IOException {
    CarBlocks car = new CarBlocks();
    CarReader reader = new CarReader(new ByteArrayInputStream(bytes));
    for (Optional<Section> next = reader.next(); next.isPresent(); next = reader.next()) {
      car.blocks.put(next.get().block().cid(), next.get().block());
    }
    return car;
  }

  Cid put(long codec, byte[] bytes) {
    Cid cid = Cid.v1(codec, Multihash.sha256(bytes));
    blocks.put(cid, Block.of(cid, bytes));
    return cid;
  }

  @Override
  public Block get(Cid cid) {
    if (cid.multihash().code() == Multihash.IDENTITY) {
      return Block.of(cid, cid.multihash().digest());
    }
    Block block = blocks.get(cid);
    if (block == null) {
      throw new BlockNotFound(cid, "the test lacks it");
    }
    return block;
  }

  /// The block that no other links to, and that has an entry of this name.
  Cid root(String entry) {
    for (Block block : blocks.values()) {
      if (block.cid().codec() == 0x70
          && PbNode.decode(block.bytes()).links().stream()
              .anyMatch(link -> link.name().endsWith(entry))
          && blocks.values().stream().noneMatch(b -> Links.of(b).contains(block.cid()))) {
        return block.cid();
      }
    }
    throw new AssertionError("no root has an entry " + entry);
  }

  Cid at(Cid root, String... names) {
    return new UnixFs(this).resolve(ContentPath.of(root, List.of(names))).cid();
  }

  /// Everything below, depth first, each time it is met.
  List<Cid> below(Cid cid) {
    List<Cid> all = new ArrayList<>();
    for (Cid link : Links.of(get(cid))) {
      all.add(link);
      all.addAll(below(link));
    }
    return all;
  }

  /// What a walk gives.
  List<Cid> selected(ContentPath path, Selection selection) throws IOException {
    List<Cid> given = new ArrayList<>();
    SelectedBlocks walk = SelectedBlocks.of(path, this, selection, TreeRoom.unbounded());
    while (walk.next(block -> given.add(block.cid()))) {}
    return given;
  }
}
