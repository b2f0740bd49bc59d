package network.cairn.ledger.types;

import java.math.BigInteger;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import network.cairn.base.units.Coins;

/// What each parameter may be, at genesis and ever after: the table of docs/protocol.md §7. Chosen
/// so that no product of parameters leaves 64 bits where it counts blocks or time, nor the supply
/// where it is money, and that on main nothing that others want is to be had for nothing (§14).
public final class ParamBounds {
  /// The trusting period of light clients.
  private static final long TRUST_MS = 14L * 86_400_000L;

  /// A border looks at the validators of so many borders before it.
  private static final long MAX_EPOCHS = 1_000;

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
      return unit.equals(ParamRows.MONEY);
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

  private ParamBounds() {}

  /// All that a chain has, in the order of the table.
  public static List<Row> of(Profile profile, Params params) {
    return Stream.of(
            of(profile),
            params.staking().isPresent() ? staking(profile) : List.<Row>of(),
            params.governance().isPresent() ? governance(profile) : List.<Row>of(),
            params.vetting().isPresent() ? OptionalParams.vetting(profile) : List.<Row>of(),
            params.treasury().isPresent() ? OptionalParams.treasury(profile) : List.<Row>of())
        .flatMap(List::stream)
        .toList();
  }

  /// Those that every chain has, with the bounds of a profile, in the order of the table.
  public static List<Row> of(Profile profile) {
    return CommonParams.bounds(profile);
  }

  /// Those of a chain whose parameters are voted on.
  public static List<Row> governance(Profile profile) {
    return OptionalParams.governance(profile);
  }

  /// Those of a chain whose validators are chosen by stake.
  public static List<Row> staking(Profile profile) {
    return OptionalParams.staking(profile);
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
    long epoch = params.staking().orElseThrow().epoch();
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
