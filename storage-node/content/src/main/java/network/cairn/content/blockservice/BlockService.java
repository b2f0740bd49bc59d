package network.cairn.content.blockservice;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import network.cairn.base.time.Deadline;
import network.cairn.base.time.Scheduler;
import network.cairn.content.exchange.Exchange;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.store.blockstore.Blockstore;

/// The node's blocks: the local store, and behind it whoever the exchange can ask. Thread-safe.
public final class BlockService {
  private final Blockstore store;
  private final Exchange exchange;
  private final Hashing hashing;
  private final Scheduler scheduler;

  /// @param exchange [Exchange#offline] for local blocks only
  /// @param hashing the functions a fetched block may be named by
  public BlockService(Blockstore store, Exchange exchange, Hashing hashing, Scheduler scheduler) {
    this.store = store;
    this.exchange = exchange;
    this.hashing = hashing;
    this.scheduler = scheduler;
  }

  /// Opens a session for the blocks below a root; close it to keep for good what it fetched.
  ///
  /// @param timeout how long each block may take
  public BlockSession session(Cid root, Duration timeout) {
    return session(root, Deadline.none(), timeout);
  }

  /// As [#session(Cid, Duration)], for a caller with a deadline: it is asked before each block,
  /// also those that are here, and told of each wait for others.
  ///
  /// @param patience how long each block may take where the caller set no time
  public BlockSession session(Cid root, Deadline deadline, Duration patience) {
    return session(root, deadline, patience, List.of());
  }

  /// As [#session(Cid, Deadline, Duration)], for a caller who names servers to be asked as well.
  public BlockSession session(Cid root, Deadline deadline, Duration patience, List<URI> servers) {
    return new BlockSession(
        store, exchange, () -> exchange.session(root, servers), hashing, deadline, patience);
  }

  /// One block, by itself.
  ///
  /// @throws BlockNotFound if it is not here and nobody gave it in time
  public Block get(Cid cid, Duration timeout) {
    try (BlockSession session = session(cid, timeout)) {
      return session.get(cid);
    }
  }

  /// Keeps a block; durable when this returns.
  public void put(Block block) {
    store.put(block);
  }

  /// Fetches what is missing of the DAG below a root; everything fetched is durable when this
  /// returns.
  ///
  /// @param timeout how long each block may take
  /// @return number of different blocks and their bytes
  public DagWalk.Totals fetchAll(Cid root, Duration timeout, DagWalk.Visitor visitor)
      throws InterruptedException {
    try (BlockSession session = session(root, timeout)) {
      DagWalk.Totals totals =
          new DagWalk(session, scheduler, DagWalk.Limits.standard()).walk(root, visitor);
      session.commit();
      return totals;
    }
  }
}
