package network.cairn.deals.provider;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import network.cairn.base.time.Scheduler;
import network.cairn.base.units.ClockOff;
import network.cairn.ledger.client.Chain;
import network.cairn.ledger.client.Sender;
import network.cairn.libp2p.host.Host;

/// What all parts of the provider's role share.
///
/// @param offer what is offered now; its owner may change it while the role runs
record Context(
    Supplier<ProviderConfig> offer,
    Host host,
    Chain chain,
    Sender sender,
    Scheduler scheduler,
    Tasks tasks,
    Holdings holdings,
    PieceFiles files,
    Warnings warnings,
    Book book,
    ProviderMetrics metrics) {
  /// How far a clock may be off for new deals, see docs/protocol.md §9.
  private static final Duration CLOCK = Duration.ofSeconds(60);

  ProviderConfig config() {
    return offer.get();
  }

  /// Why no new duty is taken for this machine's clock; empty if it is right enough.
  Optional<String> wrongClock() {
    return chain
        .clockAhead()
        .filter(ahead -> ahead.abs().compareTo(CLOCK) > 0)
        .map(ahead -> "the provider's clock is " + new ClockOff(ahead));
  }
}
