package network.cairn.ledger.light;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import network.cairn.base.units.ClockOff;
import network.cairn.ledger.chain.CommitCheck;
import network.cairn.ledger.chain.LightVerifier;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.chain.Validators;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.comet.SignedHeader;

/// A well-formed header of a chain with its commit, and the set of its height by the hash that it
/// carries. By itself nothing to believe. Immutable.
///
/// @param hash of the header
public record LightHeader(SignedHeader signed, Validators validators, ByteString hash) {
  /// How far ahead of now a header's time may be.
  public static final Duration CLOCK_DRIFT = Duration.ofSeconds(60);

  /// What reading a light block gave.
  public sealed interface Read {
    record Good(LightHeader header) implements Read {}

    record Bad(String why) implements Read {}
  }

  /// Reads a light block; its set may be left out where it is the trusted one.
  ///
  /// @param now headers of other sets are not ahead of it by more than [#CLOCK_DRIFT]: what is
  ///   followed from them is trusted for a time after their own
  public static Read read(LightBlock block, TrustRoot root, Instant now) {
    SignedHeader signed = block.getSignedHeader();
    Optional<String> fault = LightVerifier.fault(root.chainId(), signed);
    if (fault.isPresent()) {
      return new Read.Bad(fault.get());
    }
    Header header = signed.getHeader();
    ByteString hash = signed.getCommit().getBlockId().getHash();
    boolean trustedSet = header.getValidatorsHash().equals(root.validators().hash());
    if (trustedSet && root.header().isEmpty()) {
      return new Read.Good(new LightHeader(signed, root.validators(), hash));
    }
    Duration ahead = Duration.between(now, Times.instant(header.getTime()));
    if (ahead.compareTo(CLOCK_DRIFT) > 0) {
      return new Read.Bad(
          "the header's time is in the future: " + new ClockOff(ahead.negated()).advice());
    }
    return set(block, root, trustedSet)
        .<Read>map(set -> new Read.Good(new LightHeader(signed, set, hash)))
        .orElse(new Read.Bad("the header is of other validators than those that came with it"));
  }

  private static Optional<Validators> set(LightBlock block, TrustRoot root, boolean trustedSet) {
    return trustedSet
        ? Optional.of(root.validators())
        : Validators.of(block.getValidatorSet())
            .filter(
                set -> set.hash().equals(block.getSignedHeader().getHeader().getValidatorsHash()));
  }

  public Header header() {
    return signed.getHeader();
  }

  public long height() {
    return header().getHeight();
  }

  public Instant time() {
    return Times.instant(header().getTime());
  }

  public Mark mark() {
    return new Mark(height(), hash);
  }

  /// Whether this block names that one as the block before.
  public boolean follows(Mark before) {
    return height() == before.height() + 1
        && header().getLastBlockId().getHash().equals(before.hash());
  }

  /// Whether more than two thirds of its own set signed it.
  public boolean isSigned() {
    return new CommitCheck(header().getChainId(), validators)
            .light(signed.getCommit().getBlockId(), height(), signed.getCommit())
        == CommitCheck.Verdict.ENOUGH;
  }

  /// With its set, as servers give it.
  public LightBlock toWire() {
    return LightBlock.newBuilder()
        .setSignedHeader(signed)
        .setValidatorSet(validators.toWire())
        .build();
  }
}
