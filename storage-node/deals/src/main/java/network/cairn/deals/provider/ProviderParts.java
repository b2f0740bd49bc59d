package network.cairn.deals.provider;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import network.cairn.base.time.Scheduler;
import network.cairn.deals.protocol.PieceServer;
import network.cairn.deals.provider.prover.PieceHasher;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ledger.client.Chain;
import network.cairn.ledger.client.Sender;
import network.cairn.libp2p.host.Host;
import network.cairn.store.repo.Repository;

/// What the provider's role is built from.
///
/// @param offer what is offered now; asked each time, so that its owner may change it
/// @param sender for the operator's account
/// @param peerSigner signs with the host's identity key
/// @param pieces the node's server of pieces
/// @param random decides waits only
public record ProviderParts(
    Supplier<ProviderConfig> offer,
    Host host,
    Chain chain,
    Sender sender,
    UnaryOperator<byte[]> peerSigner,
    Repository repo,
    PieceServer pieces,
    PieceHasher hasher,
    Hashing hashing,
    Scheduler scheduler,
    RandomGenerator random,
    ProviderMetrics metrics) {}
