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
import network.cairn.ledger.engine.Submitter;
import network.cairn.proto.ledgerapi.EventsRequest;
import network.cairn.proto.ledgerapi.GetReply;
import network.cairn.proto.ledgerapi.GetRequest;
import network.cairn.proto.ledgerapi.LightBlockRequest;
import network.cairn.proto.ledgerapi.Problem;
import network.cairn.proto.ledgerapi.ScanReply;
import network.cairn.proto.ledgerapi.ScanRequest;
import network.cairn.proto.ledgerapi.StatusRequest;
import network.cairn.proto.ledgerapi.SubmitRequest;
import network.cairn.proto.ledgerapi.TxReply;
import network.cairn.proto.ledgerapi.TxRequest;

/// What stands behind the ledger's door: bytes of a request in, status and bytes of an answer out.
///
/// The door posts the body of `POST /ledger/v1/<name>` here and writes what comes back, as
/// `application/x-protobuf`. Names: `status submit tx get scan events light-block`. The answer of
/// `events` is a stream of length-delimited messages that ends by itself. Any bytes are answered;
/// thread-safe. Calls may block up to [#MAX_WAIT].
public final class LedgerService {
  /// Where the door mounts this.
  public static final String PREFIX = "/ledger/v1/";

  /// Longest body of a request; the door reads no more.
  public static final int MAX_REQUEST = 512 * 1024;

  /// Longest answer.
  public static final int MAX_REPLY = 512 * 1024;

  /// Longest time that a call waits for a block.
  public static final Duration MAX_WAIT = Duration.ofSeconds(30);

  private final LedgerClient ledger;

  public LedgerService(LedgerClient ledger) {
    this.ledger = ledger;
  }

  /// Answers one request of this process.
  ///
  /// @param name what follows [#PREFIX] in the path
  public LedgerTransport.Reply answer(String name, byte[] body) {
    return answer(name, body, Submitter.local());
  }

  /// Answers one request.
  ///
  /// @param name what follows [#PREFIX] in the path
  /// @param from who asks
  public LedgerTransport.Reply answer(String name, byte[] body, Submitter from) {
    if (body.length > MAX_REQUEST) {
      return problem(413, "too-large", "a request has at most " + MAX_REQUEST + " bytes");
    }
    try {
      return switch (name) {
        case "status" -> status(body);
        case "submit" -> submit(body, from);
        case "tx" -> tx(body);
        case "get" -> get(body);
        case "scan" -> scan(body);
        case "events" -> events(body);
        case "light-block" -> lightBlock(body);
        default -> problem(404, "not-found", "there is no " + PREFIX + name);
      };
    } catch (InvalidProtocolBufferException e) {
      return problem(400, "malformed", "the body does not decode: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      return problem(400, "malformed", String.valueOf(e.getMessage()));
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

  private LedgerTransport.Reply submit(byte[] body, Submitter from)
      throws InvalidProtocolBufferException {
    SubmitRequest request = parse(SubmitRequest.parser(), body);
    TxReceipt receipt =
        ledger.submit(
            request.getTx(),
            request.getWaitCommitted() ? WaitFor.COMMITTED : WaitFor.ACCEPTED,
            wait(request.getTimeoutMs()),
            from);
    return ok(Wire.tx(receipt));
  }

  private static Duration wait(int ms) {
    Duration asked = Duration.ofMillis(Integer.toUnsignedLong(ms));
    return asked.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : asked;
  }

  private LedgerTransport.Reply tx(byte[] body) throws InvalidProtocolBufferException {
    TxRequest request = parse(TxRequest.parser(), body);
    if (request.getBodyId().size() != 32) {
      throw new IllegalArgumentException("a body id has 32 bytes");
    }
    return ledger
        .tx(request.getBodyId())
        .map(receipt -> bounded(request.getProve() ? proved(receipt) : Wire.tx(receipt)))
        .orElseGet(() -> problem(404, "not-found", "the transaction is in no block"));
  }

  private TxReply proved(TxReceipt receipt) {
    TxReply said = Wire.tx(receipt);
    return ledger
        .proof(receipt)
        .map(proof -> said.toBuilder().setProof(proof).build())
        .orElse(said);
  }

  private LedgerTransport.Reply get(byte[] body) throws InvalidProtocolBufferException {
    GetRequest request = parse(GetRequest.parser(), body);
    for (ByteString key : request.getKeysList()) {
      requireKey(key);
    }
    Reading reading =
        ledger.read(
            request.getKeysList().stream().map(ByteString::toByteArray).toList(),
            request.getHeight(),
            request.getProve());
    GetReply.Builder out = GetReply.newBuilder().setHeight(reading.height());
    reading.items().forEach(item -> out.addEntries(Wire.entry(item)));
    reading.next().ifPresent(out::setNext);
    return bounded(out.build());
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

  private LedgerTransport.Reply events(byte[] body) throws InvalidProtocolBufferException {
    EventsRequest request = parse(EventsRequest.parser(), body);
    Events page =
        ledger.events(
            new Events.Cursor(request.getAfterHeight(), request.getAfterIndex()),
            request.getLimit(),
            wait(request.getWaitMs()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    write(page.items(), out);
    return new LedgerTransport.Reply(200, out.toByteArray());
  }

  private static void write(List<Events.Item> items, OutputStream out) {
    try {
      for (Events.Item item : items) {
        Wire.event(item).writeDelimitedTo(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
  }

  private LedgerTransport.Reply lightBlock(byte[] body) throws InvalidProtocolBufferException {
    long height = parse(LightBlockRequest.parser(), body).getHeight();
    return ledger
        .lightBlock(height)
        .map(LedgerService::ok)
        .orElseGet(() -> problem(404, "not-found", "there is no block " + height));
  }
}
