package network.cairn.app.demo;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import network.cairn.ledger.api.EventFilter;
import network.cairn.ledger.api.Events;
import network.cairn.ledger.api.LedgerClient;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.NodeStatus;
import network.cairn.ledger.api.OwnedPage;
import network.cairn.ledger.api.Proved;
import network.cairn.ledger.api.Reading;
import network.cairn.ledger.api.ScanPage;
import network.cairn.ledger.api.TxReceipt;
import network.cairn.ledger.api.WaitFor;
import network.cairn.ledger.rules.Owned;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.SignedTx;
import network.cairn.ledger.types.TxBody;
import network.cairn.proto.comet.LightBlock;

/// A ledger that answers from a test's values and receipts.
final class FakeLedger implements LedgerClient {
  static final TxReceipt DONE = receipt(12, 0, "");
  static final TxReceipt WAITING = receipt(0, 0, "");

  final Values state = new Values();
  final List<TxBody> submitted = new ArrayList<>();
  final Deque<TxReceipt> receipts = new ArrayDeque<>();

  /// How many reads were proved, and what happens before one is answered.
  final List<Integer> reads = new ArrayList<>();

  private Runnable beforeRead = () -> {};
  private boolean silent;
  private boolean closed;

  static TxReceipt receipt(long height, int code, String reason) {
    return new TxReceipt(ByteString.EMPTY, height, 0, code, ByteString.EMPTY, reason, "why");
  }

  void silent(boolean is) {
    silent = is;
  }

  void beforeRead(Runnable what) {
    beforeRead = what;
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public NodeStatus status() {
    if (silent) {
      throw new LedgerUnavailable("nobody answers");
    }
    return new NodeStatus(
        "cairn-dev-demo", ByteString.EMPTY, 10, ByteString.EMPTY, Instant.EPOCH, false, 250);
  }

  @Override
  public TxReceipt submit(ByteString envelope, WaitFor wait, Duration max) {
    submitted.add(TxBody.decode(SignedTx.decode(envelope).body()));
    return receipts.isEmpty() ? DONE : receipts.removeFirst();
  }

  @Override
  public Reading read(List<byte[]> keys, long height, boolean prove) {
    if (!prove || height != 0) {
      throw new IllegalStateException("what is not proved is not to be believed");
    }
    beforeRead.run();
    reads.add(keys.size());
    List<Reading.Item> items = new ArrayList<>();
    for (byte[] key : keys) {
      items.add(
          new Reading.Item(
              ByteString.copyFrom(key),
              state.get(key).map(ByteString::copyFrom),
              ByteString.EMPTY));
    }
    return new Reading(9, items, Optional.empty());
  }

  @Override
  public Optional<Proved<TxReceipt>> outcome(ByteString envelope) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<TxReceipt> tx(ByteString bodyId) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ScanPage scan(byte[] prefix, byte[] after, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public OwnedPage owned(Owned.Kind kind, Address owner, long after, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Events events(Events.Cursor after, EventFilter filter, int limit, Duration wait) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<LightBlock> lightBlock(long height) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    closed = true;
  }
}
