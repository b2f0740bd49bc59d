package network.cairn.libp2p.security.noise;

import java.util.random.RandomGenerator;
import network.cairn.libp2p.crypto.X25519;

/// A key pair of the handshake. The arrays are shared within this package and never changed.
record DhKey(byte[] scalar, byte[] point) {
  static DhKey generate(RandomGenerator random) {
    return of(X25519.scalar(random));
  }

  static DhKey of(byte[] scalar) {
    return new DhKey(scalar, X25519.point(scalar));
  }
}
