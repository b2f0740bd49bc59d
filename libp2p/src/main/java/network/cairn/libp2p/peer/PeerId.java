package network.cairn.libp2p.peer;

/// The name of a peer: the multihash of its public key.
public final class PeerId {}
