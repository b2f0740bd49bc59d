package network.cairn.store.blockstore;

import java.util.List;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;

/// Reads the links of a block, as its codec says; an unknown codec has none. Thread-safe.
public interface LinkReader {
  List<Cid> links(Block block);
}
