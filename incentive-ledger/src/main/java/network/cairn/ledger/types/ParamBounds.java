package network.cairn.ledger.types;

import java.math.BigInteger;
import java.util.List;
import java.util.function.Function;
import network.cairn.base.units.Coins;

/// What each parameter of a genesis may be: the table of docs/protocol.md §7. Chosen so that no
/// product of parameters leaves 64 bits where it counts blocks or time, nor the supply where it is
/// money, and that on main nothing that others want is to be had for nothing (§14).
public final class ParamBounds {
  private static final String MONEY = "pebbles";
  private static final BigInteger MILLI = BigInteger.TEN.pow(15);

  /// One parameter.
  ///
  /// @param name as in docs/protocol.md
  /// @param unit of value and bounds
  public record Row(
      String name,
      String unit,
      Function<Params, BigInteger> value,
      BigInteger lowest,
      BigInteger highest) {
    private String shown(BigInteger number) {
      return unit.equals(MONEY) ? Coins.text(number) : number + " " + unit;
    }

    void require(Params params) {
      BigInteger is = value.apply(params);
      OutOfRange.require(
          is.compareTo(lowest) >= 0 && is.compareTo(highest) <= 0,
          "parameter "
              + name
              + " is "
              + shown(is)
              + ", not in "
              + shown(lowest)
              + ".."
              + shown(highest)
              + "; a genesis needs a value in these bounds");
    }
  }

  private ParamBounds() {}

  /// All parameters with the bounds of a profile, in the order of the table.
  public static List<Row> of(Profile profile) {
    boolean dev = profile == Profile.DEV;
    BigInteger least = dev ? BigInteger.ZERO : MILLI.divide(BigInteger.TEN);
    BigInteger deposit = Amount.CAIRN.multiply(BigInteger.valueOf(1_000));
    BigInteger fee = Amount.CAIRN.multiply(BigInteger.valueOf(100));
    BigInteger million = Amount.CAIRN.multiply(BigInteger.valueOf(1_000_000));
    return List.of(
        count("blockInterval", "ms", Params::blockIntervalMs, dev ? 10 : 1_000, 60_000),
        count("M", "blocks", Params::period, dev ? 8 : 720, 604_800),
        count("W", "blocks", Params::window, dev ? 2 : 120, 86_400),
        count("L", "periods", Params::windDown, 1, 30),
        count("F", "periods", Params::failAfter, 2, 30),
        count("T_fill", "blocks", Params::fill, dev ? 2 : 120, 604_800),
        count("bountyHold", "periods", Params::bountyHold, 1, 365),
        count("unbonding", "blocks", Params::unbonding, dev ? 1 : 17_280, 100_000_000),
        count("keepClosed", "blocks", Params::keepClosed, dev ? 1 : 17_280, 100_000_000),
        count("maxDuePerBlock", "sets", Params::maxDuePerBlock, 1, 10_000),
        count("maxEndWork", "entries", Params::maxEndWork, 4, 100_000),
        money("minBond", Params::minBond, dev ? BigInteger.ZERO : Amount.CAIRN, million),
        money("minRate", Params::minRate, BigInteger.ONE, Amount.CAIRN),
        money("minCollateral", Params::minCollateral, BigInteger.valueOf(100), million),
        money("agreementDeposit", Params::agreementDeposit, least, deposit),
        money("slotDeposit", Params::slotDeposit, least, deposit),
        money("newAccountFee", Params::newAccountFee, least, fee),
        money(
            "proofFee",
            Params::proofFee,
            dev ? BigInteger.ZERO : BigInteger.TEN.pow(12),
            Amount.CAIRN),
        money("bytePrice", Params::bytePrice, dev ? BigInteger.ZERO : BigInteger.TEN.pow(9), MILLI),
        fee("Transfer", Fees::transfer, least, fee),
        fee("RegisterProvider", Fees::registerProvider, least, fee),
        fee("UpdateProvider", Fees::updateProvider, least, fee),
        fee("BondAdd", Fees::bondAdd, least, fee),
        fee("BondWithdraw", Fees::bondWithdraw, least, fee),
        fee("CreateAgreement", Fees::createAgreement, least, fee),
        fee("OpenSet", Fees::openSet, least, fee),
        fee("Terminate", Fees::terminate, least, fee),
        fee("ReserveRepair", Fees::reserveRepair, least, fee),
        fee("CompleteRepair", Fees::completeRepair, least, fee));
  }

  private static Row count(
      String name, String unit, Function<Params, Long> value, long lowest, long highest) {
    return new Row(
        name,
        unit,
        params -> BigInteger.valueOf(value.apply(params)),
        BigInteger.valueOf(lowest),
        BigInteger.valueOf(highest));
  }

  private static Row money(
      String name, Function<Params, Amount> value, BigInteger lowest, BigInteger highest) {
    return new Row(name, MONEY, params -> value.apply(params).pebbles(), lowest, highest);
  }

  private static Row fee(
      String message, Function<Fees, Amount> value, BigInteger lowest, BigInteger highest) {
    return money("fee of " + message, params -> value.apply(params.fees()), lowest, highest);
  }

  /// @throws OutOfRange naming the first parameter outside a profile's bounds
  static void require(Profile profile, Params params) {
    of(profile).forEach(row -> row.require(params));
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
