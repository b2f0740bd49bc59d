package network.cairn.ledger.api;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import network.cairn.ledger.rules.Owned;
import network.cairn.ledger.types.Address;

/// A ledger that has nothing but what a test adds.
public abstract class HeadersAlone implements LedgerClient {
  @Override
  public NodeStatus status() {
    throw new LedgerUnavailable("not here");
  }

  @Override
  public TxReceipt submit(ByteString envelope, WaitFor wait, Duration max) {
    throw new LedgerUnavailable("not here");
  }

  @Override
  public Optional<TxReceipt> tx(ByteString bodyId) {
    throw new LedgerUnavailable("not here");
  }

  @Override
  public Optional<Proved<TxReceipt>> outcome(ByteString envelope) {
    throw new LedgerUnavailable("not here");
  }

  @Override
  public Reading read(List<byte[]> keys, long height, boolean prove) {
    throw new LedgerUnavailable("not here");
  }

  @Override
  public ScanPage scan(byte[] prefix, byte[] after, int limit) {
    throw new LedgerUnavailable("not here");
  }

  @Override
  public OwnedPage owned(Owned.Kind kind, Address owner, long after, int limit) {
    throw new LedgerUnavailable("not here");
  }

  @Override
  public Events events(Events.Cursor after, EventFilter filter, int limit, Duration wait) {
    throw new LedgerUnavailable("not here");
  }

  @Override
  public void close() {}
}
