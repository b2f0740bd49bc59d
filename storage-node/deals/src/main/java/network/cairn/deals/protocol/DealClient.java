package network.cairn.deals.protocol;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.OutOfRange;
import network.cairn.ledger.types.SignedAsk;
import network.cairn.ledger.types.SignedIntent;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.proto.deal.AskRequest;
import network.cairn.proto.deal.DealRequest;
import network.cairn.proto.deal.DealResponse;
import network.cairn.proto.deal.FillState;
import network.cairn.proto.deal.Propose;
import network.cairn.proto.deal.Reject;
import network.cairn.proto.deal.StatusRequest;
import network.cairn.proto.deal.StatusResponse;

/// Speaks `/cairn/deal/1.0.0` to a provider; each call ends within 30 s. What comes back is checked
/// for form only. Thread-safe.
public final class DealClient {
  private final Host host;

  public DealClient(Host host) {
    this.host = host;
  }

  /// The provider's ask, its signature not yet checked; empty if it takes no deals.
  ///
  /// @throws IOException if the provider cannot be reached or answers nonsense
  public Optional<SignedAsk> ask(PeerId provider) throws IOException, InterruptedException {
    DealResponse response =
        call(provider, DealRequest.newBuilder().setAsk(AskRequest.getDefaultInstance()).build());
    return switch (response.getKindCase()) {
      case ASK -> Optional.of(decode(response.getAsk().getSignedAsk()));
      case REJECT -> Optional.empty();
      case TAKEN, STATUS, KIND_NOT_SET -> throw unexpected(response);
    };
  }

  private static SignedAsk decode(ByteString bytes) throws IOException {
    try {
      return SignedAsk.decode(bytes);
    } catch (NotCanonical | OutOfRange e) {
      throw new InvalidFrame("the ask: " + e.getMessage());
    }
  }

  /// Proposes a slot; may be repeated.
  public DealAnswer propose(PeerId provider, SignedIntent intent)
      throws IOException, InterruptedException {
    Propose propose = Propose.newBuilder().setSignedIntent(intent.encode()).build();
    DealResponse response = call(provider, DealRequest.newBuilder().setPropose(propose).build());
    return switch (response.getKindCase()) {
      case TAKEN -> new DealAnswer.Taken();
      case REJECT -> {
        Reject reject = response.getReject();
        yield new DealAnswer.Rejected(reject.getCode(), reject.getDetail());
      }
      case ASK, STATUS, KIND_NOT_SET -> throw unexpected(response);
    };
  }

  /// How far the provider is with an intent.
  public FillStatus status(PeerId provider, ByteString intentHash)
      throws IOException, InterruptedException {
    StatusRequest request = StatusRequest.newBuilder().setIntent(intentHash).build();
    DealResponse response = call(provider, DealRequest.newBuilder().setStatus(request).build());
    return switch (response.getKindCase()) {
      case STATUS -> of(response.getStatus());
      case REJECT -> FillStatus.UNKNOWN;
      case ASK, TAKEN, KIND_NOT_SET -> throw unexpected(response);
    };
  }

  private static FillStatus of(StatusResponse status) {
    FillState state =
        status.getState() == FillState.UNRECOGNIZED ? FillState.FILL_UNKNOWN : status.getState();
    return new FillStatus(state, status.getBytes(), status.getTx(), status.getReason().getDetail());
  }

  private static InvalidFrame unexpected(DealResponse response) {
    return new InvalidFrame("an answer of kind " + response.getKindCase());
  }

  private DealResponse call(PeerId provider, DealRequest request)
      throws IOException, InterruptedException {
    try (Stream stream = host.open(provider, List.of(DealServer.PROTOCOL), DealServer.TIME)) {
      stream.deadline(DealServer.TIME);
      Frames.write(stream, request);
      stream.closeWrite();
      return Frames.read(stream.input(), DealResponse.parser());
    }
  }
}
