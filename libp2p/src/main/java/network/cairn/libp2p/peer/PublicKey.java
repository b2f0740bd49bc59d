package network.cairn.libp2p.peer;

/// A peer's public key.
public final class PublicKey {}
