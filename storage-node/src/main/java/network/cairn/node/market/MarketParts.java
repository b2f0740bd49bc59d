package network.cairn.node.market;

import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.sched.Scheduler;
import network.cairn.node.deal.PieceServer;
import network.cairn.node.ledger.Chain;
import network.cairn.node.ledger.Sender;
import network.cairn.node.provider.prover.PieceHasher;
import network.cairn.node.repo.Repository;

/// What the market is built from.
///
/// @param sender for the wallet's account
/// @param pieces the node's server of pieces
public record MarketParts(
    Host host,
    Chain chain,
    Sender sender,
    Repository repo,
    PieceServer pieces,
    PieceHasher hasher,
    Scheduler scheduler) {}
