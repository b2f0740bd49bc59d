package network.cairn.ledger.types;

/// Which bounds a chain's parameters keep; its id alone decides (docs/protocol.md §1 and §7).
public enum Profile {
  MAIN(
      new Range(1_000, 60_000),
      new Range(720, 604_800),
      new Range(120, 86_400),
      new Range(120, 604_800),
      17_280),
  DEV(new Range(10, 60_000), new Range(8, 604_800), new Range(2, 86_400), new Range(2, 604_800), 1);

  /// Chain ids that begin so, and only they, are of the dev profile.
  public static final String DEV_PREFIX = "cairn-dev-";

  private static final Range PERIODS = new Range(1, 365);
  private static final Range KEEP = new Range(1, 100_000_000);
  private final Range intervalMs;
  private final Range period;
  private final Range window;
  private final Range fill;
  private final long shortestKeep;

  Profile(Range intervalMs, Range period, Range window, Range fill, long shortestKeep) {
    this.intervalMs = intervalMs;
    this.period = period;
    this.window = window;
    this.fill = fill;
    this.shortestKeep = shortestKeep;
  }

  public static Profile of(String chainId) {
    return chainId.startsWith(DEV_PREFIX) ? DEV : MAIN;
  }

  /// What addresses in text begin with.
  public String addressPrefix() {
    return this == DEV ? "tcairn" : "cairn";
  }

  /// @throws OutOfRange naming the first parameter outside this profile's bounds
  public void requireBounds(Params params) {
    intervalMs.require("blockInterval", params.blockIntervalMs());
    period.require("M", params.period());
    window.require("W", params.window());
    fill.require("T_fill", params.fill());
    new Range(1, 30).require("L", params.windDown());
    PERIODS.require("bountyHold", params.bountyHold());
    new Range(shortestKeep, KEEP.max).require("unbonding", params.unbonding());
    new Range(shortestKeep, KEEP.max).require("keepClosed", params.keepClosed());
    new Range(1, 10_000).require("maxDuePerBlock", params.maxDuePerBlock());
    new Range(4, 100_000).require("maxEndWork", params.maxEndWork());
  }

  private record Range(long min, long max) {
    void require(String name, long value) {
      OutOfRange.require(
          value >= min && value <= max, name + " " + value + " is not in " + min + ".." + max);
    }
  }
}
