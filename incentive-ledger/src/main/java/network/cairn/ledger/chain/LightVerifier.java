package network.cairn.ledger.chain;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import network.cairn.proto.comet.Commit;
import network.cairn.proto.comet.CommitSig;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.SignedHeader;

/// Whether a signed header follows from one that is trusted (CometBFT's light client).
///
/// @param trustingPeriod how long a header is trusted after its time
/// @param clockDrift how far ahead of now a header's time may be
/// @param numerator of the trusted power that must have signed a header further on
/// @param denominator the same fraction's other half
public record LightVerifier(
    String chainId,
    Duration trustingPeriod,
    Duration clockDrift,
    long numerator,
    long denominator) {
  /// What the verifier found.
  public enum Verdict {
    SUCCESS,
    NOT_ENOUGH_TRUST,
    INVALID,
    EXPIRED
  }

  /// The usual verifier: a third of the trusted power.
  public static LightVerifier ofThird(
      String chainId, Duration trustingPeriod, Duration clockDrift) {
    return new LightVerifier(chainId, trustingPeriod, clockDrift, 1, 3);
  }

  /// Verifies `next` from `trusted`.
  ///
  /// @param trustedValidators the set of the trusted header's height, or of the height after it
  /// @param nextValidators the set of `next`'s height
  public Verdict verify(
      SignedHeader trusted,
      Validators trustedValidators,
      SignedHeader next,
      Validators nextValidators,
      Instant now) {
    Header from = trusted.getHeader();
    if (!Times.instant(from.getTime()).plus(trustingPeriod).isAfter(now)) {
      return Verdict.EXPIRED;
    }
    if (!isNewAndWellFormed(from, next, nextValidators, now)) {
      return Verdict.INVALID;
    }
    boolean adjacent = next.getHeader().getHeight() == from.getHeight() + 1;
    if (adjacent) {
      return next.getHeader().getValidatorsHash().equals(from.getNextValidatorsHash())
          ? byOwnSet(next, nextValidators)
          : Verdict.INVALID;
    }
    return switch (new CommitCheck(chainId, trustedValidators)
        .trusting(next.getCommit(), numerator, denominator)) {
      case ENOUGH -> byOwnSet(next, nextValidators);
      case NOT_ENOUGH -> Verdict.NOT_ENOUGH_TRUST;
      case INVALID -> Verdict.INVALID;
    };
  }

  private Verdict byOwnSet(SignedHeader next, Validators validators) {
    CommitCheck.Verdict verdict =
        new CommitCheck(chainId, validators)
            .light(next.getCommit().getBlockId(), next.getHeader().getHeight(), next.getCommit());
    return verdict == CommitCheck.Verdict.ENOUGH ? Verdict.SUCCESS : Verdict.INVALID;
  }

  private boolean isNewAndWellFormed(
      Header from, SignedHeader next, Validators validators, Instant now) {
    Header header = next.getHeader();
    Instant time = Times.instant(header.getTime());
    return fault(chainId, next).isEmpty()
        && header.getHeight() > from.getHeight()
        && time.isAfter(Times.instant(from.getTime()))
        && time.isBefore(now.plus(clockDrift))
        && header.getValidatorsHash().equals(validators.hash());
  }

  /// What is wrong with a signed header by itself, its signatures aside. What CometBFT cannot take
  /// as evidence is wrong too (docs/protocol.md §16).
  public static Optional<String> fault(String chainId, SignedHeader signed) {
    Header header = signed.getHeader();
    Commit commit = signed.getCommit();
    if (!header.getChainId().equals(chainId)) {
      return Optional.of("header of chain " + header.getChainId());
    }
    Optional<String> own =
        Headers.fault(header)
            .or(() -> fault(commit))
            .or(() -> WireForm.fault(header))
            .or(() -> WireForm.fault(commit));
    if (own.isPresent()) {
      return own;
    }
    if (commit.getHeight() != header.getHeight()) {
      return Optional.of("commit of another height");
    }
    return commit.getBlockId().getHash().equals(Headers.hash(header))
        ? Optional.empty()
        : Optional.of("the commit signs another block");
  }

  private static Optional<String> fault(Commit commit) {
    if (commit.getHeight() < 1 || commit.getRound() < 0 || commit.getSignaturesCount() == 0) {
      return Optional.of("a commit without height or signatures");
    }
    for (CommitSig sig : commit.getSignaturesList()) {
      Optional<String> fault = CommitCheck.fault(sig);
      if (fault.isPresent()) {
        return fault;
      }
    }
    return Optional.empty();
  }
}
