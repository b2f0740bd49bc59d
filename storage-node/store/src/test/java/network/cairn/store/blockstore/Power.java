package network.cairn.store.blockstore;

import java.io.IOException;
import java.util.Random;

/// Power and faults of a simulated machine: counts what changes disks and index, and cuts at a
/// chosen count.
final class Power {
  private final Random random;
  private final double faults;
  private long left;
  private boolean failing;
  private boolean off;
  private String cutIn = "rest";

  /// @param after how many changes the cut comes
  /// @param faults share of disk operations that fail without a cut
  Power(Random random, long after, double faults) {
    this.random = random;
    this.left = after;
    this.faults = faults;
  }

  /// Before a change takes effect.
  void spend() {
    if (off) {
      throw new PowerCut();
    }
    if (--left < 0) {
      cut();
      throw new PowerCut();
    }
  }

  void spendOrFail(String what) throws IOException {
    spend();
    if (failing || faults > 0 && random.nextDouble() < faults) {
      throw new IOException("simulated fault: " + what);
    }
  }

  /// Whether every disk operation fails from now on.
  void fail(boolean every) {
    failing = every;
  }

  void cut() {
    if (!off) {
      off = true;
      cutIn =
          StackWalker.getInstance()
              .walk(frames ->
                  frames
                      .map(frame ->
                          frame.getClassName().substring(frame.getClassName().lastIndexOf('.') + 1))
                      .filter(name -> name.equals("Compactor") || name.equals("Recovery"))
                      .findFirst()
                      .orElse("rest"));
    }
  }

  boolean isOff() {
    return off;
  }

  /// `Compactor`, `Recovery`, or `rest`.
  String cutIn() {
    return cutIn;
  }

  Random random() {
    return random;
  }
}
