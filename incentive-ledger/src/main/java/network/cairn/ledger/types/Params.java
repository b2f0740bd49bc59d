package network.cairn.ledger.types;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.Optional;

/// The numbers of one chain, set at genesis (docs/protocol.md §7). Lengths of time are blocks
/// unless they say otherwise. Immutable.
///
/// @param blockIntervalMs milliseconds between blocks; divides the day
/// @param period M, blocks of a proving period
/// @param window W, last blocks of a period, in which its proof counts
/// @param windDown L, periods that a client still pays after it ends an agreement
/// @param failAfter F, misses in a row that fail a set
/// @param fill T_fill, blocks from a repair's seed to the end of its reservation
/// @param bountyHold periods to prove before a repair's bounty is paid
/// @param maxDuePerBlock live sets whose deadlines fall on one block of the period
/// @param maxEndWork calendar entries that the end of one block works off, set closes aside
/// @param staking how validators are chosen; empty where genesis's are for ever
/// @param governance how these are changed; empty where they never are
/// @param vetting how much new providers may take; empty where their bonds alone say
/// @param treasury of the treasury of several keys; empty where no account has them
public record Params(
    long blockIntervalMs,
    long period,
    long window,
    long windDown,
    long failAfter,
    long fill,
    long bountyHold,
    long unbonding,
    long keepClosed,
    long maxDuePerBlock,
    long maxEndWork,
    Amount minBond,
    Amount minRate,
    Amount minCollateral,
    Amount agreementDeposit,
    Amount slotDeposit,
    Amount newAccountFee,
    Amount proofFee,
    Amount bytePrice,
    Fees fees,
    Optional<Staking> staking,
    Optional<Governance> governance,
    Optional<Vetting> vetting,
    Optional<TreasuryParams> treasury) {
  private static final long DAY_MS = 86_400_000L;

  /// @throws OutOfRange for what no chain can run with; a profile's bounds are stricter
  public Params {
    OutOfRange.require(
        blockIntervalMs >= 1 && blockIntervalMs <= DAY_MS && DAY_MS % blockIntervalMs == 0,
        "block interval " + blockIntervalMs + " ms does not divide the day");
    OutOfRange.require(
        window >= 1 && window <= period / 2,
        "window " + window + " is not in 1..half of the period " + period);
    OutOfRange.require(fill >= window, "T_fill " + fill + " is below W " + window);
    OutOfRange.require(failAfter >= 2 && failAfter <= 30, "F " + failAfter + " is not in 2..30");
    OutOfRange.require(maxEndWork >= 4, "maxEndWork " + maxEndWork + " is below 4");
    requirePositive("L", windDown);
    requirePositive("bountyHold", bountyHold);
    requirePositive("unbonding", unbonding);
    requirePositive("keepClosed", keepClosed);
    requirePositive("maxDuePerBlock", maxDuePerBlock);
    OutOfRange.require(!minRate.isZero(), "minRate is 0");
    OutOfRange.require(minCollateral.compareTo(Amount.ofPebbles(100)) >= 0, "minCollateral < 100");
    OutOfRange.require(
        vetting.filter(ramp -> ramp.base().compareTo(minCollateral) < 0).isEmpty(),
        "vettingBase is below minCollateral: nobody new could take a set");
  }

  /// Parameters that never change, of a chain whose validators are genesis's for ever.
  public Params(
      long blockIntervalMs,
      long period,
      long window,
      long windDown,
      long failAfter,
      long fill,
      long bountyHold,
      long unbonding,
      long keepClosed,
      long maxDuePerBlock,
      long maxEndWork,
      Amount minBond,
      Amount minRate,
      Amount minCollateral,
      Amount agreementDeposit,
      Amount slotDeposit,
      Amount newAccountFee,
      Amount proofFee,
      Amount bytePrice,
      Fees fees) {
    this(
        blockIntervalMs,
        period,
        window,
        windDown,
        failAfter,
        fill,
        bountyHold,
        unbonding,
        keepClosed,
        maxDuePerBlock,
        maxEndWork,
        minBond,
        minRate,
        minCollateral,
        agreementDeposit,
        slotDeposit,
        newAccountFee,
        proofFee,
        bytePrice,
        fees,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /// These with validators that are chosen by stake.
  public Params with(Staking chosen) {
    return of(toWire().toBuilder().setStaking(chosen.toWire()).build());
  }

  /// These with a way to change them.
  public Params governedBy(Governance how) {
    return of(toWire().toBuilder().setGovernance(how.toWire()).build());
  }

  /// These with a bound on what new providers take.
  public Params vettedBy(Vetting ramp) {
    return of(toWire().toBuilder().setVetting(ramp.toWire()).build());
  }

  /// These with a treasury of several keys.
  public Params withTreasury(TreasuryParams rules) {
    return of(toWire().toBuilder().setTreasury(rules.toWire()).build());
  }

  private static void requirePositive(String name, long value) {
    OutOfRange.require(value >= 1 && value <= 1L << 40, name + " " + value + " is not in 1..2^40");
  }

  public long blocksPerDay() {
    return DAY_MS / blockIntervalMs;
  }

  /// The fee of one message of a kind; 0 for ProveBatch and for kinds that the chain does not have.
  public Amount fee(Msg.Kind kind) {
    return switch (kind) {
      case PROPOSE -> governance.map(Governance::propose).orElse(Amount.ZERO);
      case VOTE -> governance.map(Governance::vote).orElse(Amount.ZERO);
      case TREASURY_ORDER -> treasury.map(TreasuryParams::fee).orElse(Amount.ZERO);
      case BOND_STAKE, UNBOND_STAKE, CHANGE_KEYS, UNJAIL ->
          staking.map(Staking::fee).orElse(Amount.ZERO);
      default -> fees.of(kind);
    };
  }

  /// Heights that the state's beacon ring holds for what is of these, the current one included.
  public long ringSize() {
    return Terms.of(this).ringSize();
  }

  /// The deadline of a period of a set: the last height at which its proof counts.
  ///
  /// @param openedHeight of the set
  /// @param number of the period, from 1
  public long deadline(long openedHeight, long number) {
    return openedHeight + number * period;
  }

  /// The height whose beacon seeds the challenges of a period; its proof counts above that height
  /// up to the deadline.
  public long proofSeed(long deadline) {
    return deadline - window;
  }

  /// bond − reserved − minBond; 0 where a raised minBond would make it less.
  public BigInteger freeBond(Amount bond, Amount reserved) {
    return bond.pebbles()
        .subtract(reserved.pebbles())
        .subtract(minBond.pebbles())
        .max(BigInteger.ZERO);
  }

  /// h': the height whose beacon seeds the challenges of a repair that is reserved at a height.
  public long repairSeed(long height) {
    return (height / window + 1) * window;
  }

  /// The last height at which a reserved repair can be completed.
  public long reservationEnd(long seedHeight) {
    return seedHeight + fill;
  }

  /// Calendar entries of kinds 2 to 7 that the messages of one block may add.
  public long maxAddedWork() {
    return maxEndWork / 4;
  }

  /// The defaults of a profile.
  public static Params defaults(Profile profile) {
    boolean dev = profile == Profile.DEV;
    return new Params(
        dev ? 250 : 5_000,
        dev ? 40 : 17_280,
        dev ? 20 : 720,
        dev ? 3 : 7,
        dev ? 3 : 7,
        dev ? 120 : 4_320,
        dev ? 2 : 30,
        dev ? 240 : 21 * 17_280L,
        dev ? 2_400 : 30 * 17_280L,
        64,
        1_000,
        Amount.ofCairn(dev ? 10 : 1_000),
        Amount.ofPebbles(1),
        Amount.ofCairn(1),
        milli(100),
        milli(100),
        milli(10),
        micro(100),
        Amount.ofPebbles(10_000_000_000L),
        Fees.defaults());
  }

  static Amount milli(long thousandths) {
    return Amount.ofPebbles(1_000_000_000_000_000L).times(thousandths);
  }

  private static Amount micro(long millionths) {
    return Amount.ofPebbles(1_000_000_000_000L).times(millionths);
  }

  /// @throws NotCanonical if the bytes are no canonical parameters
  /// @throws OutOfRange for what no chain can run with
  public static Params decode(ByteString bytes) {
    Decoded known = Decoded.last;
    if (known.bytes.equals(bytes) && known.params.isPresent()) {
      return known.params.get();
    }
    Params params = of(Canonical.decode(network.cairn.proto.ledger.Params.parser(), bytes));
    Decoded.last = new Decoded(bytes, Optional.of(params));
    return params;
  }

  /// What was decoded last: each block reads the same bytes several times.
  private record Decoded(ByteString bytes, Optional<Params> params) {
    private static volatile Decoded last = new Decoded(ByteString.EMPTY, Optional.empty());
  }

  public ByteString encode() {
    return toWire().toByteString();
  }

  static Params of(network.cairn.proto.ledger.Params wire) {
    return new Params(
        wire.getBlockIntervalMs(),
        wire.getPeriodBlocks(),
        wire.getWindowBlocks(),
        wire.getWindDownPeriods(),
        wire.getFailAfterMisses(),
        wire.getFillBlocks(),
        wire.getBountyHoldPeriods(),
        wire.getUnbondingBlocks(),
        wire.getKeepClosedBlocks(),
        wire.getMaxDuePerBlock(),
        wire.getMaxEndWork(),
        Amount.decode(wire.getMinBond()),
        Amount.decode(wire.getMinRate()),
        Amount.decode(wire.getMinCollateral()),
        Amount.decode(wire.getAgreementDeposit()),
        Amount.decode(wire.getSlotDeposit()),
        Amount.decode(wire.getNewAccountFee()),
        Amount.decode(wire.getProofFee()),
        Amount.decode(wire.getBytePrice()),
        Fees.of(wire.getFees()),
        wire.hasStaking() ? Optional.of(Staking.of(wire.getStaking())) : Optional.empty(),
        wire.hasGovernance() ? Optional.of(Governance.of(wire.getGovernance())) : Optional.empty(),
        wire.hasVetting() ? Optional.of(Vetting.of(wire.getVetting())) : Optional.empty(),
        wire.hasTreasury() ? Optional.of(TreasuryParams.of(wire.getTreasury())) : Optional.empty());
  }

  network.cairn.proto.ledger.Params toWire() {
    network.cairn.proto.ledger.Params.Builder wire = network.cairn.proto.ledger.Params.newBuilder();
    staking.ifPresent(chosen -> wire.setStaking(chosen.toWire()));
    governance.ifPresent(how -> wire.setGovernance(how.toWire()));
    vetting.ifPresent(ramp -> wire.setVetting(ramp.toWire()));
    treasury.ifPresent(rules -> wire.setTreasury(rules.toWire()));
    return wire.setBlockIntervalMs(blockIntervalMs)
        .setPeriodBlocks(period)
        .setWindowBlocks(window)
        .setWindDownPeriods(windDown)
        .setFailAfterMisses(failAfter)
        .setFillBlocks(fill)
        .setBountyHoldPeriods(bountyHold)
        .setUnbondingBlocks(unbonding)
        .setKeepClosedBlocks(keepClosed)
        .setMaxDuePerBlock(maxDuePerBlock)
        .setMaxEndWork(maxEndWork)
        .setMinBond(minBond.encode())
        .setMinRate(minRate.encode())
        .setMinCollateral(minCollateral.encode())
        .setAgreementDeposit(agreementDeposit.encode())
        .setSlotDeposit(slotDeposit.encode())
        .setNewAccountFee(newAccountFee.encode())
        .setProofFee(proofFee.encode())
        .setBytePrice(bytePrice.encode())
        .setFees(fees.toWire())
        .build();
  }
}
