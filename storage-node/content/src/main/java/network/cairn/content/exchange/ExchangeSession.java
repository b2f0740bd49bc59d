package network.cairn.content.exchange;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;

/// Fetches related blocks from others. Thread-safe; closing cancels what is still wanted.
public interface ExchangeSession extends AutoCloseable {
  /// Waits for a block, whose bytes match its CID.
  ///
  /// @param timeout how long to wait at most
  /// @return empty if nobody gave it in time
  /// @throws InterruptedException if the calling thread is interrupted; the want is withdrawn
  Optional<Block> get(Cid cid, Duration timeout) throws InterruptedException;

  /// Starts fetching blocks that will be asked for soon, in this order; the session bounds how many
  /// it remembers.
  void prefetch(Collection<Cid> cids);

  /// What was tried so far, for people whose block nobody gave; empty if there is nothing to say.
  default String searched() {
    return "";
  }

  @Override
  void close();
}
