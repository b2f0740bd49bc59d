package network.cairn.ledger.api;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import network.cairn.ledger.chain.Headers;
import network.cairn.ledger.engine.Submitter;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.comet.SignedHeader;
import network.cairn.proto.ledgerapi.BlockReply;
import network.cairn.proto.ledgerapi.BlockRequest;
import network.cairn.proto.ledgerapi.EventItem;
import network.cairn.proto.ledgerapi.EventsRequest;
import network.cairn.proto.ledgerapi.EvidenceReply;
import network.cairn.proto.ledgerapi.EvidenceRequest;
import network.cairn.proto.ledgerapi.GenesisRequest;
import network.cairn.proto.ledgerapi.GetReply;
import network.cairn.proto.ledgerapi.GetRequest;
import network.cairn.proto.ledgerapi.LightBlockRequest;
import network.cairn.proto.ledgerapi.NodeRequest;
import network.cairn.proto.ledgerapi.OwnedRequest;
import network.cairn.proto.ledgerapi.Problem;
import network.cairn.proto.ledgerapi.ScanReply;
import network.cairn.proto.ledgerapi.ScanRequest;
import network.cairn.proto.ledgerapi.StatusRequest;
import network.cairn.proto.ledgerapi.SubmitRequest;
import network.cairn.proto.ledgerapi.TurnsReply;
import network.cairn.proto.ledgerapi.TurnsRequest;
import network.cairn.proto.ledgerapi.TxProof;
import network.cairn.proto.ledgerapi.TxReply;
import network.cairn.proto.ledgerapi.TxRequest;

/// What stands behind the ledger's door: bytes of a request in, status and bytes of an answer out.
///
/// The door posts the body of `POST /ledger/v1/<name>` here and writes what comes back, as
/// `application/x-protobuf`. Names: `status submit tx get scan owned events light-block node block
/// genesis turns evidence`. The answer of `events` is a stream of length-delimited messages that
/// ends by itself. Any bytes are answered; thread-safe. Calls may block up to [#MAX_WAIT], those
/// that wait for a block only as long as their [Waits] let them.
public final class LedgerService {
  /// Where the door mounts this.
  public static final String PREFIX = "/ledger/v1/";

  /// Longest body of a request; the door reads no more.
  public static final int MAX_REQUEST = 512 * 1024;

  /// Longest answer.
  public static final int MAX_REPLY = 512 * 1024;

  /// Longest time that a call waits for a block.
  public static final Duration MAX_WAIT = Duration.ofSeconds(30);

  /// How long a call waits before it asks again whether it may go on.
  private static final Duration SLICE = Duration.ofMillis(500);

  private final LedgerClient ledger;

  /// Says which calls may wait for a block. Used by the call's thread.
  public interface Waits {
    /// Everybody, as long as they want.
    Waits FREE = () -> Optional.of(() -> true);

    /// Asks for a place before the first wait of a call; empty if there is none.
    Optional<Place> enter();

    /// A call's place among those that wait.
    interface Place {
      /// Whether the call may wait on: its caller is there, and nobody needs the place more.
      boolean wanted();
    }
  }

  private static final class TooManyWait extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  public LedgerService(LedgerClient ledger) {
    this.ledger = ledger;
  }

  /// As [#answer(String, byte\[\], Submitter, Waits)], for a caller of this process, who may wait.
  public LedgerTransport.Reply answer(String name, byte[] body) {
    return answer(name, body, Submitter.local(), Waits.FREE);
  }

  /// As [#answer(String, byte\[\], Submitter, Waits)], for a caller of this process.
  public LedgerTransport.Reply answer(String name, byte[] body, Waits waits) {
    return answer(name, body, Submitter.local(), waits);
  }

  /// Answers one request.
  ///
  /// @param name what follows [#PREFIX] in the path
  /// @param from who asks
  public LedgerTransport.Reply answer(String name, byte[] body, Submitter from, Waits waits) {
    if (body.length > MAX_REQUEST) {
      return problem(413, "too-large", "a request has at most " + MAX_REQUEST + " bytes");
    }
    try {
      return switch (name) {
        case "status" -> status(body);
        case "submit" -> submit(body, from, waits);
        case "tx" -> tx(body, waits);
        case "get" -> get(body, waits);
        case "scan" -> scan(body);
        case "owned" -> owned(body);
        case "events" -> events(body, waits);
        case "light-block" -> lightBlock(body);
        case "node" -> node(body);
        case "block" -> block(body);
        case "genesis" -> genesis(body);
        case "turns" -> turns(body);
        case "evidence" -> evidence(body, from);
        default -> problem(404, "not-found", "there is no " + PREFIX + name);
      };
    } catch (InvalidProtocolBufferException e) {
      return problem(400, "malformed", "the body does not decode: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      return problem(400, "malformed", String.valueOf(e.getMessage()));
    } catch (TooManyWait e) {
      return problem(429, "busy", "too many calls wait for a block; ask again in a moment");
    } catch (LedgerUnavailable | IllegalStateException e) {
      return problem(503, "unavailable", String.valueOf(e.getMessage()));
    }
  }

  private static <M extends Message> M parse(Parser<M> parser, byte[] body)
      throws InvalidProtocolBufferException {
    return parser.parseFrom(body);
  }

  private static LedgerTransport.Reply ok(Message message) {
    return new LedgerTransport.Reply(200, message.toByteArray());
  }

  /// The answer that says why there is none.
  ///
  /// @param code a word that programs tell by
  public static LedgerTransport.Reply problem(int status, String code, String detail) {
    return new LedgerTransport.Reply(
        status, Problem.newBuilder().setCode(code).setDetail(detail).build().toByteArray());
  }

  private LedgerTransport.Reply status(byte[] body) throws InvalidProtocolBufferException {
    parse(StatusRequest.parser(), body);
    return ok(Wire.status(ledger.status()));
  }

  private LedgerTransport.Reply submit(byte[] body, Submitter from, Waits waits)
      throws InvalidProtocolBufferException {
    SubmitRequest request = parse(SubmitRequest.parser(), body);
    TxReceipt taken = ledger.submit(request.getTx(), WaitFor.ACCEPTED, Duration.ZERO, from);
    Duration wait = wait(request.getTimeoutMs());
    if (!request.getWaitCommitted() || wait.isZero() || isSettled(taken)) {
      return ok(Wire.tx(taken));
    }
    // It is taken already: who finds no place to wait is told so, and asks for its outcome later.
    TxReceipt seen =
        waits
            .enter()
            .map(place ->
                await(
                    place,
                    wait,
                    slice -> ledger.submit(request.getTx(), WaitFor.COMMITTED, slice, from),
                    LedgerService::isSettled))
            .orElse(taken);
    return ok(Wire.tx(seen));
  }

  private static boolean isSettled(TxReceipt receipt) {
    return receipt.isCommitted() || receipt.isRefused();
  }

  private interface Step<T> {
    T within(Duration slice);
  }

  /// Waits in slices, so that a wait that nobody wants ends soon.
  private static <T> T await(Waits.Place place, Duration most, Step<T> step, Predicate<T> done) {
    long end = System.nanoTime() + most.toNanos();
    while (true) {
      Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
      T seen = step.within(left.compareTo(SLICE) < 0 ? left : SLICE);
      if (done.test(seen) || end - System.nanoTime() <= 0 || !place.wanted()) {
        return seen;
      }
    }
  }

  private static Duration wait(int ms) {
    Duration asked = Duration.ofMillis(Integer.toUnsignedLong(ms));
    return asked.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : asked;
  }

  private LedgerTransport.Reply tx(byte[] body, Waits waits) throws InvalidProtocolBufferException {
    TxRequest request = parse(TxRequest.parser(), body);
    if (request.getBodyId().size() != 32) {
      throw new IllegalArgumentException("a body id has 32 bytes");
    }
    return ledger
        .tx(request.getBodyId())
        .map(receipt -> bounded(request.getProve() ? proved(receipt, waits) : Wire.tx(receipt)))
        .orElseGet(() -> problem(404, "not-found", "the transaction is in no block"));
  }

  private TxReply proved(TxReceipt receipt, Waits waits) {
    TxReply said = Wire.tx(receipt);
    boolean early = receipt.isCommitted() && ledger.status().height() <= receipt.height();
    Optional<TxProof> proof =
        early
            ? awaitHeader(waits, slice -> ledger.proof(receipt, slice))
            : ledger.proof(receipt, Duration.ZERO);
    return proof.map(there -> said.toBuilder().setProof(there).build()).orElse(said);
  }

  /// Waits for the header that proves what is there already.
  private static <T> Optional<T> awaitHeader(Waits waits, Step<Optional<T>> step) {
    return await(waits.enter().orElseThrow(TooManyWait::new), MAX_WAIT, step, Optional::isPresent);
  }

  private Reading proved(List<byte[]> keys, long height, Waits waits) {
    return ledger
        .readProved(keys, height, Duration.ZERO)
        .or(() -> awaitHeader(waits, slice -> ledger.readProved(keys, height, slice)))
        .orElseThrow(() -> new LedgerUnavailable("no header proves height " + height + " yet"));
  }

  private LedgerTransport.Reply get(byte[] body, Waits waits)
      throws InvalidProtocolBufferException {
    GetRequest request = parse(GetRequest.parser(), body);
    for (ByteString key : request.getKeysList()) {
      requireKey(key);
    }
    if (request.getHeight() > ledger.status().height()) {
      return problem(
          503, "unavailable", "height " + request.getHeight() + " is not reached; ask again then");
    }
    List<byte[]> keys = request.getKeysList().stream().map(ByteString::toByteArray).toList();
    Reading reading =
        request.getProve()
            ? proved(keys, request.getHeight(), waits)
            : ledger.read(keys, request.getHeight(), false);
    GetReply.Builder out = GetReply.newBuilder().setHeight(reading.height());
    reading.items().forEach(item -> out.addEntries(Wire.entry(item)));
    reading.next().map(next -> sparing(next, request.getKnown())).ifPresent(out::setNext);
    return bounded(out.build());
  }

  /// Who believes a header needs neither its signatures nor its set again.
  private static LightBlock sparing(LightBlock next, ByteString known) {
    Header header = next.getSignedHeader().getHeader();
    return Headers.hash(header).equals(known)
        ? LightBlock.newBuilder()
            .setSignedHeader(SignedHeader.newBuilder().setHeader(header))
            .build()
        : next;
  }

  private static void requireKey(ByteString key) {
    if (key.isEmpty() || key.size() > 255) {
      throw new IllegalArgumentException("a key has 1 to 255 bytes");
    }
  }

  private static LedgerTransport.Reply bounded(Message reply) {
    return reply.getSerializedSize() <= MAX_REPLY
        ? ok(reply)
        : problem(413, "too-large", "the answer is too long; ask for fewer keys");
  }

  private LedgerTransport.Reply scan(byte[] body) throws InvalidProtocolBufferException {
    ScanRequest request = parse(ScanRequest.parser(), body);
    requireKey(request.getPrefix());
    ScanPage page =
        ledger.scan(
            request.getPrefix().toByteArray(),
            request.getAfter().toByteArray(),
            request.getLimit());
    ScanReply.Builder out = ScanReply.newBuilder().setHeight(page.height()).setMore(page.more());
    page.items().forEach(item -> out.addEntries(Wire.entry(item)));
    return bounded(out.build());
  }

  private LedgerTransport.Reply owned(byte[] body) throws InvalidProtocolBufferException {
    OwnedRequest request = parse(OwnedRequest.parser(), body);
    return ok(
        Wire.owned(
            ledger.owned(
                Wire.ownedKind(request),
                Wire.owner(request),
                request.getAfter(),
                request.getLimit())));
  }

  private LedgerTransport.Reply events(byte[] body, Waits waits)
      throws InvalidProtocolBufferException {
    EventsRequest request = parse(EventsRequest.parser(), body);
    Events.Cursor after = new Events.Cursor(request.getAfterHeight(), request.getAfterIndex());
    EventFilter filter = Wire.filter(request);
    Duration wait = wait(request.getWaitMs());
    Events page = ledger.events(after, filter, request.getLimit(), Duration.ZERO);
    // Who waits goes on from there, so that a call looks at no event twice.
    Events.Cursor[] at = {page.next()};
    boolean ended = !page.items().isEmpty() || (!filter.isAll() && page.next().isAfter(after));
    if (!ended && !wait.isZero()) {
      page =
          await(
              waits.enter().orElseThrow(TooManyWait::new),
              wait,
              slice -> {
                Events seen = ledger.events(at[0], filter, request.getLimit(), slice);
                at[0] = seen.next();
                return seen;
              },
              seen -> !seen.items().isEmpty());
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    write(page.items(), out);
    boolean further =
        page.items().isEmpty()
            ? page.next().isAfter(after)
            : page.next().isAfter(page.items().getLast().at());
    if (!filter.isAll() && further) {
      write(Wire.place(page.next()), out);
    }
    return new LedgerTransport.Reply(200, out.toByteArray());
  }

  private static void write(List<Events.Item> items, OutputStream out) {
    items.forEach(item -> write(Wire.event(item), out));
  }

  private static void write(EventItem item, OutputStream out) {
    try {
      item.writeDelimitedTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
  }

  private LedgerTransport.Reply node(byte[] body) throws InvalidProtocolBufferException {
    parse(NodeRequest.parser(), body);
    return ledger
        .report()
        .map(report -> ok(Wire.report(report)))
        .orElseGet(() -> problem(404, "not-found", "this ledger tells nothing of itself"));
  }

  private LedgerTransport.Reply genesis(byte[] body) throws InvalidProtocolBufferException {
    long from = Integer.toUnsignedLong(parse(GenesisRequest.parser(), body).getFrom());
    return ledger
        .origin()
        .map(origin -> ok(origin.from(from)))
        .orElseGet(() -> problem(404, "not-found", "this ledger tells no genesis"));
  }

  private LedgerTransport.Reply block(byte[] body) throws InvalidProtocolBufferException {
    long height = parse(BlockRequest.parser(), body).getHeight();
    Optional<BlockTxs> block = height < 1 ? Optional.empty() : ledger.block(height);
    return block
        .map(there ->
            ok(
                BlockReply.newBuilder()
                    .setHeight(height)
                    .setTotal(there.total())
                    .addAllTxs(there.txs())
                    .build()))
        .orElseGet(() -> problem(404, "not-found", "there is no block " + height + " here"));
  }

  private LedgerTransport.Reply turns(byte[] body) throws InvalidProtocolBufferException {
    long height = parse(TurnsRequest.parser(), body).getHeight();
    List<Long> turns = height < 1 ? List.of() : ledger.turns(height);
    return turns.isEmpty()
        ? problem(404, "not-found", "there are no turns of block " + height)
        : ok(TurnsReply.newBuilder().addAllPriorities(turns).build());
  }

  private LedgerTransport.Reply evidence(byte[] body, Submitter from)
      throws InvalidProtocolBufferException {
    EvidenceRequest request = parse(EvidenceRequest.parser(), body);
    EvidenceReply.Builder out = EvidenceReply.newBuilder();
    ledger
        .accuse(request.getBlock(), request.getCommonHeight(), from)
        .ifPresent(why -> out.setReason(why.reason()).setDetail(why.detail()));
    return ok(out.build());
  }

  private LedgerTransport.Reply lightBlock(byte[] body) throws InvalidProtocolBufferException {
    long height = parse(LightBlockRequest.parser(), body).getHeight();
    return ledger
        .lightBlock(height)
        .map(LedgerService::ok)
        .orElseGet(() -> problem(404, "not-found", "there is no block " + height));
  }
}
