package network.cairn.ledger.client;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import network.cairn.base.time.Scheduler;
import network.cairn.ledger.api.BlockTxs;
import network.cairn.ledger.api.EventFilter;
import network.cairn.ledger.api.Events;
import network.cairn.ledger.api.LedgerClient;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.NodeStatus;
import network.cairn.ledger.api.OwnedPage;
import network.cairn.ledger.api.Proved;
import network.cairn.ledger.api.Reading;
import network.cairn.ledger.api.Receipts;
import network.cairn.ledger.api.ScanPage;
import network.cairn.ledger.api.TxReceipt;
import network.cairn.ledger.api.UntrustedAnswer;
import network.cairn.ledger.api.WaitFor;
import network.cairn.ledger.records.ProviderRecord;
import network.cairn.ledger.records.RecordCodec;
import network.cairn.ledger.records.TicketRecord;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.rules.Owned;
import network.cairn.ledger.rules.Reason;
import network.cairn.ledger.rules.StateKeys;
import network.cairn.ledger.state.StateView;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.NotCanonical;

/// The ledger through its client.
///
/// A ledger keeps few heights. A head whose height is gone goes on with the newest proved one,
/// which is never lower: what it says is then true of a later block. Thread-safe.
public final class ClientChain implements Chain {
  /// A scan goes to its end: with a thousand entries a page, this is no bound that a chain reaches.
  private static final int MOST_PAGES = 20_000;

  /// How long a scan may take: a door may show pages without end, each just in time, to who must
  /// prove meanwhile.
  static final Duration LONGEST_SCAN = Duration.ofSeconds(60);

  private static final int MOST_CACHED = 4_096;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration USUAL_PAUSE = Duration.ofMillis(100);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(20);

  private final LedgerClient client;
  private final Scheduler scheduler;
  private final ByteString chainRef;

  /// Between two looks at the newest height, while somebody waits for one.
  private volatile Duration pause;

  private final Object statusLock = new Object();
  private long provable = -1;
  private long provableAt;

  private ClientChain(
      LedgerClient client, Scheduler scheduler, ByteString chainRef, Duration pause) {
    this.client = client;
    this.scheduler = scheduler;
    this.chainRef = chainRef;
    this.pause = pause;
  }

  /// Opens a ledger; the client stays the caller's to close.
  ///
  /// @throws LedgerUnavailable if it does not answer
  public static ClientChain open(LedgerClient client, Scheduler scheduler) {
    NodeStatus status = answer(client, client::status);
    Duration quarter = Duration.ofMillis(status.blockIntervalMs() / 4);
    Duration pause =
        quarter.compareTo(LONGEST_PAUSE) > 0
            ? LONGEST_PAUSE
            : quarter.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : quarter;
    return new ClientChain(client, scheduler, status.chainRef(), pause);
  }

  /// A ledger that need not answer yet; the client stays the caller's to close.
  ///
  /// @param chainRef of the chain, as the network file has it
  public static ClientChain of(LedgerClient client, ByteString chainRef, Scheduler scheduler) {
    return new ClientChain(client, scheduler, chainRef, USUAL_PAUSE);
  }

  private <T> T answer(Supplier<T> call) {
    return answer(client, call);
  }

  private static <T> T answer(LedgerClient client, Supplier<T> call) {
    try {
      return call.get();
    } catch (LedgerUnavailable e) {
      throw new LedgerUnavailable("the ledger: " + e.getMessage(), e);
    } catch (UntrustedAnswer e) {
      if (e.isFork()) {
        throw new LedgerUnavailable("the ledger: " + e.getMessage(), e);
      }
      throw new LedgerUnavailable(
          "the ledger at "
              + client.place()
              + " gave an answer that does not prove: "
              + e.getMessage(),
          e);
    }
  }

  @Override
  public Optional<BlockTxs> block(long height) {
    return answer(() -> client.block(height));
  }

  @Override
  public ByteString chainRef() {
    return chainRef;
  }

  @Override
  public Optional<Duration> clockAhead() {
    return client.clockAhead();
  }

  @Override
  public Head head() {
    List<byte[]> always = List.of(StateKeys.params(), StateKeys.chain());
    Proved<View> view = answer(() -> client.prove(always, 0)).map(View::new);
    Head head = new Head(view.map(LedgerView::new), view.value()::isMixed);
    Duration quarter = Duration.ofMillis(head.state().params().blockIntervalMs() / 4);
    if (quarter.compareTo(pause) > 0) {
      pause = quarter.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : quarter;
    }
    return head;
  }

  /// Proved reads of one height, or of a later one when that is gone.
  private final class View implements StateView {
    private final long height;
    private final Map<ByteString, Optional<byte[]>> known = new ConcurrentHashMap<>();
    private volatile boolean mixed;

    View(Reading first) {
      this.height = first.height();
      remember(first);
    }

    boolean isMixed() {
      return mixed;
    }

    private void remember(Reading reading) {
      if (known.size() < MOST_CACHED) {
        reading
            .items()
            .forEach(item -> known.put(item.key(), item.value().map(ByteString::toByteArray)));
      }
    }

    @Override
    public Optional<byte[]> get(byte[] key) {
      ByteString name = ByteString.copyFrom(key);
      Optional<byte[]> value = known.get(name);
      if (value == null) {
        Reading reading = answer(() -> read(key));
        remember(reading);
        value = reading.value().map(ByteString::toByteArray);
      }
      if (value.isEmpty() && mixed && StateKeys.isTerms(key)) {
        // What names them was read before, and is gone with them.
        throw new LedgerUnavailable(
            "what was read of the ledger has ended and was deleted meanwhile; read again");
      }
      return value;
    }

    private Reading read(byte[] key) {
      try {
        return client.read(List.of(key), height, true);
      } catch (LedgerUnavailable e) {
        Reading newest = client.read(List.of(key), 0, true);
        if (newest.height() < height) {
          throw e;
        }
        if (newest.height() > height) {
          mixed = true;
        }
        return newest;
      }
    }

    @Override
    public void scan(byte[] fromInclusive, byte[] toExclusive, Visitor visitor) {
      throw new UnsupportedOperationException("a scan proves nothing; ask the chain for hints");
    }
  }

  @Override
  public boolean awaitHeight(long height, Duration timeout) throws InterruptedException {
    long deadline = scheduler.nanoTime() + timeout.toNanos();
    while (provable() < height) {
      long left = deadline - scheduler.nanoTime();
      if (left <= 0) {
        return false;
      }
      scheduler.sleep(Duration.ofNanos(Math.min(left, pause.toNanos())));
    }
    return true;
  }

  /// The newest proved height, asked for once per pause whoever waits.
  private long provable() {
    synchronized (statusLock) {
      long now = scheduler.nanoTime();
      if (provable < 0 || now - provableAt >= pause.toNanos()) {
        provable = answer(client::provable);
        provableAt = now;
      }
      return provable;
    }
  }

  @Override
  public Optional<Refusal> submit(ByteString signedTx, Duration timeout) {
    TxReceipt receipt = answer(() -> client.submit(signedTx, WaitFor.COMMITTED, timeout));
    if (!receipt.isRefused()) {
      return Optional.empty();
    }
    Reason reason =
        reason(receipt)
            .orElseThrow(() ->
                new LedgerUnavailable("the ledger takes no transaction now: " + receipt.log()));
    return Optional.of(new Refusal(reason, receipt.log()));
  }

  private static Optional<Reason> reason(TxReceipt receipt) {
    return Arrays.stream(Reason.values())
        .filter(reason -> reason.name().equals(receipt.reason()))
        .findFirst();
  }

  @Override
  public Optional<Proved<Outcome>> outcome(ByteString signedTx) {
    return answer(() -> client.outcome(signedTx)).map(proved -> proved.map(ClientChain::outcome));
  }

  private static Outcome outcome(TxReceipt receipt) {
    return new Outcome(
        receipt.code(),
        receipt.height(),
        receipt.data(),
        reason(receipt).orElse(Reason.NONE),
        receipt.log());
  }

  @Override
  public List<Address> providers(int limit) {
    Address any = new Address(ByteString.copyFrom(new byte[Address.SIZE]));
    return scan(
        StateKeys.provider(any)[0],
        RecordCodec::provider,
        _ -> true,
        ProviderRecord::provider,
        limit);
  }

  @Override
  public List<Long> tickets(int limit) {
    return scan(StateKeys.ticket(0)[0], RecordCodec::ticket, _ -> true, TicketRecord::id, limit);
  }

  @Override
  public List<Long> setsOf(Address provider, int limit) {
    return owned(Owned.Kind.SET, provider, limit);
  }

  @Override
  public List<Long> agreementsOf(Address client, int limit) {
    return owned(Owned.Kind.AGREEMENT, client, limit);
  }

  private List<Long> owned(Owned.Kind kind, Address owner, int limit) {
    List<Long> found = new ArrayList<>();
    long began = scheduler.nanoTime();
    long after = 0;
    while (found.size() < limit) {
      requireSoon(began);
      long from = after;
      int most = Math.min(limit - found.size(), LedgerClient.MAX_PAGE);
      OwnedPage page = answer(() -> client.owned(kind, owner, from, most));
      found.addAll(page.ids());
      if (!page.more() || page.ids().isEmpty()) {
        return found;
      }
      after = page.ids().getLast();
    }
    return found;
  }

  @Override
  public AgreementPage agreements(long after) {
    byte[] prefix = {StateKeys.agreement(0)[0]};
    ScanPage page =
        answer(() -> client.scan(prefix, StateKeys.agreement(after), LedgerClient.MAX_PAGE));
    List<NamedRoot> named = new ArrayList<>();
    for (Reading.Item item : page.items()) {
      decode(RecordCodec::agreement, item)
          .ifPresent(record -> named.add(new NamedRoot(record.id(), record.root())));
    }
    long last = named.isEmpty() ? after : named.getLast().agreement();
    return new AgreementPage(named, last, page.more() && last > after);
  }

  private <M, T> List<T> scan(
      byte prefix, Function<byte[], M> codec, Predicate<M> wanted, Function<M, T> name, int limit) {
    List<T> found = new ArrayList<>();
    byte[] after = new byte[0];
    long began = scheduler.nanoTime();
    for (int page = 0; page < MOST_PAGES; page++) {
      requireSoon(began);
      byte[] from = after;
      ScanPage answer = answer(() -> client.scan(new byte[] {prefix}, from, LedgerClient.MAX_PAGE));
      for (Reading.Item item : answer.items()) {
        decode(codec, item).filter(wanted).map(name).ifPresent(found::add);
        if (found.size() >= limit) {
          return found;
        }
      }
      if (!answer.more() || answer.items().isEmpty()) {
        return found;
      }
      byte[] last = answer.items().getLast().key().toByteArray();
      if (Arrays.compareUnsigned(last, after) <= 0) {
        return found;
      }
      after = last;
    }
    throw new LedgerUnavailable(
        "the ledger at " + client.place() + " shows entries without end; name another server");
  }

  private void requireSoon(long began) {
    if (scheduler.nanoTime() - began > LONGEST_SCAN.toNanos()) {
      throw new LedgerUnavailable(
          "the ledger at "
              + client.place()
              + " did not show all its entries within "
              + LONGEST_SCAN.toSeconds()
              + " s; try again, or name another server in ledger-url");
    }
  }

  private static <M> Optional<M> decode(Function<byte[], M> codec, Reading.Item item) {
    try {
      return item.value().map(ByteString::toByteArray).map(codec);
    } catch (NotCanonical e) {
      return Optional.empty();
    }
  }

  @Override
  public EventPage events(Cursor after, EventFilter filter) {
    Events events =
        answer(() ->
            client.events(
                new Events.Cursor(after.height(), after.index()),
                filter,
                LedgerClient.MAX_PAGE,
                Duration.ZERO));
    return new EventPage(
        events.items().stream()
            .map(item -> new Seen(new Cursor(item.at().height(), item.at().index()), item.event()))
            .toList(),
        new Cursor(events.next().height(), events.next().index()));
  }

  @Override
  public Optional<ByteString> receipt(long agreement) {
    return answer(() -> Receipts.build(client, agreement));
  }
}
