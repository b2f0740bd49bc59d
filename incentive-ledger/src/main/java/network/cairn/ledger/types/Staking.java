package network.cairn.ledger.types;

import java.math.BigInteger;
import network.cairn.base.units.Coins;

/// How a chain chooses its validators by stake (docs/protocol.md §16). Lengths of time are blocks.
/// Immutable.
///
/// @param epoch blocks from one border to the next; only there sets and keys change
/// @param maxValidators most members of a set
/// @param minStake least stake of a candidate
/// @param powerScale stake for a power of 1
/// @param slashPercent of all stake of an operator that signed twice
/// @param absencePercent of the blocks of an epoch: who is absent from more is jailed
/// @param jail blocks until a jailed validator may return
/// @param feePercent of transactions' fees that goes to those who sign
/// @param fee of each message of §16
/// @param beaconWait whole epochs between the naming of a beacon key and the first block whose
///   randomness it makes; 0 on chains that were made before keys waited
public record Staking(
    long epoch,
    long maxValidators,
    Amount minStake,
    Amount powerScale,
    long slashPercent,
    long absencePercent,
    long jail,
    long feePercent,
    Amount fee,
    long beaconWait) {
  /// Most epochs that a beacon key waits.
  public static final long MOST_WAIT = 10;

  /// A stake of the least size has at least so much power, so that a third of any set's is not 0.
  public static final long LEAST_POWER = 100;

  /// Keeps the power of the whole supply below CometBFT's bound, 2^60.
  private static final BigInteger LEAST_SCALE = BigInteger.TEN.pow(9);

  /// @throws OutOfRange for what no chain can run with; a profile's bounds are stricter
  public Staking {
    OutOfRange.require(epoch >= 2 && epoch <= 1L << 40, "epoch " + epoch + " is not in 2..2^40");
    OutOfRange.require(
        maxValidators >= 1 && maxValidators <= Genesis.MAX_VALIDATORS,
        "maxValidators " + maxValidators + " is not in 1.." + Genesis.MAX_VALIDATORS);
    OutOfRange.require(
        powerScale.pebbles().compareTo(LEAST_SCALE) >= 0,
        "powerScale is below " + Coins.text(LEAST_SCALE));
    OutOfRange.require(
        minStake.pebbles().compareTo(powerScale.pebbles().multiply(leastPower())) >= 0,
        "minStake is below " + LEAST_POWER + " · powerScale");
    requirePercent("slashPercent", slashPercent);
    requirePercent("absencePercent", absencePercent);
    requirePercent("feePercent", feePercent);
    OutOfRange.require(
        beaconWait >= 0 && beaconWait <= MOST_WAIT,
        "beaconWait " + beaconWait + " is not in 0.." + MOST_WAIT);
    OutOfRange.require(jail >= 1 && jail <= 1L << 40, "jail " + jail + " is not in 1..2^40");
  }

  private static BigInteger leastPower() {
    return BigInteger.valueOf(LEAST_POWER);
  }

  private static void requirePercent(String name, long value) {
    OutOfRange.require(value >= 0 && value <= 100, name + " " + value + " is not in 0..100");
  }

  /// The power of a stake.
  public long power(BigInteger stake) {
    return stake.divide(powerScale.pebbles()).longValueExact();
  }

  public boolean isBorder(long height) {
    return height % epoch == 0;
  }

  /// The first border at or above a height.
  public long border(long height) {
    return (height + epoch - 1) / epoch * epoch;
  }

  /// The border after which a beacon key that is named at a height makes randomness; 0, which is
  /// always, where keys do not wait.
  public long beaconFrom(long height) {
    return beaconWait == 0 ? 0 : border(height) + beaconWait * epoch;
  }

  /// The defaults of a profile.
  public static Staking defaults(Profile profile) {
    boolean dev = profile == Profile.DEV;
    return new Staking(
        dev ? 20 : 17_280,
        100,
        Amount.ofCairn(dev ? 10 : 10_000),
        dev ? Params.milli(1) : Amount.ofCairn(1),
        5,
        50,
        dev ? 40 : 17_280,
        50,
        Params.milli(20),
        1);
  }

  static Staking of(network.cairn.proto.ledger.Staking wire) {
    return new Staking(
        wire.getEpochBlocks(),
        wire.getMaxValidators(),
        Amount.decode(wire.getMinStake()),
        Amount.decode(wire.getPowerScale()),
        wire.getSlashPercent(),
        wire.getAbsencePercent(),
        wire.getJailBlocks(),
        wire.getFeePercent(),
        Amount.decode(wire.getFee()),
        wire.getBeaconWait());
  }

  network.cairn.proto.ledger.Staking toWire() {
    return network.cairn.proto.ledger.Staking.newBuilder()
        .setEpochBlocks(epoch)
        .setMaxValidators(maxValidators)
        .setMinStake(minStake.encode())
        .setPowerScale(powerScale.encode())
        .setSlashPercent(slashPercent)
        .setAbsencePercent(absencePercent)
        .setJailBlocks(jail)
        .setFeePercent(feePercent)
        .setFee(fee.encode())
        .setBeaconWait(beaconWait)
        .build();
  }
}
