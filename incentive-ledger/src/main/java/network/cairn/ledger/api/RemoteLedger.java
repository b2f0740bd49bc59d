package network.cairn.ledger.api;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import network.cairn.base.units.ClockOff;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.light.LightHeader;
import network.cairn.ledger.rules.StateKeys;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.OutOfRange;
import network.cairn.ledger.types.Params;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.ledger.ChainRecord;
import network.cairn.proto.ledgerapi.EventItem;
import network.cairn.proto.ledgerapi.EventsRequest;
import network.cairn.proto.ledgerapi.GetReply;
import network.cairn.proto.ledgerapi.GetRequest;
import network.cairn.proto.ledgerapi.ScanReply;
import network.cairn.proto.ledgerapi.ScanRequest;
import network.cairn.proto.ledgerapi.StatusReply;
import network.cairn.proto.ledgerapi.StatusRequest;
import network.cairn.proto.ledgerapi.SubmitRequest;
import network.cairn.proto.ledgerapi.TxProof;
import network.cairn.proto.ledgerapi.TxReply;
import network.cairn.proto.ledgerapi.TxRequest;

/// A ledger far away, behind one server or several, of which nothing is believed but what the
/// chain's validators signed, followed from the network file.
///
/// A proved read counts only under a header of theirs, no lower than the highest seen when it was
/// asked for, and, at the newest height, no older than max(20 block intervals, 60 s) and no more
/// than 60 s ahead of this clock; [#steady] asks no clock that may be wrong. Before the first read
/// the chain's own record must prove that this is the network file's chain. Who does not answer,
/// lags or lies is left for the next server, and a header is compared with another server's before
/// it is believed ([Servers], [CrossCheck]).
public final class RemoteLedger implements LedgerClient {
  private static final Duration LEAST_AGE = Duration.ofSeconds(60);
  private static final long AGE_IN_INTERVALS = 20;

  private final NetworkFile network;
  private final LightClient headers;
  private final Servers servers;
  private final CrossCheck check;
  private final Lag lag;
  private final Submissions submissions = new Submissions();
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final ClockCheck clocks = new ClockCheck();
  private final Object lock = new Object();
  private Optional<Duration> interval = Optional.empty();

  /// @param transport is closed with this client
  /// @param heads keeps the highest header between runs
  public RemoteLedger(
      NetworkFile network, LedgerTransport transport, InstantSource clock, HeadStore heads) {
    this(network, transport, clock, System::nanoTime, heads);
  }

  /// @param nanos a monotonic clock
  RemoteLedger(
      NetworkFile network,
      LedgerTransport transport,
      InstantSource clock,
      LongSupplier nanos,
      HeadStore heads) {
    this(
        network,
        List.of(new Server(network.ledgerUrl(), transport)),
        clock,
        nanos,
        Pause::sleep,
        heads);
  }

  /// @param servers in the order in which they are asked, closed with this client
  /// @param nanos a monotonic clock
  /// @param pause how one waits for a server that is a little behind
  RemoteLedger(
      NetworkFile network,
      List<Server> servers,
      InstantSource clock,
      LongSupplier nanos,
      Pause pause,
      HeadStore heads) {
    this.network = network;
    this.headers = new LightClient(network.root(), clock, nanos, heads);
    this.servers = new Servers(servers, nanos);
    this.check = new CrossCheck(this.servers, nanos, pause);
    this.lag = new Lag(this.servers, nanos);
    this.clock = clock;
    this.nanos = nanos;
  }

  /// As the other, forgetting all headers when it closes.
  public RemoteLedger(NetworkFile network, LedgerTransport transport, InstantSource clock) {
    this(network, transport, clock, HeadStore.none());
  }

  /// A client of the servers that the network file names, which forgets all headers when it closes.
  public static RemoteLedger over(NetworkFile network, InstantSource clock) {
    return over(network, clock, HeadStore.none());
  }

  /// A client of the servers that the network file names.
  ///
  /// @param heads keeps the highest header between runs
  public static RemoteLedger over(NetworkFile network, InstantSource clock, HeadStore heads) {
    List<Server> servers =
        network.servers().stream().map(url -> new Server(url, new HttpTransport(url))).toList();
    return new RemoteLedger(network, servers, clock, System::nanoTime, Pause::sleep, heads);
  }

  /// A client of several servers, as tests put them before a ledger.
  ///
  /// @param doors in the order in which they are asked, by their addresses
  static RemoteLedger ofMany(
      NetworkFile network,
      Map<URI, LedgerTransport> doors,
      InstantSource clock,
      LongSupplier nanos,
      Pause pause,
      HeadStore heads) {
    List<Server> servers =
        doors.entrySet().stream().map(door -> new Server(door.getKey(), door.getValue())).toList();
    return new RemoteLedger(network, servers, clock, nanos, pause, heads);
  }

  /// This ledger for who must prove whatever this machine's clock says: its newest state counts as
  /// long as the ledger goes on. Nothing is paid for over it.
  public LedgerClient steady() {
    return new SteadyLedger(this);
  }

  @Override
  public Optional<Duration> clockAhead() {
    return clocks.ahead(interval());
  }

  @Override
  public String place() {
    return servers.first().url().toString();
  }

  @Override
  public long provable() {
    lookForLag();
    lightBlock(0);
    return headers.highest().map(header -> header.getHeight() - 1).orElse(0L);
  }

  @Override
  public NodeStatus status() {
    return servers.ask(this::status);
  }

  private NodeStatus status(Server server) {
    NodeStatus status =
        Wire.status(
            server.call(
                "status", StatusRequest.getDefaultInstance(), StatusReply.parser(), Server.CALL));
    if (!status.chainRef().equals(network.chainRef())) {
      throw new UntrustedAnswer("the ledger there is of another chain: " + status.chainId());
    }
    return status;
  }

  @Override
  public TxReceipt submit(ByteString envelope, WaitFor wait, Duration max) {
    Duration asked = max.compareTo(LedgerService.MAX_WAIT) > 0 ? LedgerService.MAX_WAIT : max;
    SubmitRequest request =
        SubmitRequest.newBuilder()
            .setTx(envelope)
            .setWaitCommitted(wait == WaitFor.COMMITTED)
            .setTimeoutMs((int) asked.toMillis())
            .build();
    Duration timeout = Server.CALL.plus(asked);
    return servers.ask(
        submissions.next(envelope),
        server -> Wire.tx(server.call("submit", request, TxReply.parser(), timeout)),
        answer -> !answer.isRefused());
  }

  @Override
  public Optional<TxReceipt> tx(ByteString bodyId) {
    TxRequest request = TxRequest.newBuilder().setBodyId(bodyId).build();
    return servers.ask(
        0,
        server -> server.find("tx", request, TxReply.parser(), Server.CALL).map(Wire::tx),
        Optional::isPresent);
  }

  @Override
  public Optional<Proved<TxReceipt>> outcome(ByteString envelope) {
    TxRequest request =
        TxRequest.newBuilder().setBodyId(LocalLedger.bodyId(envelope)).setProve(true).build();
    Duration timeout = Server.CALL.plus(LedgerService.MAX_WAIT);
    return servers.ask(
        0,
        server ->
            server
                .find("tx", request, TxReply.parser(), timeout)
                .filter(tx -> tx.getHeight() != 0 && tx.hasProof())
                .map(tx -> outcome(server, envelope, Wire.tx(tx), tx.getProof())),
        Optional::isPresent);
  }

  private Proved<TxReceipt> outcome(
      Server server, ByteString envelope, TxReceipt receipt, TxProof proof) {
    Header next = believe(server, proof.getNext()).header();
    if (!TxProofs.hold(envelope, receipt, proof, next)) {
      throw new UntrustedAnswer(
          "the proof of a transaction's outcome does not hold at height " + receipt.height());
    }
    return new Proved<>(receipt.height(), next, receipt);
  }

  @Override
  public Reading read(List<byte[]> keys, long height, boolean prove) {
    if (prove) {
      requireChain();
      lookForLag();
      return servers.ask(
          server -> height == 0 ? newest(server, keys) : proved(server, keys, height));
    }
    return servers.ask(server ->
        reading(request(server, keys, height, false, Optional.empty()), keys, Optional.empty()));
  }

  /// The newest state, fresh enough for money.
  private Reading newest(Server server, List<byte[]> keys) {
    Reading reading = proved(server, keys, 0);
    Instant time = Times.instant(header(reading).getTime());
    Duration age = Duration.between(time, clock.instant());
    if (age.compareTo(LightHeader.CLOCK_DRIFT.negated()) < 0) {
      throw UntrustedAnswer.behind(
          "the newest header is of "
              + time
              + ", in the future: this computer's clock is "
              + new ClockOff(age)
              + "; set it right");
    }
    if (age.compareTo(maxAge()) > 0) {
      boolean goesOn = clocks.still(nanos.getAsLong()).compareTo(maxAge()) < 0 && clocks.moved();
      throw UntrustedAnswer.behind(
          "the newest header is of "
              + time
              + ", too old to rely on"
              + (goesOn
                  ? ": this computer's clock is " + new ClockOff(age) + "; set it right"
                  : "; the ledger makes no blocks, or this computer's clock is ahead of its"));
    }
    return reading;
  }

  /// The newest state while the ledger goes on, whatever time it is.
  Reading readSteadily(List<byte[]> keys) {
    requireChain();
    lookForLag();
    return servers.ask(server -> readSteadily(server, keys));
  }

  private Reading readSteadily(Server server, List<byte[]> keys) {
    Reading reading = proved(server, keys, 0);
    Duration still = clocks.still(nanos.getAsLong());
    if (still.compareTo(maxAge()) > 0) {
      throw UntrustedAnswer.behind(
          "the ledger has shown no new block for " + still.toSeconds() + " s");
    }
    return reading;
  }

  private void lookForLag() {
    lag.look(clocks.still(nanos.getAsLong()), interval(), this::highest, this::newestHeight);
  }

  private long highest() {
    return headers.highest().map(Header::getHeight).orElse(0L);
  }

  /// The height of the newest header that a server shows, which is believed.
  private long newestHeight(Server server) {
    return server.lightBlock(0).map(block -> believe(server, block).height()).orElse(0L);
  }

  private LightHeader believe(Server server, LightBlock block) {
    LightHeader header =
        headers.believe(
            block, server, (common, given, proof) -> check.check(server, common, given, proof));
    clocks.saw(header.header(), clock.instant(), nanos.getAsLong());
    return header;
  }

  private static Header header(Reading reading) {
    return reading.next().orElseThrow().getSignedHeader().getHeader();
  }

  private Duration maxAge() {
    Duration byBlocks = interval().multipliedBy(AGE_IN_INTERVALS);
    return byBlocks.compareTo(LEAST_AGE) > 0 ? byBlocks : LEAST_AGE;
  }

  private Duration interval() {
    synchronized (lock) {
      return interval.orElse(Duration.ZERO);
    }
  }

  /// Once, before anything else: the chain's own record and its parameters, both proved.
  private void requireChain() {
    synchronized (lock) {
      if (interval.isPresent()) {
        return;
      }
    }
    List<byte[]> keys = List.of(StateKeys.chain(), StateKeys.params());
    Reading reading = servers.ask(server -> itsChain(server, keys));
    Duration between = blockInterval(network, reading.items());
    synchronized (lock) {
      interval = Optional.of(between);
    }
  }

  /// A server of another chain is left for the next.
  private Reading itsChain(Server server, List<byte[]> keys) {
    Reading reading = proved(server, keys, 0);
    blockInterval(network, reading.items());
    return reading;
  }

  private static Duration blockInterval(NetworkFile network, List<Reading.Item> items) {
    try {
      ChainRecord chain = ChainRecord.parseFrom(items.get(0).value().orElse(ByteString.EMPTY));
      if (!chain.getChainRef().equals(network.chainRef())) {
        throw new UntrustedAnswer("the ledger there grew from another genesis");
      }
      Params params = Params.decode(items.get(1).value().orElse(ByteString.EMPTY));
      return Duration.ofMillis(params.blockIntervalMs());
    } catch (InvalidProtocolBufferException | NotCanonical | OutOfRange e) {
      throw new UntrustedAnswer("the chain's record or parameters do not decode");
    }
  }

  private Reading proved(Server server, List<byte[]> keys, long height) {
    Optional<Header> before = headers.highest();
    GetReply reply = request(server, keys, height, true, headers.known(height));
    if (height == 0 && before.isPresent()) {
      requireNoLower(reply.getNext().getSignedHeader().getHeader(), before.get());
    }
    LightHeader next = believe(server, reply.getNext());
    Header header = next.header();
    Reading reading = reading(reply, keys, Optional.of(next.toWire()));
    if (header.getHeight() != reply.getHeight() + 1
        || (height != 0 && reply.getHeight() != height)) {
      throw new UntrustedAnswer("the header is not of the height after the state's");
    }
    for (Reading.Item item : reading.items()) {
      if (!StateProofs.hold(header, item)) {
        throw new UntrustedAnswer("a value's proof does not hold at height " + reply.getHeight());
      }
    }
    return reading;
  }

  private void requireNoLower(Header now, Header before) {
    if (now.getHeight() < before.getHeight()) {
      throw UntrustedAnswer.behind(
          "the ledger answers from height "
              + now.getHeight()
              + ", but was at "
              + before.getHeight()
              + "; if it stays so, "
              + headers.cure());
    }
  }

  private static GetReply request(
      Server server, List<byte[]> keys, long height, boolean prove, Optional<ByteString> known) {
    if (keys.isEmpty() || keys.size() > MAX_KEYS) {
      throw new IllegalArgumentException(keys.size() + " keys, not 1 to " + MAX_KEYS);
    }
    GetRequest.Builder request = GetRequest.newBuilder().setHeight(height).setProve(prove);
    keys.forEach(key -> request.addKeys(ByteString.copyFrom(key)));
    known.ifPresent(request::setKnown);
    return server.call(
        "get", request.build(), GetReply.parser(), Server.CALL.plus(LedgerService.MAX_WAIT));
  }

  private static Reading reading(GetReply reply, List<byte[]> keys, Optional<LightBlock> next) {
    List<Reading.Item> items = new ArrayList<>();
    if (reply.getEntriesCount() != keys.size()) {
      throw new UntrustedAnswer("the answer has another number of values");
    }
    for (int i = 0; i < keys.size(); i++) {
      Reading.Item item = Wire.item(reply.getEntries(i));
      if (!item.key().equals(ByteString.copyFrom(keys.get(i)))) {
        throw new UntrustedAnswer("the answer is for another key");
      }
      items.add(item);
    }
    return new Reading(reply.getHeight(), items, next);
  }

  @Override
  public ScanPage scan(byte[] prefix, byte[] after, int limit) {
    ScanRequest request =
        ScanRequest.newBuilder()
            .setPrefix(ByteString.copyFrom(prefix))
            .setAfter(ByteString.copyFrom(after))
            .setLimit(limit)
            .build();
    return servers.ask(server -> scan(server, request, limit));
  }

  private static ScanPage scan(Server server, ScanRequest request, int limit) {
    ScanReply reply = server.call("scan", request, ScanReply.parser(), Server.CALL);
    if (reply.getEntriesCount() > limit) {
      throw new UntrustedAnswer("the answer has more entries than were asked for");
    }
    List<Reading.Item> items = reply.getEntriesList().stream().map(Wire::item).toList();
    if (reply.getMore() && items.size() < limit && bytes(items) <= LocalLedger.PAGE_BYTES) {
      throw new UntrustedAnswer("a page of a scan says that more follows, but is not full");
    }
    return new ScanPage(reply.getHeight(), items, reply.getMore());
  }

  private static long bytes(List<Reading.Item> items) {
    return items.stream()
        .mapToLong(item -> item.key().size() + item.value().map(ByteString::size).orElse(0))
        .sum();
  }

  @Override
  public Events events(Events.Cursor after, int limit, Duration wait) {
    Duration asked = wait.compareTo(LedgerService.MAX_WAIT) > 0 ? LedgerService.MAX_WAIT : wait;
    EventsRequest request =
        EventsRequest.newBuilder()
            .setAfterHeight(after.height())
            .setAfterIndex(after.index())
            .setLimit(limit)
            .setWaitMs((int) asked.toMillis())
            .build();
    return servers.ask(server ->
        events(server.post("events", request, Server.CALL.plus(asked)).body(), after, limit));
  }

  private static Events events(byte[] body, Events.Cursor after, int limit) {
    List<Events.Item> items = new ArrayList<>();
    try (ByteArrayInputStream in = new ByteArrayInputStream(body)) {
      EventItem item = EventItem.parseDelimitedFrom(in);
      while (item != null && items.size() < limit) {
        items.add(Wire.event(item));
        item = EventItem.parseDelimitedFrom(in);
      }
    } catch (IOException | NotCanonical e) {
      throw new UntrustedAnswer("the stream of events does not decode");
    }
    return new Events(items, items.isEmpty() ? after : items.getLast().at());
  }

  @Override
  public Optional<LightBlock> lightBlock(long height) {
    return servers.ask(0, server -> lightBlock(server, height), Optional::isPresent);
  }

  private Optional<LightBlock> lightBlock(Server server, long height) {
    return server.lightBlock(height).map(there -> believe(server, there)).map(LightHeader::toWire);
  }

  @Override
  public ByteString handOver(ByteString receipt) {
    return servers.ask(server -> Receipts.handOver(receipt, network, server::lightBlock));
  }

  @Override
  public void close() {
    headers.close();
    servers.close();
  }
}
