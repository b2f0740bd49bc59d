package network.cairn.base.files;

import java.io.IOException;
import java.util.List;
import java.util.Random;

/// Power and faults of a simulated machine: counts what changes disks and index, and cuts at a
/// chosen count.
public final class Power {
  private final Random random;
  private final double faults;
  private long left;
  private long spent;
  private boolean failing;
  private boolean off;
  private List<String> cutIn = List.of();

  /// @param after how many changes the cut comes
  /// @param faults share of disk operations that fail without a cut
  public Power(Random random, long after, double faults) {
    this.random = random;
    this.left = after;
    this.faults = faults;
  }

  /// Before a change takes effect.
  public void spend() {
    if (off) {
      throw new PowerCut();
    }
    if (--left < 0) {
      cut();
      throw new PowerCut();
    }
    spent++;
  }

  public void spendOrFail(String what) throws IOException {
    spend();
    if (failing || faults > 0 && random.nextDouble() < faults) {
      throw new IOException("simulated fault: " + what);
    }
  }

  /// Whether every disk operation fails from now on.
  public void fail(boolean every) {
    failing = every;
  }

  public void cut() {
    if (!off) {
      off = true;
      cutIn =
          StackWalker.getInstance()
              .walk(frames ->
                  frames
                      .map(frame ->
                          frame.getClassName().substring(frame.getClassName().lastIndexOf('.') + 1))
                      .toList());
    }
  }

  public boolean isOff() {
    return off;
  }

  /// How many changes took effect or failed.
  public long spent() {
    return spent;
  }

  /// Simple names of the classes at work when power went, the innermost first; empty before.
  public List<String> cutIn() {
    return cutIn;
  }

  public Random random() {
    return random;
  }
}
