package network.cairn.http.rpc.kubo;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import network.cairn.content.unixfs.format.UnixFsEncoder;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagcbor.DagCbor;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.model.Node;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.store.blockstore.Blockstore;

/// Few blocks with more paths than anybody can walk, or with something else that no importer makes.
enum HostileDag {
  /// Every slot of every level holds the same shard; the deepest one has an entry.
  SHARDS_THAT_MEET {
    @Override
    Cid into(Blockstore store) {
      return shards(store, shard(store, new PbLink(leaf(store), "00name", 1)));
    }
  },
  /// The same without any entry.
  EMPTY_SHARDS {
    @Override
    Cid into(Blockstore store) {
      return shards(store, shard(store));
    }
  },
  /// One shard whose names all stand in slots that are not theirs.
  NAMES_IN_WRONG_PLACES {
    @Override
    Cid into(Blockstore store) {
      Cid leaf = leaf(store);
      return shard(store, links(i -> new PbLink(leaf, slot(i) + "name", 1)));
    }
  },
  /// Every entry of every directory is the same directory.
  DIRECTORIES_THAT_MEET {
    @Override
    Cid into(Blockstore store) {
      return lattice(leaf(store), below -> directory(store, below));
    }
  },
  /// Every part of every node of a file is the same node: 2^56 bytes.
  FILES_THAT_MEET {
    @Override
    Cid into(Blockstore store) {
      long[] size = {1};
      return lattice(
          leaf(store),
          below -> {
            List<Long> sizes = java.util.Collections.nCopies(WIDTH, size[0]);
            size[0] *= WIDTH;
            PbLink[] parts = links(_ -> new PbLink(below, "", 1));
            return pb(store, UnixFsEncoder.fileOf(sizes), parts);
          });
    }
  },
  /// The same in dag-cbor.
  LISTS_THAT_MEET {
    @Override
    Cid into(Blockstore store) {
      return lattice(
          leaf(store),
          below -> {
            List<Node> list = new ArrayList<>();
            for (int i = 0; i < WIDTH; i++) {
              list.add(new Node.Link(below));
            }
            return keep(store, Multicodec.DAG_CBOR, DagCbor.encode(new Node.ListNode(list)));
          });
    }
  };

  private static final int WIDTH = 256;
  private static final int LEVELS = 7;

  /// Keeps the blocks and gives the root.
  abstract Cid into(Blockstore store);

  private interface Level {
    Cid above(Cid below);
  }

  private interface Slot {
    PbLink link(int number);
  }

  private static Cid lattice(Cid leaf, Level level) {
    Cid at = leaf;
    for (int i = 0; i < LEVELS; i++) {
      at = level.above(at);
    }
    return at;
  }

  private static Cid shards(Blockstore store, Cid deepest) {
    return lattice(deepest, below -> shard(store, links(i -> new PbLink(below, slot(i), 1))));
  }

  private static PbLink[] links(Slot slot) {
    PbLink[] links = new PbLink[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      links[i] = slot.link(i);
    }
    return links;
  }

  private static String slot(int number) {
    return (number < 16 ? "0" : "")
        + Integer.toHexString(number).toUpperCase(java.util.Locale.ROOT);
  }

  private static Cid directory(Blockstore store, Cid below) {
    return pb(store, UnixFsEncoder.directory(), links(i -> new PbLink(below, "e" + slot(i), 1)));
  }

  private static Cid shard(Blockstore store, PbLink... links) {
    return pb(store, UnixFsEncoder.shard(new BitSet(), WIDTH), links);
  }

  private static Cid leaf(Blockstore store) {
    return keep(store, Multicodec.RAW, "x".getBytes(StandardCharsets.UTF_8));
  }

  private static Cid pb(Blockstore store, byte[] data, PbLink... links) {
    return keep(store, Multicodec.DAG_PB, PbNode.of(List.of(links), data).encode());
  }

  private static Cid keep(Blockstore store, long codec, byte[] bytes) {
    Cid cid = Cid.v1(codec, Multihash.sha256(bytes));
    store.put(Block.of(cid, bytes));
    return cid;
  }
}
