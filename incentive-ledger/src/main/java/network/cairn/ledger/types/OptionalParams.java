package network.cairn.ledger.types;

import static network.cairn.ledger.types.ParamRows.MILLI;
import static network.cairn.ledger.types.ParamRows.cairn;
import static network.cairn.ledger.types.ParamRows.count;
import static network.cairn.ledger.types.ParamRows.genesis;
import static network.cairn.ledger.types.ParamRows.money;

import java.math.BigInteger;
import java.util.List;
import network.cairn.ledger.types.ParamBounds.Row;

/// The parameters that a genesis may have beside the common ones: of stakes, votes, vetting and a
/// treasury of several keys (docs/protocol.md §7, §16 to §18).
final class OptionalParams {
  private OptionalParams() {}

  /// The parameters of §16 with the bounds of a profile, for chains that have them.
  static List<Row> staking(Profile profile) {
    boolean dev = profile == Profile.DEV;
    BigInteger million = cairn(1_000_000);
    BigInteger least = BigInteger.TEN.pow(9);
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
                dev ? least.multiply(BigInteger.valueOf(100)) : cairn(100),
                million)),
        genesis(
            money(
                "powerScale",
                params -> of(params).powerScale(),
                (wire, value) -> wire.getStakingBuilder().setPowerScale(value),
                least,
                cairn(1_000))),
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
                cairn(100))),
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

  /// Those of a chain whose parameters are voted on.
  static List<Row> governance(Profile profile) {
    boolean dev = profile == Profile.DEV;
    BigInteger least = dev ? BigInteger.ZERO : MILLI.divide(BigInteger.TEN);
    BigInteger fee = cairn(100);
    BigInteger million = cairn(1_000_000);
    BigInteger deposit = cairn(10);
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

  private static Governance in(Params params) {
    return params.governance().orElseThrow();
  }

  /// Those of a chain that vets new providers, which no vote changes.
  static List<Row> vetting(Profile profile) {
    BigInteger million = cairn(1_000_000);
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
  static List<Row> treasury(Profile profile) {
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
                cairn(100))));
  }
}
