package network.cairn.deals.protocol;

import com.google.protobuf.ByteString;
import java.util.Optional;
import network.cairn.ledger.types.SignedAsk;
import network.cairn.ledger.types.SignedIntent;
import network.cairn.libp2p.peer.PeerId;

/// What a provider answers. Called on a thread of the stream; must answer within 30 seconds.
public interface DealService {
  /// The ask, if deals are taken now.
  Optional<SignedAsk> ask(PeerId client);

  /// Idempotent by the intent's hash.
  DealAnswer propose(PeerId client, SignedIntent intent);

  /// Answered to the peer that proposed, to others as unknown.
  FillStatus status(PeerId client, ByteString intentHash);
}
