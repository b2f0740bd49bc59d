package network.cairn.deals.provider;

import network.cairn.base.time.Scheduler;
import network.cairn.ledger.client.Chain;
import network.cairn.ledger.client.Sender;
import network.cairn.libp2p.host.Host;

/// What all parts of the provider's role share.
record Context(
    ProviderConfig config,
    Host host,
    Chain chain,
    Sender sender,
    Scheduler scheduler,
    Tasks tasks,
    Holdings holdings,
    PieceFiles files,
    Warnings warnings,
    Book book,
    ProviderMetrics metrics) {}
