package network.cairn.ledger.engine.comet;

import com.google.protobuf.ByteString;
import java.util.List;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.chain.Votes;
import network.cairn.ledger.rules.BlockContext.Kind;
import network.cairn.ledger.rules.BlockContext.Misbehaviour;
import network.cairn.ledger.rules.BlockContext.Signer;
import network.cairn.proto.abci.AbciValidator;
import network.cairn.proto.abci.CommitInfo;
import network.cairn.proto.abci.ExtendedCommitInfo;
import network.cairn.proto.abci.Misbehavior;

/// What CometBFT tells of validators with a block, as the rules read it.
final class Told {
  private static final int DUPLICATE_VOTE = 1;
  private static final int LIGHT_CLIENT_ATTACK = 2;

  private Told() {}

  static List<Signer> of(CommitInfo commit) {
    return commit.getVotesList().stream()
        .map(vote -> signer(vote.getValidator(), vote.getBlockIdFlag()))
        .toList();
  }

  static List<Signer> ofExtended(ExtendedCommitInfo commit) {
    return commit.getVotesList().stream()
        .map(vote -> signer(vote.getValidator(), vote.getBlockIdFlag()))
        .toList();
  }

  private static Signer signer(AbciValidator validator, int flag) {
    ByteString address = validator.getAddress();
    return new Signer(address, validator.getPower(), flag == Votes.FOR_BLOCK);
  }

  /// @throws IllegalArgumentException for a kind that this version of CometBFT does not have
  static List<Misbehaviour> of(List<Misbehavior> shown) {
    return shown.stream()
        .map(one ->
            new Misbehaviour(
                kind(one.getType()),
                one.getValidator().getAddress(),
                one.getHeight(),
                Times.nanos(one.getTime()),
                one.getTotalVotingPower()))
        .toList();
  }

  private static Kind kind(int type) {
    return switch (type) {
      case DUPLICATE_VOTE -> Kind.DUPLICATE_VOTE;
      case LIGHT_CLIENT_ATTACK -> Kind.LIGHT_CLIENT_ATTACK;
      default -> throw new IllegalArgumentException("misbehaviour of type " + type);
    };
  }
}
