package network.cairn.ledger.api;

import com.google.protobuf.ByteString;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import network.cairn.ledger.engine.Engine;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.light.LightHeader;
import network.cairn.ledger.rules.Owned;
import network.cairn.ledger.types.Address;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.ledgerapi.BlockReply;
import network.cairn.proto.ledgerapi.BlockRequest;
import network.cairn.proto.ledgerapi.EventsRequest;
import network.cairn.proto.ledgerapi.EvidenceReply;
import network.cairn.proto.ledgerapi.EvidenceRequest;
import network.cairn.proto.ledgerapi.NodeReply;
import network.cairn.proto.ledgerapi.NodeRequest;
import network.cairn.proto.ledgerapi.OwnedRequest;
import network.cairn.proto.ledgerapi.ScanRequest;
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
  private final NetworkFile network;
  private final Servers servers;
  private final Believing believing;
  private final ProvedReads reads;
  private final Submissions submissions = new Submissions();

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
    this(network, servers, clock, nanos, pause, heads, Optional.empty());
  }

  private RemoteLedger(
      NetworkFile network,
      List<Server> servers,
      InstantSource clock,
      LongSupplier nanos,
      Pause pause,
      HeadStore heads,
      Optional<URI> own) {
    this.network = network;
    this.servers = new Servers(servers, nanos);
    Pace pace = new Pace();
    this.believing = new Believing(network, this.servers, pace, clock, nanos, pause, heads, own);
    this.reads = new ProvedReads(network, this.servers, believing, pace);
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
    return new RemoteLedger(
        network, servers(network), clock, System::nanoTime, Pause::sleep, heads);
  }

  /// A client of the servers that a ledger's home on this machine names. Its operator trusts the
  /// set of genesis without end at the door of that home, if it founded the chain, and at no other.
  ///
  /// @param heads has the highest header that was noted in the home
  /// @throws network.cairn.ledger.genesis.InvalidHome if the home's files are broken
  public static RemoteLedger ofOwn(LedgerHome home, InstantSource clock, HeadStore heads) {
    return ofOwn(home, servers(home.network()), clock, heads);
  }

  /// @param servers of the home's network file
  static RemoteLedger ofOwn(
      LedgerHome home, List<Server> servers, InstantSource clock, HeadStore heads) {
    return new RemoteLedger(
        home.network(), servers, clock, System::nanoTime, Pause::sleep, heads, home.foundersDoor());
  }

  private static List<Server> servers(NetworkFile network) {
    return network.servers().stream().map(url -> new Server(url, new HttpTransport(url))).toList();
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
    return believing.clockAhead();
  }

  @Override
  public String place() {
    return servers.first().url().toString();
  }

  @Override
  public long provable() {
    believing.lookForLag();
    lightBlock(0);
    return believing.highest().map(header -> header.getHeight() - 1).orElse(0L);
  }

  @Override
  public NodeStatus status() {
    return servers.ask(server -> Calls.status(server, network));
  }

  /// What the server that is asked first says of itself, and how far the others are ahead of it.
  @Override
  public Optional<ServerReport> report() {
    return servers.ask(server ->
        server
            .find("node", NodeRequest.getDefaultInstance(), NodeReply.parser(), Server.CALL)
            .map(Wire::report)
            .map(report -> report.of(server.url().toString(), behind(server, report.height()))));
  }

  @Override
  public Optional<Engine.Refused> accuse(LightBlock shown, long commonHeight) {
    EvidenceRequest request =
        EvidenceRequest.newBuilder().setBlock(shown).setCommonHeight(commonHeight).build();
    EvidenceReply reply =
        servers.ask(
            server -> server.call("evidence", request, EvidenceReply.parser(), Server.CALL));
    return reply.getReason().isEmpty()
        ? Optional.empty()
        : Optional.of(new Engine.Refused(reply.getReason(), reply.getDetail()));
  }

  @Override
  public Optional<Origin> origin() {
    return Optional.of(servers.ask(server -> Beginnings.origin(server, network)));
  }

  @Override
  public List<Optional<ByteString>> moves() {
    return Beginnings.moves(servers);
  }

  @Override
  public Optional<BlockTxs> block(long height) {
    BlockRequest request = BlockRequest.newBuilder().setHeight(height).build();
    return servers
        .ask(server -> server.find("block", request, BlockReply.parser(), Server.CALL))
        .filter(reply -> reply.getHeight() == height && reply.getTotal() >= reply.getTxsCount())
        .map(reply -> new BlockTxs(height, reply.getTotal(), reply.getTxsList()));
  }

  @Override
  public List<Long> turns(long height) {
    return Beginnings.turns(servers, height);
  }

  private long behind(Server of, long height) {
    long highest = height;
    for (Server other : servers.witnesses(of)) {
      try {
        highest = Math.max(highest, Calls.status(other, network).height());
      } catch (LedgerUnavailable | UntrustedAnswer e) {
        servers.failed(other, e);
      }
    }
    return highest - height;
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
    Header next = believing.believe(server, proof.getNext()).header();
    if (!TxProofs.hold(envelope, receipt, proof, next)) {
      throw new UntrustedAnswer(
          "the proof of a transaction's outcome does not hold at height " + receipt.height());
    }
    return new Proved<>(receipt.height(), next, receipt);
  }

  @Override
  public Reading read(List<byte[]> keys, long height, boolean prove) {
    if (prove) {
      return reads.read(keys, height);
    }
    return servers.ask(server ->
        Calls.reading(
            Calls.get(server, keys, height, false, Optional.empty()), keys, Optional.empty()));
  }

  /// The newest state while the ledger goes on, whatever time it is.
  Reading readSteadily(List<byte[]> keys) {
    return reads.readSteadily(keys);
  }

  @Override
  public ScanPage scan(byte[] prefix, byte[] after, int limit) {
    ScanRequest request =
        ScanRequest.newBuilder()
            .setPrefix(ByteString.copyFrom(prefix))
            .setAfter(ByteString.copyFrom(after))
            .setLimit(limit)
            .build();
    return servers.ask(server -> Calls.scan(server, request));
  }

  @Override
  public OwnedPage owned(Owned.Kind kind, Address owner, long after, int limit) {
    OwnedRequest request = Wire.owned(kind, owner, after, limit);
    return servers.ask(server -> Calls.owned(server, request));
  }

  @Override
  public Events events(Events.Cursor after, EventFilter filter, int limit, Duration wait) {
    Duration asked = wait.compareTo(LedgerService.MAX_WAIT) > 0 ? LedgerService.MAX_WAIT : wait;
    EventsRequest request =
        Wire.events(after, filter, limit).setWaitMs((int) asked.toMillis()).build();
    return servers.ask(server ->
        Calls.events(
            server.post("events", request, Server.CALL.plus(asked)).body(), after, filter, limit));
  }

  @Override
  public Optional<LightBlock> lightBlock(long height) {
    return servers.ask(0, server -> lightBlock(server, height), Optional::isPresent);
  }

  private Optional<LightBlock> lightBlock(Server server, long height) {
    return server
        .lightBlock(height)
        .map(there -> believing.believe(server, there))
        .map(LightHeader::toWire);
  }

  @Override
  public ByteString handOver(ByteString receipt) {
    return servers.ask(server ->
        Receipts.handOver(
            receipt,
            network,
            server::lightBlock,
            () -> Optional.of(Beginnings.origin(server, network).genesis())));
  }

  @Override
  public void close() {
    believing.close();
    servers.close();
  }
}
