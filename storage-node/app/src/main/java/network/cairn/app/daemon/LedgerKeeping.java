package network.cairn.app.daemon;

import java.util.Optional;
import network.cairn.cli.Role;
import network.cairn.ledger.store.Keeping;
import network.cairn.ledger.store.Retention;

/// What a ledger is told to keep.
final class LedgerKeeping {
  private static final String NUMBER = "[0-9]{1,15}";

  private LedgerKeeping() {}

  /// @throws StartFailed if a number is none or too small
  static Keeping of(Role.LedgerStart start) {
    Keeping usual = Keeping.of(history(start.history()));
    return new Keeping(
        usual.history(),
        start.snapshots().map(LedgerKeeping::every).orElse(usual.every()),
        usual.snapshots(),
        start.archive());
  }

  /// @param text of `--history`, 0 for everything
  private static Retention history(Optional<String> text) {
    if (text.isEmpty()) {
      return Retention.standard();
    }
    long blocks = number(text.get());
    if (blocks < 0 || (blocks != 0 && blocks < Retention.LEAST)) {
      throw new StartFailed(
          "--history must be 0 (everything) or at least "
              + Retention.LEAST
              + " blocks, not '"
              + text.get()
              + "'");
    }
    return new Retention(blocks);
  }

  /// @param text of `--snapshots`, 0 for none
  private static long every(String text) {
    long blocks = number(text);
    if (blocks < 0 || (blocks != 0 && blocks < Keeping.LEAST)) {
      throw new StartFailed(
          "--snapshots must be 0 (none) or at least "
              + Keeping.LEAST
              + " blocks, not '"
              + text
              + "'");
    }
    return blocks;
  }

  private static long number(String text) {
    return text.matches(NUMBER) ? Long.parseLong(text) : -1;
  }
}
