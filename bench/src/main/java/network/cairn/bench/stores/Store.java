package network.cairn.bench.stores;

import java.io.IOException;
import network.cairn.ipld.dag.Block;

/// What the comparison asks of a store.
interface Store extends AutoCloseable {
  String name();

  void put(Block block) throws IOException;

  /// Everything put so far survives a power loss when this returns.
  void commit() throws IOException;

  /// The bytes of a block that was put.
  byte[] get(Block block) throws IOException;

  @Override
  void close() throws IOException;
}
