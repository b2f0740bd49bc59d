package network.cairn.ledger.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.base.time.RealScheduler;
import network.cairn.ledger.api.Events;
import network.cairn.ledger.api.LedgerClient;
import network.cairn.ledger.api.NodeStatus;
import network.cairn.ledger.api.Proved;
import network.cairn.ledger.api.Reading;
import network.cairn.ledger.api.ScanPage;
import network.cairn.ledger.api.TxReceipt;
import network.cairn.ledger.api.WaitFor;
import network.cairn.ledger.rules.StateKeys;
import network.cairn.ledger.types.Address;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.ledger.SetRecord;
import network.cairn.proto.ledger.SetStatus;
import org.junit.jupiter.api.Test;

/// Scans of a state larger than any number of pages that somebody once thought enough.
class LongScanTest {
  private static final Address PROVIDER = new Address(ByteString.copyFrom(new byte[32]));

  /// Shows sets of others, and one of [#PROVIDER] at the end.
  ///
  /// @param stuck whether every page is the first one
  private record ManySets(long sets, boolean stuck) implements LedgerClient {
    @Override
    public ScanPage scan(byte[] prefix, byte[] after, int limit) {
      long first = after.length == 0 || stuck ? 1 : ByteBuffer.wrap(after, 1, 8).getLong() + 1;
      List<Reading.Item> items = new ArrayList<>();
      for (long id = first; id <= sets && items.size() < limit; id++) {
        items.add(
            new Reading.Item(
                ByteString.copyFrom(StateKeys.set(id)),
                Optional.of(id == sets ? own(id) : ByteString.copyFromUtf8("another's")),
                ByteString.EMPTY));
      }
      return new ScanPage(1, items, stuck || first + limit <= sets);
    }

    private static ByteString own(long id) {
      return SetRecord.newBuilder()
          .setId(id)
          .setProvider(PROVIDER.bytes())
          .setStatus(SetStatus.STATUS_LIVE)
          .build()
          .toByteString();
    }

    @Override
    public NodeStatus status() {
      return new NodeStatus(
          "long", ByteString.EMPTY, 1, ByteString.EMPTY, Instant.EPOCH, false, 1_000);
    }

    @Override
    public TxReceipt submit(ByteString envelope, WaitFor wait, Duration max) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<TxReceipt> tx(ByteString bodyId) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Proved<TxReceipt>> outcome(ByteString envelope) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Reading read(List<byte[]> keys, long height, boolean prove) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Events events(Events.Cursor after, int limit, Duration wait) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<LightBlock> lightBlock(long height) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }

  private static List<Long> setsOf(ManySets ledger) {
    return ClientChain.open(ledger, new RealScheduler()).setsOf(PROVIDER, 10);
  }

  @Test
  void aScanByOwnerGoesToTheEnd() {
    assertThat(setsOf(new ManySets(250_000, false))).containsExactly(250_000L);
  }

  @Test
  void aDoorThatShowsTheSamePageAgainIsLeft() {
    assertThat(setsOf(new ManySets(5_000, true))).isEmpty();
  }
}
