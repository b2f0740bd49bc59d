package network.cairn.ledger.types;

import static network.cairn.ledger.types.ParamRows.cairn;
import static network.cairn.ledger.types.ParamRows.count;
import static network.cairn.ledger.types.ParamRows.fee;
import static network.cairn.ledger.types.ParamRows.money;

import java.math.BigInteger;
import java.util.List;
import network.cairn.ledger.types.ParamBounds.Row;

/// The parameters that every chain has (docs/protocol.md §7).
final class CommonParams {
  private CommonParams() {}

  /// With the bounds of a profile, in the order of the table.
  static List<Row> bounds(Profile profile) {
    boolean dev = profile == Profile.DEV;
    BigInteger least = dev ? BigInteger.ZERO : ParamRows.MILLI.divide(BigInteger.TEN);
    BigInteger deposit = cairn(1_000);
    BigInteger fee = cairn(100);
    BigInteger million = cairn(1_000_000);
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
            ParamRows.MILLI),
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
}
