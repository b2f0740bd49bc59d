package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import network.cairn.ledger.proof.Challenges;

/// What a proof of possession must answer (docs/protocol.md §5 and §6).
///
/// @param id of the set, or of the ticket whose repair is proven
/// @param period of the set; 0 for a repair
/// @param seedHeight height of the beacon that the leaves are drawn from
/// @param leafCount of the piece
/// @param count leaves to show
public record Challenge(long id, long period, long seedHeight, long leafCount, int count) {

  /// The leaves to show.
  ///
  /// @param beacon R(seedHeight)
  public long[] indices(ByteString chainRef, ByteString beacon) {
    byte[] seed = Challenges.seed(chainRef.toByteArray(), seedHeight, beacon.toByteArray());
    return Challenges.indices(seed, id, period, leafCount, count);
  }
}
