package network.cairn.deals.provider;

/// Counts what the provider's role does. Thread-safe, returns at once.
public interface ProviderMetrics {
  ProviderMetrics NONE =
      new ProviderMetrics() {
        @Override
        public void count(Count what, long by) {}

        @Override
        public void level(Level what, long now) {}
      };

  /// Things that happen.
  enum Count {
    FILLS_STARTED,
    FILLS_DONE,
    FILLS_FAILED,
    BYTES_PULLED,
    SETS_OPENED,
    PROOFS_ACCEPTED,
    PROOFS_REFUSED,
    PERIODS_PAID,
    PERIODS_MISSED,
    REPAIRS_DONE,
    WARNINGS
  }

  /// Things that are so many at a time.
  enum Level {
    FILLS,
    LIVE_SETS,
    PROOFS_DUE,
    TICKETS,
    STORED_BYTES
  }

  void count(Count what, long by);

  void level(Level what, long now);
}
