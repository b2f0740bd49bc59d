package network.cairn.ledger.chain;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import network.cairn.proto.comet.BlockId;
import network.cairn.proto.comet.CanonicalVote;
import network.cairn.proto.comet.Commit;
import network.cairn.proto.comet.CommitSig;
import network.cairn.proto.comet.Time;

/// What validators sign.
public final class Votes {
  public static final int PRECOMMIT = 2;

  /// Flags of a commit's signatures.
  public static final int ABSENT = 1;

  public static final int FOR_BLOCK = 2;
  public static final int NIL = 3;

  private Votes() {}

  /// The exact bytes of a vote: its canonical form, preceded by its length. A vote for no block
  /// leaves the block out.
  public static byte[] signBytes(
      String chainId, int type, long height, long round, Optional<BlockId> block, Time time) {
    CanonicalVote.Builder vote =
        CanonicalVote.newBuilder()
            .setType(type)
            .setHeight(height)
            .setRound(round)
            .setTimestamp(time)
            .setChainId(chainId);
    block.ifPresent(id -> vote.setBlockId(Headers.withParts(id)));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      vote.build().writeDelimitedTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return out.toByteArray();
  }

  /// What the signature at an index of a commit signs.
  public static byte[] signBytes(String chainId, Commit commit, int index) {
    CommitSig sig = commit.getSignatures(index);
    Optional<BlockId> block =
        sig.getBlockIdFlag() == FOR_BLOCK ? Optional.of(commit.getBlockId()) : Optional.empty();
    return signBytes(
        chainId, PRECOMMIT, commit.getHeight(), commit.getRound(), block, sig.getTimestamp());
  }

  /// The root over a commit's signatures, which the next header carries.
  public static ByteString commitHash(Commit commit) {
    return MerkleTree.root(commit.getSignaturesList().stream().map(Votes::encode).toList());
  }

  /// CometBFT writes the time of an absent vote too.
  private static ByteString encode(CommitSig sig) {
    return sig.toBuilder().setTimestamp(sig.getTimestamp()).build().toByteString();
  }
}
