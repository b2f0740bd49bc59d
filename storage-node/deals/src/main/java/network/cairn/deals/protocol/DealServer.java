package network.cairn.deals.protocol;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.OutOfRange;
import network.cairn.ledger.types.SignedAsk;
import network.cairn.ledger.types.SignedIntent;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.host.StreamReset;
import network.cairn.proto.deal.AskResponse;
import network.cairn.proto.deal.DealRequest;
import network.cairn.proto.deal.DealResponse;
import network.cairn.proto.deal.Reject;
import network.cairn.proto.deal.RejectCode;
import network.cairn.proto.deal.StatusResponse;
import network.cairn.proto.deal.Taken;

/// Serves `/cairn/deal/1.0.0`: one request and one answer per stream, 30 s, 64 streams at a time.
public final class DealServer implements AutoCloseable {
  /// The protocol's id.
  public static final String PROTOCOL = "/cairn/deal/1.0.0";

  static final Duration TIME = Duration.ofSeconds(30);
  private static final int STREAMS = 64;
  private static final int HASH = 32;

  private final Host host;
  private final DealService service;
  private final Semaphore streams = new Semaphore(STREAMS);

  private DealServer(Host host, DealService service) {
    this.host = host;
    this.service = service;
  }

  public static DealServer start(Host host, DealService service) {
    DealServer server = new DealServer(host, service);
    host.handle(PROTOCOL, server::serve);
    return server;
  }

  private void serve(Stream stream) throws IOException {
    if (!streams.tryAcquire()) {
      stream.reset(StreamReset.RESOURCE_LIMIT_EXCEEDED);
      return;
    }
    try {
      stream.deadline(TIME);
      DealRequest request = Frames.read(stream.input(), DealRequest.parser());
      Frames.write(stream, answer(stream, request));
      stream.closeWrite();
    } finally {
      streams.release();
    }
  }

  private DealResponse answer(Stream stream, DealRequest request) {
    return switch (request.getKindCase()) {
      case ASK ->
          service
              .ask()
              .map(SignedAsk::encode)
              .map(ask -> response().setAsk(AskResponse.newBuilder().setSignedAsk(ask)).build())
              .orElseGet(() -> reject(RejectCode.NOT_TAKING, "no new deals are taken"));
      case PROPOSE -> propose(stream, request.getPropose().getSignedIntent());
      case STATUS -> status(stream, request.getStatus().getIntent());
      case KIND_NOT_SET -> reject(RejectCode.MALFORMED, "the request is of no known kind");
    };
  }

  private DealResponse propose(Stream stream, ByteString bytes) {
    SignedIntent intent;
    try {
      intent = SignedIntent.decode(bytes);
    } catch (NotCanonical | OutOfRange e) {
      return reject(RejectCode.MALFORMED, "the intent: " + e.getMessage());
    }
    return switch (service.propose(stream.remotePeer(), intent)) {
      case DealAnswer.Taken _ -> response().setTaken(Taken.getDefaultInstance()).build();
      case DealAnswer.Rejected(RejectCode code, String detail) -> reject(code, detail);
    };
  }

  private DealResponse status(Stream stream, ByteString hash) {
    if (hash.size() != HASH) {
      return reject(RejectCode.MALFORMED, "an intent's hash has 32 bytes, not " + hash.size());
    }
    FillStatus status = service.status(stream.remotePeer(), hash);
    StatusResponse.Builder out =
        StatusResponse.newBuilder()
            .setState(status.state())
            .setBytes(status.bytes())
            .setTx(status.tx());
    if (!status.reason().isEmpty()) {
      out.setReason(
          Reject.newBuilder()
              .setCode(RejectCode.REJECT_UNKNOWN)
              .setDetail(Frames.shorten(status.reason(), DealAnswer.Rejected.MAX_DETAIL)));
    }
    return response().setStatus(out).build();
  }

  private static DealResponse.Builder response() {
    return DealResponse.newBuilder();
  }

  private static DealResponse reject(RejectCode code, String detail) {
    String text = Frames.shorten(detail, DealAnswer.Rejected.MAX_DETAIL);
    return response().setReject(Reject.newBuilder().setCode(code).setDetail(text)).build();
  }

  @Override
  public void close() {
    host.unhandle(PROTOCOL);
  }
}
