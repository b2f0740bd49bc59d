package network.cairn.libp2p.security.noise;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import network.cairn.base.hash.Sha256;
import network.cairn.libp2p.crypto.Hkdf;

/// Hash, chaining key and key of a running handshake (Noise specification, section 5.2).
final class SymmetricState {
  /// Exactly 32 bytes, so it is the first hash as it stands.
  private static final byte[] NAME =
      "Noise_XX_25519_ChaChaPoly_SHA256".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] NONE = new byte[0];

  private byte[] hash = NAME.clone();
  private byte[] chain = NAME.clone();
  private Optional<CipherState> cipher = Optional.empty();

  void mixHash(byte[] data) {
    hash = Sha256.of(hash, data);
  }

  void mixKey(byte[] secret) {
    byte[] keys = Hkdf.derive(chain, secret, NONE, 64);
    chain = Arrays.copyOf(keys, 32);
    cipher = Optional.of(new CipherState(Arrays.copyOfRange(keys, 32, 64)));
  }

  /// What goes on the wire for this plaintext: itself before the first key.
  byte[] encryptAndHash(byte[] plain) {
    byte[] sealed = plain;
    if (cipher.isPresent()) {
      sealed = new byte[plain.length + CipherState.TAG];
      cipher.get().seal(hash, plain, 0, plain.length, sealed, 0);
    }
    mixHash(sealed);
    return sealed;
  }

  /// The plaintext of what came from the wire; empty if its tag does not hold.
  Optional<byte[]> decryptAndHash(byte[] sealed) {
    byte[] plain = sealed;
    if (cipher.isPresent()) {
      plain = new byte[Math.max(0, sealed.length - CipherState.TAG)];
      if (!cipher.get().open(hash, sealed, 0, sealed.length, plain, 0)) {
        return Optional.empty();
      }
    }
    mixHash(sealed);
    return Optional.of(plain);
  }

  /// The transport keys: first the one from initiator to responder.
  TransportKeys split() {
    byte[] keys = Hkdf.derive(chain, NONE, NONE, 64);
    return new TransportKeys(
        new CipherState(Arrays.copyOf(keys, 32)),
        new CipherState(Arrays.copyOfRange(keys, 32, 64)));
  }

  byte[] hash() {
    return hash.clone();
  }

  record TransportKeys(CipherState fromInitiator, CipherState fromResponder) {}
}
