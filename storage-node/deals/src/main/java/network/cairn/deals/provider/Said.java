package network.cairn.deals.provider;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import network.cairn.base.units.ByteSize;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.wallet.Amounts;

/// How the log and the history call things. Stateless.
final class Said {
  private static final int NAMED = 10;
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Said() {}

  static String price(Amount price) {
    return Amounts.text(price) + " per GiB and day";
  }

  static String slot(long agreement, long slot) {
    return "agreement " + agreement + " slot " + slot;
  }

  static String piece(PieceCid piece) {
    return "piece " + piece + " of " + ByteSize.text(piece.rawSize());
  }

  /// `2026-11-30 08:36 UTC`.
  static String date(long millis) {
    return DATE.format(Instant.ofEpochMilli(millis)) + " UTC";
  }

  /// `set 5`, or `12 sets (5, 6, 7, …)`.
  static String sets(List<Long> sets) {
    if (sets.size() == 1) {
      return "set " + sets.getFirst();
    }
    String some = sets.stream().limit(NAMED).map(String::valueOf).collect(Collectors.joining(", "));
    return sets.size() + " sets (" + some + (sets.size() > NAMED ? ", \u2026)" : ")");
  }
}
