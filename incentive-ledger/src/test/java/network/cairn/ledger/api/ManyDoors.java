package network.cairn.ledger.api;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.rules.Owned;
import network.cairn.ledger.types.Address;
import network.cairn.proto.comet.LightBlock;

/// A client of several doors, and a ledger that lags.
public final class ManyDoors {
  private ManyDoors() {}

  static URI url(int number) {
    return URI.create("http://127.0.0.1:" + (number + 1));
  }

  /// @param doors in the order in which they are asked
  public static RemoteLedger over(
      NetworkFile network, List<? extends LedgerTransport> doors, InstantSource clock) {
    return over(network, doors, clock, System::nanoTime, HeadStore.none());
  }

  public static RemoteLedger over(
      NetworkFile network,
      List<? extends LedgerTransport> doors,
      InstantSource clock,
      LongSupplier nanos,
      HeadStore heads) {
    return over(network, doors, clock, nanos, Pause::sleep, heads);
  }

  static RemoteLedger over(
      NetworkFile network,
      List<? extends LedgerTransport> doors,
      InstantSource clock,
      LongSupplier nanos,
      Pause pause,
      HeadStore heads) {
    Map<URI, LedgerTransport> byUrl = new LinkedHashMap<>();
    doors.forEach(door -> byUrl.put(url(byUrl.size()), door));
    return RemoteLedger.ofMany(network, byUrl, clock, nanos, pause, heads);
  }

  /// A ledger that knows nothing above a height.
  public static LedgerClient behind(LedgerClient ledger, LongSupplier height) {
    return new Behind(ledger, height);
  }

  private record Behind(LedgerClient ledger, LongSupplier height) implements LedgerClient {
    @Override
    public NodeStatus status() {
      NodeStatus now = ledger.status();
      return new NodeStatus(
          now.chainId(),
          now.chainRef(),
          Math.min(now.height(), height.getAsLong()),
          now.appHash(),
          now.time(),
          now.catchingUp(),
          now.blockIntervalMs());
    }

    @Override
    public Optional<Origin> origin() {
      return ledger.origin();
    }

    @Override
    public TxReceipt submit(com.google.protobuf.ByteString envelope, WaitFor wait, Duration max) {
      return ledger.submit(envelope, wait, max);
    }

    @Override
    public Optional<TxReceipt> tx(com.google.protobuf.ByteString bodyId) {
      return ledger.tx(bodyId).filter(tx -> tx.height() < height.getAsLong());
    }

    @Override
    public Optional<Proved<TxReceipt>> outcome(com.google.protobuf.ByteString envelope) {
      return ledger.outcome(envelope).filter(tx -> tx.height() < height.getAsLong());
    }

    @Override
    public Reading read(List<byte[]> keys, long at, boolean prove) {
      return ledger.read(keys, at == 0 ? height.getAsLong() - 1 : at, prove);
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
    public Optional<LightBlock> lightBlock(long at) {
      return at > height.getAsLong()
          ? Optional.empty()
          : ledger.lightBlock(at == 0 ? height.getAsLong() : at);
    }

    @Override
    public void close() {}
  }
}
