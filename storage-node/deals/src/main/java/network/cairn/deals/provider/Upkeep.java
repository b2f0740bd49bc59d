package network.cairn.deals.provider;

import java.time.Duration;
import java.util.Optional;
import network.cairn.base.units.ByteSize;
import network.cairn.base.units.ClockOff;
import network.cairn.ledger.client.Head;
import network.cairn.store.repo.Repository;

/// Looks at what a provider's owner must mend: the clock, and the room on the disk. For one thread.
final class Upkeep {
  private final Context context;
  private final Repository repo;

  Upkeep(Context context, Repository repo) {
    this.context = context;
    this.repo = repo;
  }

  void tick(Head head) {
    context.metrics().level(ProviderMetrics.Level.LEDGER_HEIGHT, head.height());
    clock(context.chain().clockAhead());
    room();
  }

  private void clock(Optional<Duration> ahead) {
    ahead.ifPresent(
        off -> context.metrics().level(ProviderMetrics.Level.CLOCK_AHEAD_MS, off.toMillis()));
    Optional<ClockOff> told = ahead.map(ClockOff::new).filter(ClockOff::isTold);
    if (told.isEmpty()) {
      context.warnings().clear("clock");
      return;
    }
    context
        .warnings()
        .raise(
            "clock",
            "this computer's clock is "
                + told.get()
                + ": set it right, as by NTP"
                + context
                    .wrongClock()
                    .map(_ -> ". Proofs go on; no new deal and no repair is taken until then")
                    .orElse(". Above 60 s no new deal is taken"));
  }

  private void room() {
    ProviderConfig config = context.config();
    long held = context.holdings().bytes();
    long free = repo.freeOutside();
    if (Math.min(config.capacity() - held, free) < config.minBytes()) {
      context
          .warnings()
          .raise(
              "full",
              "no new deal is taken: "
                  + ByteSize.text(held)
                  + " of "
                  + ByteSize.text(config.capacity())
                  + " are used, and the disk has "
                  + ByteSize.text(free)
                  + " left beside its reserve");
    } else {
      context.warnings().clear("full");
    }
    if (config.capacity() - held > free) {
      context
          .warnings()
          .raise(
              "capacity",
              "the capacity of "
                  + ByteSize.text(config.capacity())
                  + " is more than the disk has: "
                  + ByteSize.text(held)
                  + " are used, "
                  + ByteSize.text(free)
                  + " are left beside its reserve; deals are taken up to that."
                  + " 'cairn config Provider.Capacity' sets another");
    } else {
      context.warnings().clear("capacity");
    }
  }
}
