package network.cairn.ledger.types;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import network.cairn.base.units.Coins;

/// What each parameter may be, at genesis and ever after: the table of docs/protocol.md §7. Chosen
/// so that no product of parameters leaves 64 bits where it counts blocks or time, nor the supply
/// where it is money, and that on main nothing that others want is to be had for nothing (§14).
public final class ParamBounds {
  private static final String MONEY = "pebbles";

  /// The trusting period of light clients.
  private static final long TRUST_MS = 14L * 86_400_000L;

  /// A border looks at the validators of so many borders before it.
  private static final long MAX_EPOCHS = 1_000;

  /// Engines keep their pace by the one, and light clients' trust hangs on the other.
  private static final Set<String> FOR_EVER = Set.of("blockInterval", "unbonding");

  private static final BigInteger MILLI = BigInteger.TEN.pow(15);

  /// One parameter.
  ///
  /// @param name as in docs/protocol.md
  /// @param unit of value and bounds
  /// @param votable whether a vote may change it (§17)
  public record Row(
      String name,
      String unit,
      Function<Params, BigInteger> value,
      Setting set,
      BigInteger lowest,
      BigInteger highest,
      boolean votable) {
    /// Whether it is an amount, in the ledger's units.
    public boolean isMoney() {
      return unit.equals(MONEY);
    }

    /// A number in the parameter's unit.
    public String shown(BigInteger number) {
      return isMoney() ? Coins.text(number) : number + " " + unit;
    }

    private void require(BigInteger is) {
      OutOfRange.require(
          is.compareTo(lowest) >= 0 && is.compareTo(highest) <= 0,
          "parameter "
              + name
              + " is "
              + shown(is)
              + ", not in "
              + shown(lowest)
              + ".."
              + shown(highest));
    }
  }

  /// Writes a value that is within its bounds.
  @FunctionalInterface
  public interface Setting {
    void set(network.cairn.proto.ledger.Params.Builder wire, BigInteger value);
  }

  private interface Count {
    void set(network.cairn.proto.ledger.Params.Builder wire, long value);
  }

  private interface Money {
    void set(network.cairn.proto.ledger.Params.Builder wire, ByteString value);
  }

  private ParamBounds() {}

  /// All that a chain has, in the order of the table.
  public static List<Row> of(Profile profile, Params params) {
    return Stream.of(
            of(profile),
            params.staking().isPresent() ? staking(profile) : List.<Row>of(),
            params.governance().isPresent() ? governance(profile) : List.<Row>of(),
            params.vetting().isPresent() ? vetting(profile) : List.<Row>of(),
            params.treasury().isPresent() ? treasury(profile) : List.<Row>of())
        .flatMap(List::stream)
        .toList();
  }

  /// Those that every chain has, with the bounds of a profile, in the order of the table.
  public static List<Row> of(Profile profile) {
    boolean dev = profile == Profile.DEV;
    BigInteger least = dev ? BigInteger.ZERO : MILLI.divide(BigInteger.TEN);
    BigInteger deposit = Amount.CAIRN.multiply(BigInteger.valueOf(1_000));
    BigInteger fee = Amount.CAIRN.multiply(BigInteger.valueOf(100));
    BigInteger million = Amount.CAIRN.multiply(BigInteger.valueOf(1_000_000));
    return List.of(
        count(
            "blockInterval",
            "ms",
            Params::blockIntervalMs,
            (to, value) -> to.setBlockIntervalMs(value),
            dev ? 10 : 1_000,
            60_000),
        count(
            "M",
            "blocks",
            Params::period,
            (to, value) -> to.setPeriodBlocks(value),
            dev ? 8 : 720,
            604_800),
        count(
            "W",
            "blocks",
            Params::window,
            (to, value) -> to.setWindowBlocks(value),
            dev ? 2 : 120,
            86_400),
        count("L", "periods", Params::windDown, (to, value) -> to.setWindDownPeriods(value), 1, 30),
        count(
            "F", "periods", Params::failAfter, (to, value) -> to.setFailAfterMisses(value), 2, 30),
        count(
            "T_fill",
            "blocks",
            Params::fill,
            (to, value) -> to.setFillBlocks(value),
            dev ? 2 : 120,
            604_800),
        count(
            "bountyHold",
            "periods",
            Params::bountyHold,
            (to, value) -> to.setBountyHoldPeriods(value),
            1,
            365),
        count(
            "unbonding",
            "blocks",
            Params::unbonding,
            (to, value) -> to.setUnbondingBlocks(value),
            dev ? 1 : 17_280,
            100_000_000),
        count(
            "keepClosed",
            "blocks",
            Params::keepClosed,
            (to, value) -> to.setKeepClosedBlocks(value),
            dev ? 1 : 17_280,
            100_000_000),
        count(
            "maxDuePerBlock",
            "sets",
            Params::maxDuePerBlock,
            (to, value) -> to.setMaxDuePerBlock(value),
            1,
            10_000),
        count(
            "maxEndWork",
            "entries",
            Params::maxEndWork,
            (to, value) -> to.setMaxEndWork(value),
            4,
            100_000),
        money(
            "minBond",
            Params::minBond,
            (to, value) -> to.setMinBond(value),
            dev ? BigInteger.ZERO : Amount.CAIRN,
            million),
        money(
            "minRate",
            Params::minRate,
            (to, value) -> to.setMinRate(value),
            BigInteger.ONE,
            Amount.CAIRN),
        money(
            "minCollateral",
            Params::minCollateral,
            (to, value) -> to.setMinCollateral(value),
            BigInteger.valueOf(100),
            million),
        money(
            "agreementDeposit",
            Params::agreementDeposit,
            (to, value) -> to.setAgreementDeposit(value),
            least,
            deposit),
        money(
            "slotDeposit",
            Params::slotDeposit,
            (to, value) -> to.setSlotDeposit(value),
            least,
            deposit),
        money(
            "newAccountFee",
            Params::newAccountFee,
            (to, value) -> to.setNewAccountFee(value),
            least,
            fee),
        money(
            "proofFee",
            Params::proofFee,
            (to, value) -> to.setProofFee(value),
            dev ? BigInteger.ZERO : BigInteger.TEN.pow(12),
            Amount.CAIRN),
        money(
            "bytePrice",
            Params::bytePrice,
            (to, value) -> to.setBytePrice(value),
            dev ? BigInteger.ZERO : BigInteger.TEN.pow(9),
            MILLI),
        fee("Transfer", Fees::transfer, (to, value) -> to.setTransfer(value), least, fee),
        fee(
            "RegisterProvider",
            Fees::registerProvider,
            (to, value) -> to.setRegisterProvider(value),
            least,
            fee),
        fee(
            "UpdateProvider",
            Fees::updateProvider,
            (to, value) -> to.setUpdateProvider(value),
            least,
            fee),
        fee("BondAdd", Fees::bondAdd, (to, value) -> to.setBondAdd(value), least, fee),
        fee(
            "BondWithdraw",
            Fees::bondWithdraw,
            (to, value) -> to.setBondWithdraw(value),
            least,
            fee),
        fee(
            "CreateAgreement",
            Fees::createAgreement,
            (to, value) -> to.setCreateAgreement(value),
            least,
            fee),
        fee("OpenSet", Fees::openSet, (to, value) -> to.setOpenSet(value), least, fee),
        fee("Terminate", Fees::terminate, (to, value) -> to.setTerminate(value), least, fee),
        fee(
            "ReserveRepair",
            Fees::reserveRepair,
            (to, value) -> to.setReserveRepair(value),
            least,
            fee),
        fee(
            "CompleteRepair",
            Fees::completeRepair,
            (to, value) -> to.setCompleteRepair(value),
            least,
            fee));
  }

  /// Those of a chain whose parameters are voted on.
  public static List<Row> governance(Profile profile) {
    boolean dev = profile == Profile.DEV;
    BigInteger least = dev ? BigInteger.ZERO : MILLI.divide(BigInteger.TEN);
    BigInteger fee = Amount.CAIRN.multiply(BigInteger.valueOf(100));
    BigInteger million = Amount.CAIRN.multiply(BigInteger.valueOf(1_000_000));
    BigInteger deposit = Amount.CAIRN.multiply(BigInteger.TEN);
    return List.of(
        count(
            "votingBlocks",
            "blocks",
            params -> in(params).voting(),
            (wire, value) -> wire.getGovernanceBuilder().setVotingBlocks(value),
            dev ? 2 : 17_280,
            604_800),
        count(
            "delayBlocks",
            "blocks",
            params -> in(params).delay(),
            (wire, value) -> wire.getGovernanceBuilder().setDelayBlocks(value),
            dev ? 2 : 17_280,
            1_209_600),
        money(
            "proposalDeposit",
            params -> in(params).deposit(),
            (wire, value) -> wire.getGovernanceBuilder().setDeposit(value),
            dev ? BigInteger.ZERO : deposit,
            million),
        money(
            "fee of Propose",
            params -> in(params).propose(),
            (wire, value) -> wire.getGovernanceBuilder().setProposeFee(value),
            least,
            fee),
        money(
            "fee of Vote",
            params -> in(params).vote(),
            (wire, value) -> wire.getGovernanceBuilder().setVoteFee(value),
            least,
            fee));
  }

  /// Those of a chain that vets new providers, which no vote changes.
  public static List<Row> vetting(Profile profile) {
    BigInteger million = Amount.CAIRN.multiply(BigInteger.valueOf(1_000_000));
    return List.of(
        genesis(
            money(
                "vettingBase",
                params -> params.vetting().orElseThrow().base(),
                (wire, value) -> wire.getVettingBuilder().setBase(value),
                profile == Profile.DEV ? BigInteger.valueOf(100) : Amount.CAIRN,
                million)),
        genesis(
            count(
                "vettingPercent",
                "percent",
                params -> params.vetting().orElseThrow().percent(),
                (wire, value) -> wire.getVettingBuilder().setPercent(value),
                1,
                100)));
  }

  /// Those of a chain whose treasury has several keys, which no vote changes.
  public static List<Row> treasury(Profile profile) {
    boolean dev = profile == Profile.DEV;
    return List.of(
        genesis(
            count(
                "treasuryDelay",
                "blocks",
                params -> params.treasury().orElseThrow().delay(),
                (wire, value) -> wire.getTreasuryBuilder().setDelayBlocks(value),
                dev ? 1 : 17_280,
                604_800)),
        genesis(
            money(
                "fee of TreasuryOrder",
                params -> params.treasury().orElseThrow().fee(),
                (wire, value) -> wire.getTreasuryBuilder().setFee(value),
                dev ? BigInteger.ZERO : MILLI.divide(BigInteger.TEN),
                Amount.CAIRN.multiply(BigInteger.valueOf(100)))));
  }

  private static Governance in(Params params) {
    return params.governance().orElseThrow();
  }

  /// The parameters of §16 with the bounds of a profile, for chains that have them.
  public static List<Row> staking(Profile profile) {
    boolean dev = profile == Profile.DEV;
    BigInteger million = Amount.CAIRN.multiply(BigInteger.valueOf(1_000_000));
    BigInteger least = BigInteger.TEN.pow(9);
    BigInteger hundred = BigInteger.valueOf(100);
    return List.of(
        genesis(
            count(
                "epoch",
                "blocks",
                params -> of(params).epoch(),
                (wire, value) -> wire.getStakingBuilder().setEpochBlocks(value),
                dev ? 2 : 720,
                dev ? 604_800 : 120_960)),
        genesis(
            count(
                "maxValidators",
                "validators",
                params -> of(params).maxValidators(),
                (wire, value) -> wire.getStakingBuilder().setMaxValidators(value),
                dev ? 2 : 4,
                200)),
        genesis(
            money(
                "minStake",
                params -> of(params).minStake(),
                (wire, value) -> wire.getStakingBuilder().setMinStake(value),
                dev ? least.multiply(hundred) : Amount.CAIRN.multiply(hundred),
                million)),
        genesis(
            money(
                "powerScale",
                params -> of(params).powerScale(),
                (wire, value) -> wire.getStakingBuilder().setPowerScale(value),
                least,
                Amount.CAIRN.multiply(BigInteger.valueOf(1_000)))),
        genesis(
            count(
                "slashPercent",
                "percent",
                params -> of(params).slashPercent(),
                (wire, value) -> wire.getStakingBuilder().setSlashPercent(value),
                dev ? 0 : 1,
                100)),
        genesis(
            count(
                "absencePercent",
                "percent",
                params -> of(params).absencePercent(),
                (wire, value) -> wire.getStakingBuilder().setAbsencePercent(value),
                dev ? 1 : 10,
                dev ? 100 : 90)),
        genesis(
            count(
                "jail",
                "blocks",
                params -> of(params).jail(),
                (wire, value) -> wire.getStakingBuilder().setJailBlocks(value),
                dev ? 1 : 720,
                604_800)),
        genesis(
            count(
                "feePercent",
                "percent",
                params -> of(params).feePercent(),
                (wire, value) -> wire.getStakingBuilder().setFeePercent(value),
                0,
                100)),
        genesis(
            money(
                "fee of staking",
                params -> of(params).fee(),
                (wire, value) -> wire.getStakingBuilder().setFee(value),
                dev ? BigInteger.ZERO : MILLI,
                Amount.CAIRN.multiply(hundred))),
        genesis(
            count(
                "beaconWait",
                "epochs",
                params -> of(params).beaconWait(),
                (wire, value) -> wire.getStakingBuilder().setBeaconWait(value),
                0,
                Staking.MOST_WAIT)));
  }

  private static Staking of(Params params) {
    return params.staking().orElseThrow();
  }

  /// Candidates are ranked, sets counted, and providers vetted by what genesis says.
  private static Row genesis(Row row) {
    return new Row(
        row.name(), row.unit(), row.value(), row.set(), row.lowest(), row.highest(), false);
  }

  private static Row count(
      String name,
      String unit,
      Function<Params, Long> value,
      Count set,
      long lowest,
      long highest) {
    return new Row(
        name,
        unit,
        params -> BigInteger.valueOf(value.apply(params)),
        (wire, number) -> set.set(wire, number.longValueExact()),
        BigInteger.valueOf(lowest),
        BigInteger.valueOf(highest),
        !FOR_EVER.contains(name));
  }

  private static Row money(
      String name,
      Function<Params, Amount> value,
      Money set,
      BigInteger lowest,
      BigInteger highest) {
    return new Row(
        name,
        MONEY,
        params -> value.apply(params).pebbles(),
        (wire, number) -> set.set(wire, Amount.of(number).encode()),
        lowest,
        highest,
        true);
  }

  private static Row fee(
      String message,
      Function<Fees, Amount> value,
      BiConsumer<network.cairn.proto.ledger.Fees.Builder, ByteString> set,
      BigInteger lowest,
      BigInteger highest) {
    return money(
        "fee of " + message,
        params -> value.apply(params.fees()),
        (wire, number) -> set.accept(wire.getFeesBuilder(), number),
        lowest,
        highest);
  }

  /// The parameters with some of them changed.
  ///
  /// @throws OutOfRange naming the first change of no parameter, of one that is not voted on, or to
  ///   what is outside the profile's bounds, alone or beside the others
  public static Params changed(Profile profile, Params params, List<ParamChange> changes) {
    network.cairn.proto.ledger.Params.Builder wire = params.toWire().toBuilder();
    List<Row> rows = of(profile, params);
    for (ParamChange change : changes) {
      Row row =
          rows.stream()
              .filter(one -> one.name().equals(change.name()))
              .findFirst()
              .orElseThrow(() -> new OutOfRange("no parameter is called " + change.name()));
      OutOfRange.require(row.votable(), "parameter " + row.name() + " is never changed");
      row.require(change.value());
      row.set().set(wire, change.value());
    }
    Params result = Params.of(wire.build());
    require(profile, result);
    return result;
  }

  /// Who signed what a light client still trusts must still have its stake when that shows. Blocks
  /// of several validators may come in nine tenths of the interval.
  private static void requireUnbonding(Profile profile, Params params) {
    long epoch = of(params).epoch();
    long ms = (params.unbonding() - epoch) * params.blockIntervalMs() / 10 * 9;
    OutOfRange.require(
        profile == Profile.DEV || ms > TRUST_MS,
        "unbonding is "
            + params.unbonding()
            + " blocks, which without an epoch and a tenth are not above the 14 days for which"
            + " light clients trust a set");
    OutOfRange.require(
        params.unbonding() <= MAX_EPOCHS * epoch,
        "unbonding is " + params.unbonding() + " blocks, above " + MAX_EPOCHS + " epochs");
  }

  /// @throws OutOfRange naming the first parameter outside a profile's bounds
  static void require(Profile profile, Params params) {
    of(profile, params).forEach(row -> row.require(row.value().apply(params)));
    if (params.staking().isPresent()) {
      requireUnbonding(profile, params);
    }
    // A lapsed reservation costs 5 % of C, and C is at least 30 periods' rent.
    OutOfRange.require(
        profile == Profile.DEV || 2 * (params.window() + params.fill()) <= 3 * params.period(),
        "W + T_fill is "
            + (params.window() + params.fill())
            + " blocks, above one and a half periods of "
            + params.period()
            + ": a reservation would cost less than the rent that it keeps from others");
  }
}
