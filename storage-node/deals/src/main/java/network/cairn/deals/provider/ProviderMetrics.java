package network.cairn.deals.provider;

import network.cairn.ledger.types.Amount;

/// Counts what the provider's role does. Thread-safe, returns at once.
public interface ProviderMetrics {
  ProviderMetrics NONE =
      new ProviderMetrics() {
        @Override
        public void count(Count what, long by) {}

        @Override
        public void level(Level what, long now) {}

        @Override
        public void amount(Money what, Amount now) {}
      };

  /// Things that happen.
  enum Count {
    FILLS_STARTED("Transfers of pieces that began"),
    FILLS_DONE("Transfers that brought a whole piece"),
    FILLS_FAILED("Transfers that ended without one"),
    BYTES_PULLED("Bytes of pieces that came"),
    SETS_OPENED("Sets opened on the ledger"),
    PROOFS_ACCEPTED("Proofs that the ledger counts"),
    PROOFS_REFUSED("Proofs that it does not count"),
    PERIODS_PAID("Periods proven and paid"),
    PERIODS_MISSED("Periods that closed without a proof"),
    SETS_FAILED("Sets that failed"),
    REPAIRS_DONE("Copies taken over from failed providers"),
    WARNINGS("Warnings written to the log");

    private final String help;

    Count(String help) {
      this.help = help;
    }

    public String help() {
      return help;
    }
  }

  /// Things that are so many at a time.
  enum Level {
    FILLS("Transfers under way"),
    LIVE_SETS("Sets watched"),
    PROOFS_DUE("Proofs to be sent now"),
    TICKETS("Repair tickets that may be taken"),
    STORED_BYTES("Bytes of pieces here, and held by transfers"),
    LEDGER_HEIGHT("Newest height of the ledger that was proved here, 0 before the first"),
    CLOCK_AHEAD_MS("Milliseconds that this machine's clock is ahead of the ledger's"),
    NEXT_DEADLINE("Height by which the next unproven period must be proven, 0 if there is none");

    private final String help;

    Level(String help) {
      this.help = help;
    }

    public String help() {
      return help;
    }
  }

  /// Amounts at a time.
  enum Money {
    BOND("Bond in CAIRN, as last seen"),
    FREE_BOND("Bond in CAIRN that more sets can use, as last seen"),
    INCOME("CAIRN paid to the payout address since this home began to count"),
    SLASHED("CAIRN lost by slashes since this home began to count");

    private final String help;

    Money(String help) {
      this.help = help;
    }

    public String help() {
      return help;
    }
  }

  void count(Count what, long by);

  void level(Level what, long now);

  void amount(Money what, Amount now);
}
