package network.cairn.content.exchange;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;

/// An exchange without peers.
record Offline() implements Exchange, ExchangeSession {
  @Override
  public ExchangeSession session(Cid root) {
    return this;
  }

  @Override
  public boolean isOnline() {
    return false;
  }

  @Override
  public Optional<Block> get(Cid cid, Duration timeout, BooleanSupplier over) {
    return Optional.empty();
  }

  @Override
  public void prefetch(Collection<Cid> cids) {
    // There is nobody to ask.
  }

  @Override
  public void close() {
    // Nothing was opened.
  }
}
