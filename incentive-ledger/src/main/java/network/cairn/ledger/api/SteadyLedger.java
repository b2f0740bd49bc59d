package network.cairn.ledger.api;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import network.cairn.ledger.rules.Owned;
import network.cairn.ledger.types.Address;
import network.cairn.proto.comet.LightBlock;

/// A far ledger for who must prove whatever this machine's clock says (docs/protocol.md §9): the
/// newest state counts as long as the ledger goes on, by a clock that never steps. All else is the
/// ledger's; closing it closes nothing.
record SteadyLedger(RemoteLedger ledger) implements LedgerClient {
  @Override
  public Reading read(List<byte[]> keys, long height, boolean prove) {
    return prove && height == 0 ? ledger.readSteadily(keys) : ledger.read(keys, height, prove);
  }

  @Override
  public String place() {
    return ledger.place();
  }

  @Override
  public NodeStatus status() {
    return ledger.status();
  }

  @Override
  public Optional<Duration> clockAhead() {
    return ledger.clockAhead();
  }

  @Override
  public long provable() {
    return ledger.provable();
  }

  @Override
  public TxReceipt submit(ByteString envelope, WaitFor wait, Duration max) {
    return ledger.submit(envelope, wait, max);
  }

  @Override
  public Optional<TxReceipt> tx(ByteString bodyId) {
    return ledger.tx(bodyId);
  }

  @Override
  public Optional<Proved<TxReceipt>> outcome(ByteString envelope) {
    return ledger.outcome(envelope);
  }

  @Override
  public ScanPage scan(byte[] prefix, byte[] after, int limit) {
    return ledger.scan(prefix, after, limit);
  }

  @Override
  public OwnedPage owned(Owned.Kind kind, Address owner, long after, int limit) {
    return ledger.owned(kind, owner, after, limit);
  }

  @Override
  public Events events(Events.Cursor after, EventFilter filter, int limit, Duration wait) {
    return ledger.events(after, filter, limit, wait);
  }

  @Override
  public Optional<BlockTxs> block(long height) {
    return ledger.block(height);
  }

  @Override
  public Optional<LightBlock> lightBlock(long height) {
    return ledger.lightBlock(height);
  }

  @Override
  public ByteString handOver(ByteString receipt) {
    return ledger.handOver(receipt);
  }

  @Override
  public void close() {}
}
