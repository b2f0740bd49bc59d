package network.cairn.app.demo;

import java.util.Locale;
import network.cairn.ledger.types.Amount;

/// The numbers of a demo, chosen so that amounts can be read and the money lasts, for a file of any
/// size.
///
/// A period takes 10 s (40 blocks of 250 ms). The provider that is killed in period 2 misses
/// periods 2, 3 and 4 and fails with the last (F = 3); a repair may be reserved only if its time to
/// fill (120 blocks) and one more period fit before the term's end. Thirty periods leave a slow
/// machine twice that.
///
/// @param gibibytes of the file, rounded up
record Plan(long gibibytes) {
  static final int COPIES = 3;
  static final int PERIODS = 30;

  /// CAIRN per GiB and day: about 0.07 CAIRN per period for a copy of 64 MiB.
  static final String PRICE = "10000";

  private static final long RENT_PER_GIB = 120;
  private static final long COLLATERAL_PER_GIB = 40;
  private static final long GIB = 1L << 30;

  static Plan forBytes(long bytes) {
    return new Plan(Math.max(1, (bytes + GIB - 1) / GIB));
  }

  /// CAIRN that a provider bonds.
  long bond() {
    return 20 + 2 * COLLATERAL_PER_GIB * gibibytes;
  }

  Amount toProvider() {
    return Amount.ofCairn(bond() + 5);
  }

  Amount toClient() {
    return Amount.ofCairn(10 + RENT_PER_GIB * gibibytes);
  }

  /// What a provider offers to keep, as `--capacity` takes it.
  String capacity() {
    return String.format(Locale.ROOT, "%dGiB", 2 * gibibytes);
  }
}
