package network.cairn.libp2p.upgrade;

/// The secure channels that are here, in the order in which go-libp2p prefers them.
public enum Channel {
  /// TLS 1.3, `/tls/1.0.0`.
  TLS,
  /// Noise XX, `/noise`.
  NOISE
}
