package network.cairn.node.provider;

import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.sched.Scheduler;
import network.cairn.node.ledger.Chain;
import network.cairn.node.ledger.Sender;

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
    ProviderMetrics metrics) {}
