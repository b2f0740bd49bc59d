package network.cairn.ledger.api;

import java.io.InterruptedIOException;
import java.time.Duration;

/// The ledger did not answer, or not in time, or cannot yet, or nothing that it answered was
/// proved: nothing is known, and trying again later may help.
public final class LedgerUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LedgerUnavailable(String message) {
    super(message);
  }

  public LedgerUnavailable(String message, Throwable cause) {
    super(message, cause);
  }

  /// Who was asked used up the time for all that one answer needs: as bad as silence.
  ///
  /// @param what it did not do, for people
  static LedgerUnavailable late(String what, Duration within) {
    String time = "within " + within.toSeconds() + " s";
    return new LedgerUnavailable(
        what + " " + time, new InterruptedIOException("not all that was asked for came " + time));
  }
}
