package network.cairn.deals.market;

import network.cairn.base.time.Scheduler;
import network.cairn.deals.protocol.PieceServer;
import network.cairn.deals.provider.prover.PieceHasher;
import network.cairn.ledger.client.Chain;
import network.cairn.ledger.client.Sender;
import network.cairn.libp2p.host.Host;
import network.cairn.store.repo.Repository;

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
