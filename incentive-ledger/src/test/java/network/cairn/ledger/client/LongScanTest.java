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
import java.util.stream.LongStream;
import network.cairn.base.time.RealScheduler;
import network.cairn.base.time.Scheduler;
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
import network.cairn.ledger.rules.StateKeys;
import network.cairn.ledger.types.Address;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.ledger.TicketRecord;
import org.junit.jupiter.api.Test;

/// Scans of a state larger than any number of pages that somebody once thought enough.
class LongScanTest {
  private static final Address PROVIDER = new Address(ByteString.copyFrom(new byte[32]));

  /// Shows entries that are no tickets, and a ticket at the end; all sets are of whoever asks.
  ///
  /// @param stuck whether every page is the first one
  /// @param pages counts what was shown
  private record ManyEntries(long entries, boolean stuck, AtomicLong pages)
      implements LedgerClient {
    ManyEntries(long entries, boolean stuck) {
      this(entries, stuck, new AtomicLong());
    }

    @Override
    public ScanPage scan(byte[] prefix, byte[] after, int limit) {
      pages.incrementAndGet();
      long first = after.length == 0 || stuck ? 1 : ByteBuffer.wrap(after, 1, 8).getLong() + 1;
      List<Reading.Item> items = new ArrayList<>();
      for (long id = first; id <= entries && items.size() < limit; id++) {
        items.add(
            new Reading.Item(
                ByteString.copyFrom(StateKeys.ticket(id)),
                Optional.of(id == entries ? ticket(id) : ByteString.copyFromUtf8("no ticket")),
                ByteString.EMPTY));
      }
      return new ScanPage(1, items, stuck || first + limit <= entries);
    }

    private static ByteString ticket(long id) {
      return TicketRecord.newBuilder().setId(id).build().toByteString();
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
    public OwnedPage owned(Owned.Kind kind, Address owner, long after, int limit) {
      pages.incrementAndGet();
      long from = stuck ? 0 : after;
      List<Long> ids =
          LongStream.range(from + 1, Math.min(entries, from + limit) + 1).boxed().toList();
      return new OwnedPage(1, ids, stuck || from + limit < entries);
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

  private static ClientChain chain(ManyEntries ledger) {
    return ClientChain.open(ledger, new RealScheduler());
  }

  @Test
  void aScanGoesToTheEnd() {
    assertThat(chain(new ManyEntries(250_000, false)).tickets(10)).containsExactly(250_000L);
  }

  @Test
  void whatSomebodyOwnsComesInAsManyPagesAsItTakes() {
    ManyEntries ledger = new ManyEntries(250_000, false);
    List<Long> all = LongStream.rangeClosed(1, 250_000).boxed().toList();
    assertThat(chain(ledger).setsOf(PROVIDER, 1_000_000)).isEqualTo(all);
    assertThat(ledger.pages()).hasValue(250);
    assertThat(chain(ledger).setsOf(PROVIDER, 1_001)).isEqualTo(all.subList(0, 1_001));
  }

  @Test
  void aDoorThatShowsTheSamePageAgainIsLeft() {
    assertThat(chain(new ManyEntries(5_000, true)).tickets(10)).isEmpty();
  }

  /// A door whose every page comes just before the call's end keeps nobody for days.
  @Test
  void aDoorThatTakesItsTimeOverEachPageIsLeft() {
    ManyEntries ledger = new ManyEntries(Long.MAX_VALUE / 2, false);
    Scheduler slow = new Hurried(() -> ledger.pages().get() * Duration.ofSeconds(14).toNanos());
    ClientChain chain = ClientChain.open(ledger, slow);
    assertThatThrownBy(() -> chain.tickets(10))
        .isInstanceOf(LedgerUnavailable.class)
        .hasMessageContaining("within 60 s");
    assertThat(ledger.pages()).hasValue(5);
    assertThatThrownBy(() -> chain.setsOf(PROVIDER, 1_000_000))
        .isInstanceOf(LedgerUnavailable.class)
        .hasMessageContaining("within 60 s");
    assertThat(ledger.pages()).hasValue(10);
  }
}
