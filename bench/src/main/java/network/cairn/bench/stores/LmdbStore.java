package network.cairn.bench.stores;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.ipld.dag.Block;
import org.lmdbjava.ByteBufferProxy;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.Txn;

/// Blocks as values of one LMDB: a commit is one transaction with LMDB's own fsync. Values are
/// written straight into LMDB's page (`reserve`), the cheapest way it has.
final class LmdbStore implements Store {
  private static final long MAP = 1L << 38;
  private static final long PENDING_BYTES = 64L << 20;

  private final Env<ByteBuffer> env;
  private final Dbi<ByteBuffer> blocks;
  private final List<Block> pending = new ArrayList<>();
  private long pendingBytes;

  LmdbStore(Path folder) throws IOException {
    Files.createDirectories(folder);
    env =
        Env.create(ByteBufferProxy.PROXY_OPTIMAL)
            .setMapSize(MAP)
            .setMaxDbs(1)
            .open(folder.toFile(), EnvFlags.MDB_NORDAHEAD);
    blocks = env.openDbi("blocks", DbiFlags.MDB_CREATE);
  }

  @Override
  public String name() {
    return "LMDB only";
  }

  @Override
  public void put(Block block) {
    pending.add(block);
    pendingBytes += block.size();
    if (pendingBytes >= PENDING_BYTES) {
      commit();
    }
  }

  @Override
  public void commit() {
    try (Txn<ByteBuffer> txn = env.txnWrite()) {
      for (Block block : pending) {
        blocks.reserve(txn, key(block), block.size()).put(block.bytes());
      }
      txn.commit();
    }
    pending.clear();
    pendingBytes = 0;
  }

  private static ByteBuffer key(Block block) {
    byte[] key = block.cid().multihash().bytes();
    return ByteBuffer.allocateDirect(key.length).put(key).flip();
  }

  @Override
  public byte[] get(Block block) {
    try (Txn<ByteBuffer> txn = env.txnRead()) {
      ByteBuffer value = Optional.ofNullable(blocks.get(txn, key(block))).orElseThrow();
      byte[] bytes = new byte[value.remaining()];
      value.get(bytes);
      return bytes;
    }
  }

  @Override
  public void close() {
    env.close();
  }
}
