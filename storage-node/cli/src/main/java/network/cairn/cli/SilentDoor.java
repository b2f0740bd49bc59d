package network.cairn.cli;

import java.time.Duration;

/// Whoever is where the home's daemon should be gives no answer. It may be that daemon, too busy.
final class SilentDoor extends UnprovedDoor {
  private static final long serialVersionUID = 1;

  private SilentDoor(String message) {
    super(message);
  }

  static SilentDoor within(Duration patience, String address) {
    return new SilentDoor(
        address + " does not answer within " + patience.toMillis() + " ms" + advice());
  }

  /// As a daemon does to whom too many are connected.
  static SilentDoor hungUp(String address) {
    return new SilentDoor(address + " does not answer but hangs up" + advice());
  }

  private static String advice() {
    return ", so nothing was sent there; if this home's daemon is busy, try again; if it does not"
        + " run, start it with 'cairn daemon'";
  }
}
