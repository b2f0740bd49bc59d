package network.cairn.ledger.chain;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import network.cairn.base.hash.Sha256;
import network.cairn.proto.comet.PublicKey;
import network.cairn.proto.comet.SimpleValidator;
import network.cairn.proto.comet.ValidatorSet;

/// Who votes at one height, with what power, in the set's order. Immutable.
public record Validators(List<Validator> members) {
  /// Most validators of a set that is read, which is the most that a chain ever has: genesis and
  /// moves name no more, and borders let nobody in above it (docs/protocol.md §16).
  public static final int MAX = 200;

  /// Most power of a set that is read, which is the most that CometBFT adds up.
  private static final BigInteger MAX_POWER = BigInteger.valueOf(Long.MAX_VALUE / 8);

  public Validators {
    members = List.copyOf(members);
  }

  /// One validator.
  ///
  /// @param pubkey Ed25519
  public record Validator(ByteString pubkey, long power) {
    /// The first 20 bytes of the key's SHA-256.
    public ByteString address() {
      return ByteString.copyFrom(Sha256.of(pubkey.toByteArray()), 0, Headers.ADDRESS_SIZE);
    }

    ByteString simple() {
      return SimpleValidator.newBuilder()
          .setPubKey(PublicKey.newBuilder().setEd25519(pubkey))
          .setVotingPower(power)
          .build()
          .toByteString();
    }
  }

  /// A set in CometBFT's order: falling power, then rising address.
  public static Validators sorted(List<Validator> members) {
    Comparator<Validator> order =
        Comparator.comparingLong(Validator::power)
            .reversed()
            .thenComparing(Validator::address, ByteString.unsignedLexicographicalComparator());
    return new Validators(members.stream().sorted(order).toList());
  }

  /// Reads a set as it stands; empty if a key is not Ed25519 or stands twice, a power is not above
  /// 0, an address is not the key's, or there are too many of them or too much power.
  public static Optional<Validators> of(ValidatorSet wire) {
    boolean good =
        wire.getValidatorsCount() <= MAX
            && wire.getValidatorsList().stream().allMatch(Validators::isWellFormed);
    return good
        ? Optional.of(
                new Validators(
                    wire.getValidatorsList().stream()
                        .map(v -> new Validator(v.getPubKey().getEd25519(), v.getVotingPower()))
                        .toList()))
            .filter(Validators::isReadByComet)
        : Optional.empty();
  }

  private boolean isReadByComet() {
    return totalPower().compareTo(MAX_POWER) <= 0
        && members.stream().map(Validator::pubkey).distinct().count() == members.size();
  }

  private static boolean isWellFormed(network.cairn.proto.comet.Validator wire) {
    return wire.getPubKey().getEd25519().size() == 32
        && wire.getVotingPower() > 0
        && wire.getAddress().equals(new Validator(wire.getPubKey().getEd25519(), 1).address());
  }

  public ValidatorSet toWire() {
    ValidatorSet.Builder out = ValidatorSet.newBuilder();
    for (Validator member : members) {
      out.addValidatorsBuilder()
          .setAddress(member.address())
          .setPubKey(PublicKey.newBuilder().setEd25519(member.pubkey()))
          .setVotingPower(member.power());
    }
    if (out.getValidatorsCount() > 0) {
      out.setProposer(out.getValidators(0));
    }
    return out.build();
  }

  /// What a header's `validators_hash` must be.
  public ByteString hash() {
    return MerkleTree.root(members.stream().map(Validator::simple).toList());
  }

  BigInteger totalPower() {
    return members.stream()
        .map(member -> BigInteger.valueOf(member.power()))
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  Optional<Integer> indexOf(ByteString address) {
    for (int i = 0; i < members.size(); i++) {
      if (members.get(i).address().equals(address)) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }
}
