package network.cairn.ledger.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import network.cairn.base.time.RealScheduler;
import network.cairn.base.time.Scheduler;
import network.cairn.ledger.api.Events;
import network.cairn.ledger.api.LedgerClient;
import network.cairn.ledger.api.LedgerUnavailable;
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
  /// @param pages counts what was shown
  private record ManySets(long sets, boolean stuck, AtomicLong pages) implements LedgerClient {
    ManySets(long sets, boolean stuck) {
      this(sets, stuck, new AtomicLong());
    }

    @Override
    public ScanPage scan(byte[] prefix, byte[] after, int limit) {
      pages.incrementAndGet();
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

  /// The machine's clock, which a test sets forward.
  private static final class Hurried implements Scheduler {
    private final Scheduler real = new RealScheduler();
    private final LongSupplier passed;

    Hurried(LongSupplier passed) {
      this.passed = passed;
    }

    @Override
    public long nanoTime() {
      return real.nanoTime() + passed.getAsLong();
    }

    @Override
    public long epochMillis() {
      return real.epochMillis();
    }

    @Override
    public Task start(String name, Runnable body) {
      return real.start(name, body);
    }

    @Override
    public Monitor monitor() {
      return real.monitor();
    }
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

  /// A door whose every page comes just before the call's end keeps nobody for days.
  @Test
  void aDoorThatTakesItsTimeOverEachPageIsLeft() {
    ManySets ledger = new ManySets(Long.MAX_VALUE / 2, false);
    Scheduler slow = new Hurried(() -> ledger.pages().get() * Duration.ofSeconds(14).toNanos());
    ClientChain chain = ClientChain.open(ledger, slow);
    assertThatThrownBy(() -> chain.setsOf(PROVIDER, 10))
        .isInstanceOf(LedgerUnavailable.class)
        .hasMessageContaining("within 60 s");
    assertThat(ledger.pages()).hasValue(5);
  }
}
