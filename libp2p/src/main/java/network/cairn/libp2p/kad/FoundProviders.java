package network.cairn.libp2p.kad;

/// Takes providers as they are found. Calls never overlap and must not block.
@FunctionalInterface
public interface FoundProviders {
  /// @return whether to go on
  boolean found(KadPeer provider);
}
