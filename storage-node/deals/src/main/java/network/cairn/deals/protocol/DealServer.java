package network.cairn.deals.protocol;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.time.Duration;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.OutOfRange;
import network.cairn.ledger.types.SignedAsk;
import network.cairn.ledger.types.SignedIntent;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.host.StreamBounds;

/// Serves `/cairn/deal/1.0.0`: one request and one answer per stream, 30 s; 4 requests of a peer,
/// 16 of a network and 64 in all at a time.
public final class DealServer implements AutoCloseable {
  /// The protocol's id.
  public static final String PROTOCOL = "/cairn/deal/1.0.0";

  static final Duration TIME = Duration.ofSeconds(30);
  private static final StreamBounds BOUNDS =
      new StreamBounds("deal", 4, 16, 64, Duration.ofSeconds(10));
  private static final int HASH = 32;

  private final Host host;
  private final DealService service;

  private DealServer(Host host, DealService service) {
    this.host = host;
    this.service = service;
  }

  public static DealServer start(Host host, DealService service) {
    DealServer server = new DealServer(host, service);
    host.handle(PROTOCOL, BOUNDS, server::serve);
    return server;
  }

  private void serve(Stream stream) throws IOException {
    stream.deadline(TIME);
    DealRequest request = DealCodec.readRequest(stream.input());
    stream.admitOrReset();
    stream.deadline(TIME);
    DealCodec.write(stream, answer(stream, request));
    stream.closeWrite();
  }

  private DealResponse answer(Stream stream, DealRequest request) {
    return switch (request) {
      case DealRequest.Ask _ ->
          service
              .ask(stream.remotePeer())
              .map(SignedAsk::encode)
              .<DealResponse>map(DealResponse.Ask::new)
              .orElseGet(
                  () -> new DealResponse.Reject(RejectCode.NOT_TAKING, "no new deals are taken"));
      case DealRequest.Propose(ByteString signedIntent) -> propose(stream, signedIntent);
      case DealRequest.Status(ByteString intentHash) -> status(stream, intentHash);
      case DealRequest.Unknown _ -> malformed("the request is of no known kind");
    };
  }

  private DealResponse propose(Stream stream, ByteString bytes) {
    SignedIntent intent;
    try {
      intent = SignedIntent.decode(bytes);
    } catch (NotCanonical | OutOfRange e) {
      return malformed("the intent: " + e.getMessage());
    }
    return switch (service.propose(stream.remotePeer(), intent)) {
      case DealAnswer.Taken _ -> new DealResponse.Taken();
      case DealAnswer.Rejected(RejectCode code, String detail) ->
          new DealResponse.Reject(code, detail);
    };
  }

  private DealResponse status(Stream stream, ByteString hash) {
    if (hash.size() != HASH) {
      return malformed("an intent's hash has 32 bytes, not " + hash.size());
    }
    return new DealResponse.Status(service.status(stream.remotePeer(), hash));
  }

  private static DealResponse malformed(String detail) {
    return new DealResponse.Reject(RejectCode.MALFORMED, detail);
  }

  @Override
  public void close() {
    host.unhandle(PROTOCOL);
  }
}
