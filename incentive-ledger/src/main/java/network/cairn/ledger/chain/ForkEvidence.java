package network.cairn.ledger.chain;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import network.cairn.ledger.crypto.Zip215;
import network.cairn.proto.comet.Commit;
import network.cairn.proto.comet.CommitSig;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.comet.SignedHeader;
import network.cairn.proto.comet.Time;

/// Evidence that validators signed a block beside the chain's, in the form in which CometBFT takes
/// an attack on light clients. Pure, immutable.
///
/// @param block beside the chain's, with those votes alone that hold
/// @param commonHeight its own height where it differs in nothing that the state decides, so that
///   who voted for both is guilty; a lower one where it lies about the state, so that each of the
///   set there that signed it is
/// @param time of the chain's block of that height
/// @param power of the whole set of that height
/// @param guilty in the set's order
public record ForkEvidence(
    LightBlock block,
    long commonHeight,
    Time time,
    BigInteger power,
    List<Validators.Validator> guilty) {
  public ForkEvidence {
    guilty = List.copyOf(guilty);
  }

  /// A block of the chain, which is known to be one.
  ///
  /// @param signed with the commit that the next block carries
  public record Own(SignedHeader signed, Validators set) {
    private Header header() {
      return signed.getHeader();
    }
  }

  /// What is claimed is no evidence. Its message is for people.
  public static final class None extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private None(String why) {
      super(why);
    }
  }

  /// Judges a block that somebody shows: form first, then who claims to have signed it, and
  /// signatures last, each of them once.
  ///
  /// @param own the chain's block of the same height
  /// @param below blocks beneath it whose sets may have signed a lie about the state; those whose
  ///   turn does not come are not asked for
  /// @throws None if it proves nothing against anybody
  public static ForkEvidence of(String chainId, LightBlock shown, Own own, Iterable<Own> below) {
    require(
        shown.getValidatorSet().getValidatorsCount() <= Validators.MAX,
        "its set has more than " + Validators.MAX + " validators");
    Validators set =
        Validators.of(shown.getValidatorSet()).orElseThrow(() -> new None("its set is malformed"));
    Optional<String> fault = LightVerifier.fault(chainId, shown.getSignedHeader());
    require(fault.isEmpty(), fault.orElse(""));
    Header header = shown.getSignedHeader().getHeader();
    Commit commit = shown.getSignedHeader().getCommit();
    require(header.getHeight() == own.header().getHeight(), "it is of another height");
    require(header.getValidatorsHash().equals(set.hash()), "its set is not the header's");
    require(commit.getSignaturesCount() == set.members().size(), "its votes are not its set's");
    require(!Headers.hash(header).equals(Headers.hash(own.header())), "it is the chain's block");
    if (isLie(header, own.header())) {
      return lie(chainId, shown, set, below);
    }
    require(
        commit.getRound() == own.signed().getCommit().getRound(),
        "it is of another round, which proves nothing against anybody");
    Commit held = holding(chainId, commit, set);
    return made(shown, held, own, both(held, own.signed().getCommit(), set));
  }

  /// Whoever names no third of a set below has no signature verified.
  private static ForkEvidence lie(
      String chainId, LightBlock shown, Validators set, Iterable<Own> below) {
    Commit claimed = shown.getSignedHeader().getCommit();
    Optional<Commit> held = Optional.empty();
    Optional<Own> nearest = Optional.empty();
    for (Own before : below) {
      nearest = nearest.or(() -> Optional.of(before));
      if (isThird(signers(claimed, set, before.set()), before.set())) {
        Commit holds = held.isPresent() ? held.get() : holding(chainId, claimed, set);
        held = Optional.of(holds);
        List<Validators.Validator> guilty = signers(holds, set, before.set());
        if (isThird(guilty, before.set())) {
          return made(shown, holds, before, guilty);
        }
      }
    }
    throw new None(
        nearest
            .map(before ->
                "less than a third of the set of height "
                    + before.header().getHeight()
                    + " signed it: it does not follow from there")
            .orElse("there is no block below it"));
  }

  private static ForkEvidence made(
      LightBlock shown, Commit held, Own common, List<Validators.Validator> guilty) {
    require(!guilty.isEmpty(), "nobody signed both blocks");
    return new ForkEvidence(
        shown.toBuilder()
            .setSignedHeader(shown.getSignedHeader().toBuilder().setCommit(held))
            .build(),
        common.header().getHeight(),
        common.header().getTime(),
        common.set().totalPower(),
        Validators.sorted(guilty).members());
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new None(otherwise);
    }
  }

  /// Whether it differs in what the state before decides.
  private static boolean isLie(Header shown, Header own) {
    return !shown.getValidatorsHash().equals(own.getValidatorsHash())
        || !shown.getNextValidatorsHash().equals(own.getNextValidatorsHash())
        || !shown.getConsensusHash().equals(own.getConsensusHash())
        || !shown.getAppHash().equals(own.getAppHash())
        || !shown.getLastResultsHash().equals(own.getLastResultsHash());
  }

  /// The commit with the votes for the block that hold alone: a client looked at no more of them
  /// than it needed. Ends as soon as too few can be left.
  private static Commit holding(String chainId, Commit commit, Validators set) {
    BigInteger total = set.totalPower();
    BigInteger left = BigInteger.ZERO;
    for (int i = 0; i < commit.getSignaturesCount(); i++) {
      left = left.add(isOwn(commit, i, set) ? power(set, i) : BigInteger.ZERO);
    }
    Commit.Builder out = commit.toBuilder();
    for (int i = 0; i < commit.getSignaturesCount(); i++) {
      require(isAbove(left, total, 2), "it is not signed by two thirds of its set");
      boolean own = isOwn(commit, i, set);
      boolean holds = own && verifies(chainId, commit, i, set);
      left = own && !holds ? left.subtract(power(set, i)) : left;
      if (!holds) {
        out.setSignatures(
            i, CommitSig.newBuilder().setBlockIdFlag(Votes.ABSENT).setTimestamp(Times.ZERO));
      }
    }
    require(isAbove(left, total, 2), "it is not signed by two thirds of its set");
    return out.build();
  }

  private static boolean verifies(String chainId, Commit commit, int index, Validators set) {
    return Zip215.verify(
        set.members().get(index).pubkey().toByteArray(),
        Votes.signBytes(chainId, commit, index),
        commit.getSignatures(index).getSignature().toByteArray());
  }

  private static boolean isOwn(Commit commit, int index, Validators set) {
    CommitSig sig = commit.getSignatures(index);
    return sig.getBlockIdFlag() == Votes.FOR_BLOCK
        && sig.getValidatorAddress().equals(set.members().get(index).address());
  }

  private static BigInteger power(Validators set, int index) {
    return BigInteger.valueOf(set.members().get(index).power());
  }

  private static boolean isAbove(BigInteger part, BigInteger whole, int thirds) {
    return part.multiply(BigInteger.valueOf(3))
            .compareTo(whole.multiply(BigInteger.valueOf(thirds)))
        > 0;
  }

  private static boolean isThird(List<Validators.Validator> some, Validators set) {
    return isAbove(new Validators(some).totalPower(), set.totalPower(), 1);
  }

  /// Those of another set who say in their own place that they voted for the block.
  private static List<Validators.Validator> signers(
      Commit commit, Validators set, Validators other) {
    Set<ByteString> voters = new HashSet<>();
    for (int i = 0; i < commit.getSignaturesCount(); i++) {
      if (isOwn(commit, i, set)) {
        voters.add(commit.getSignatures(i).getValidatorAddress());
      }
    }
    return other.members().stream().filter(one -> voters.contains(one.address())).toList();
  }

  private static List<Validators.Validator> both(Commit one, Commit other, Validators set) {
    List<Validators.Validator> found = new ArrayList<>();
    for (int i = 0; i < Math.min(one.getSignaturesCount(), other.getSignaturesCount()); i++) {
      ByteString address = set.members().get(i).address();
      if (one.getSignatures(i).getBlockIdFlag() == Votes.FOR_BLOCK
          && other.getSignatures(i).getBlockIdFlag() == Votes.FOR_BLOCK
          && other.getSignatures(i).getValidatorAddress().equals(address)) {
        found.add(set.members().get(i));
      }
    }
    return found;
  }
}
