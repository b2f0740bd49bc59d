package network.cairn.libp2p.multiaddr;

/// A self-describing network address.
public final class Multiaddr {}
