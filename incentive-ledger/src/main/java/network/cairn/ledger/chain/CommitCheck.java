package network.cairn.ledger.chain;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import network.cairn.ledger.crypto.SignatureCheck;
import network.cairn.ledger.crypto.Zip215;
import network.cairn.proto.comet.BlockId;
import network.cairn.proto.comet.Commit;
import network.cairn.proto.comet.CommitSig;

/// Whether enough of a validator set signed a block. The three checks and their order of faults are
/// CometBFT's, because its verdicts must be ours.
public final class CommitCheck {
  /// What a check found.
  public enum Verdict {
    ENOUGH,
    NOT_ENOUGH,
    INVALID
  }

  private static final int MAX_SIGNATURE = 64;
  private final String chainId;
  private final Validators validators;
  private final SignatureCheck signatures;

  /// @param validators the set of the commits' height; for [#trusting] of an earlier one
  public CommitCheck(String chainId, Validators validators) {
    this(chainId, validators, Zip215::verify);
  }

  /// As the other, with who says of signatures what [Zip215] would; what is stricter fits the votes
  /// of this program alone.
  public CommitCheck(String chainId, Validators validators, SignatureCheck signatures) {
    this.chainId = chainId;
    this.validators = validators;
    this.signatures = signatures;
  }

  /// Every signature, those for no block too, must hold, and more than two thirds be for the block.
  public Verdict full(BlockId block, long height, Commit commit) {
    return fits(block, height, commit)
        ? tally(commit, sig -> sig.getBlockIdFlag() != Votes.ABSENT, true, true, 2, 3)
        : Verdict.INVALID;
  }

  /// Looks at signatures for the block in order until there are more than two thirds.
  public Verdict light(BlockId block, long height, Commit commit) {
    return fits(block, height, commit)
        ? tally(commit, CommitCheck::isForBlock, false, true, 2, 3)
        : Verdict.INVALID;
  }

  /// Whether more than a fraction of this set, found by address, signed another set's commit.
  public Verdict trusting(Commit commit, long numerator, long denominator) {
    return validators.members().isEmpty()
        ? Verdict.INVALID
        : tally(commit, CommitCheck::isForBlock, false, false, numerator, denominator);
  }

  private boolean fits(BlockId block, long height, Commit commit) {
    return !validators.members().isEmpty()
        && validators.members().size() == commit.getSignaturesCount()
        && commit.getHeight() == height
        && Headers.withParts(commit.getBlockId()).equals(Headers.withParts(block));
  }

  private static boolean isForBlock(CommitSig sig) {
    return sig.getBlockIdFlag() == Votes.FOR_BLOCK;
  }

  private record Vote(int index, Validators.Validator validator) {}

  private Verdict tally(
      Commit commit,
      Predicate<CommitSig> counted,
      boolean all,
      boolean byIndex,
      long numerator,
      long denominator) {
    BigInteger needed =
        validators
            .totalPower()
            .multiply(BigInteger.valueOf(numerator))
            .divide(BigInteger.valueOf(denominator));
    BigInteger sum = BigInteger.ZERO;
    List<Vote> votes = new ArrayList<>();
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < commit.getSignaturesCount(); i++) {
      CommitSig sig = commit.getSignatures(i);
      if (!counted.test(sig)) {
        continue;
      }
      Optional<Integer> at =
          byIndex ? Optional.of(i) : validators.indexOf(sig.getValidatorAddress());
      if (at.isEmpty()) {
        continue;
      }
      Validators.Validator validator = validators.members().get(at.get());
      if (fault(sig).isPresent()
          || !seen.add(at.get())
          || !validator.address().equals(sig.getValidatorAddress())) {
        return Verdict.INVALID;
      }
      votes.add(new Vote(i, validator));
      if (isForBlock(sig)) {
        sum = sum.add(BigInteger.valueOf(validator.power()));
      }
      if (!all && sum.compareTo(needed) > 0) {
        break;
      }
    }
    return judge(commit, votes, sum.compareTo(needed) > 0);
  }

  /// Many signatures are verified after the power is counted, a single one before: so CometBFT.
  private Verdict judge(Commit commit, List<Vote> votes, boolean enough) {
    boolean countFirst = commit.getSignaturesCount() >= 2;
    if (countFirst && !enough) {
      return Verdict.NOT_ENOUGH;
    }
    for (Vote vote : votes) {
      byte[] signed = Votes.signBytes(chainId, commit, vote.index());
      ByteString signature = commit.getSignatures(vote.index()).getSignature();
      if (!signatures.verify(
          vote.validator().pubkey().toByteArray(), signed, signature.toByteArray())) {
        return Verdict.INVALID;
      }
    }
    return enough ? Verdict.ENOUGH : Verdict.NOT_ENOUGH;
  }

  /// What is wrong with a signature's form.
  static Optional<String> fault(CommitSig sig) {
    return switch (sig.getBlockIdFlag()) {
      case Votes.ABSENT ->
          sig.getValidatorAddress().isEmpty()
                  && sig.getSignature().isEmpty()
                  && sig.getTimestamp().equals(Times.ZERO)
              ? Optional.empty()
              : Optional.of("an absent vote says something");
      case Votes.FOR_BLOCK, Votes.NIL ->
          sig.getValidatorAddress().size() == Headers.ADDRESS_SIZE
                  && !sig.getSignature().isEmpty()
                  && sig.getSignature().size() <= MAX_SIGNATURE
              ? Optional.empty()
              : Optional.of("a vote without address or signature");
      default -> Optional.of("unknown flag " + sig.getBlockIdFlag());
    };
  }
}
