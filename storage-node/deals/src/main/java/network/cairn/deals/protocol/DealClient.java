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
    return switch (call(provider, new DealRequest.Ask())) {
      case DealResponse.Ask(ByteString signedAsk) -> Optional.of(decode(signedAsk));
      case DealResponse.Reject _ -> Optional.empty();
      case DealResponse other -> throw unexpected(other);
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
    return switch (call(provider, new DealRequest.Propose(intent.encode()))) {
      case DealResponse.Taken _ -> new DealAnswer.Taken();
      case DealResponse.Reject(RejectCode code, String detail) ->
          new DealAnswer.Rejected(code, detail);
      case DealResponse other -> throw unexpected(other);
    };
  }

  /// How far the provider is with an intent.
  public FillStatus status(PeerId provider, ByteString intentHash)
      throws IOException, InterruptedException {
    return switch (call(provider, new DealRequest.Status(intentHash))) {
      case DealResponse.Status(FillStatus status) -> status;
      case DealResponse.Reject _ -> FillStatus.UNKNOWN;
      case DealResponse other -> throw unexpected(other);
    };
  }

  private static InvalidFrame unexpected(DealResponse response) {
    return new InvalidFrame("an answer of kind " + response.getClass().getSimpleName());
  }

  private DealResponse call(PeerId provider, DealRequest request)
      throws IOException, InterruptedException {
    try (Stream stream = host.open(provider, List.of(DealServer.PROTOCOL), DealServer.TIME)) {
      stream.deadline(DealServer.TIME);
      DealCodec.write(stream, request);
      stream.closeWrite();
      return DealCodec.readResponse(stream.input());
    }
  }
}
