package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import network.cairn.proto.ledger.ProposalVote;
import network.cairn.proto.ledger.ValidatorRecord;

/// Who votes, with which weight: the operators of the validators that the state names, with their
/// power (docs/protocol.md §17). Whoever was barred, and is still on its way out, counts in the
/// whole and has no vote. Immutable.
final class Electorate {
  private final Map<ByteString, BigInteger> powers = new HashMap<>();
  private final BigInteger total;

  private Electorate(List<ValidatorRecord> validators) {
    BigInteger sum = BigInteger.ZERO;
    for (ValidatorRecord validator : validators) {
      BigInteger power = BigInteger.valueOf(validator.getPower());
      sum = sum.add(power);
      if (power.signum() > 0 && !validator.getOperator().isEmpty() && !validator.getBarred()) {
        powers.merge(validator.getOperator(), power, BigInteger::add);
      }
    }
    this.total = sum;
  }

  static Electorate of(StateReader state) {
    return new Electorate(state.validators());
  }

  boolean has(ByteString operator) {
    return powers.containsKey(operator);
  }

  void require(ByteString payer) {
    Rejected.unless(
        has(payer), Reason.NOT_PERMITTED, "only operators of today's validators propose and vote");
  }

  private BigInteger yes(List<ProposalVote> votes) {
    BigInteger sum = BigInteger.ZERO;
    for (ProposalVote vote : votes) {
      if (vote.getYes()) {
        sum = sum.add(powers.getOrDefault(vote.getOperator(), BigInteger.ZERO));
      }
    }
    return sum;
  }

  /// Whether more than so many thirds of the whole power say yes.
  boolean isAboveThirds(int thirds, List<ProposalVote> votes) {
    BigInteger needed = total.multiply(BigInteger.valueOf(thirds));
    return yes(votes).multiply(BigInteger.valueOf(3)).compareTo(needed) > 0;
  }
}
