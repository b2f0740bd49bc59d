package network.cairn.testing;

import java.util.Random;

/// Runs a law over random values from a seed; a failure names the seed that repeats it.
///
/// `-Dproperty.seed=N` repeats one seed, `-Dproperty.factor=N` multiplies the number of runs.
public final class Property {
  private static final long FIRST_SEED = 20_261_121L;

  private Property() {}

  /// One run of a law; throws to refute it.
  public interface Law {
    void holds(Random random) throws Exception;
  }

  /// Checks the law `runs` times, each with a generator of its own.
  ///
  /// @throws AssertionError naming the seed of the first run that failed
  public static void check(int runs, Law law) {
    Long only = Long.getLong("property.seed");
    long first = only != null ? only : FIRST_SEED;
    long count = only != null ? 1 : (long) runs * Integer.getInteger("property.factor", 1);
    for (long seed = first; seed < first + count; seed++) {
      try {
        law.holds(new Random(seed));
      } catch (Throwable t) {
        throw new AssertionError("refuted; repeat with -Dproperty.seed=" + seed + ": " + t, t);
      }
    }
  }

  /// Random bytes of the given length.
  public static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
