package network.cairn.ledger.store;

/// What a ledger keeps beside its newest state.
///
/// @param history of events and outcomes
/// @param every a snapshot of the state is taken at each multiple of so many blocks; 0 for none
/// @param snapshots that are kept, the newest; at least 1
/// @param archive whether blocks are kept that neither snapshots, evidence nor light clients need
public record Keeping(Retention history, long every, int snapshots, boolean archive) {
  /// A state is made again from the newest snapshot in half a minute where blocks are empty.
  public static final long EVERY = 10_000;

  /// The least between two: one takes its time.
  public static final long LEAST = 100;

  private static final int SNAPSHOTS = 2;

  public Keeping {
    if (every < 0 || snapshots < 1) {
      throw new IllegalArgumentException(snapshots + " snapshots every " + every + " blocks");
    }
  }

  /// What a ledger keeps if nothing else is said.
  public static Keeping standard() {
    return of(Retention.standard());
  }

  /// Takes no snapshot and lets go of nothing.
  public static Keeping everything() {
    return new Keeping(Retention.all(), 0, SNAPSHOTS, true);
  }

  public static Keeping of(Retention history) {
    return new Keeping(history, EVERY, SNAPSHOTS, false);
  }

  /// Whether a snapshot is taken of a height.
  public boolean isTaken(long height) {
    return takesAny() && height > 0 && height % every == 0;
  }

  /// Whether snapshots are taken at all.
  public boolean takesAny() {
    return every > 0;
  }

  /// The first height whose block stays whole.
  ///
  /// @param oldest height of the oldest snapshot
  public long firstWhole(long oldest) {
    return archive ? 0 : oldest;
  }

  /// The first height whose block stays.
  ///
  /// @param height of the newest block
  /// @param oldest height of the oldest snapshot
  /// @param evidence for how many blocks misbehaviour counts and headers are followed from
  public long firstKept(long height, long oldest, long evidence) {
    return archive ? 0 : Math.max(0, Math.min(oldest, height - evidence));
  }
}
