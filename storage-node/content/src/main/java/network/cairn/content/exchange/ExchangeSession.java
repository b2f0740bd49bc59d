package network.cairn.content.exchange;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;

/// Fetches related blocks from others. Thread-safe; closing cancels what is still wanted.
public interface ExchangeSession extends AutoCloseable {
  /// As [#get(Cid, Duration, BooleanSupplier)], for a caller who stays.
  default Optional<Block> get(Cid cid, Duration timeout) throws InterruptedException {
    return get(cid, timeout, () -> false);
  }

  /// Waits for a block, whose bytes match its CID.
  ///
  /// @param timeout how long to wait at most
  /// @param over asked several times a second; once true nobody waits any more, and the want is
  ///   withdrawn
  /// @return empty if nobody gave it in time
  /// @throws InterruptedException if the calling thread is interrupted; the want is withdrawn
  Optional<Block> get(Cid cid, Duration timeout, BooleanSupplier over) throws InterruptedException;

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
