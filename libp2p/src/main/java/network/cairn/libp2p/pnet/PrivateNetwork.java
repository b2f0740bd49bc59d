package network.cairn.libp2p.pnet;

import java.util.random.RandomGenerator;
import network.cairn.libp2p.transport.RawConn;

/// Hides connections from all who have not the key. Thread-safe.
///
/// @param random where nonces come from, a `SecureRandom` but in simulations: a nonce that comes
///   twice gives two connections' bytes away
public record PrivateNetwork(SwarmKey key, RandomGenerator random) {
  /// The connection as members see it; nothing is sent or read before the first write and read.
  public RawConn over(RawConn raw) {
    return new PrivateConn(raw, key, random);
  }
}
