package network.cairn.ledger.client;

import java.nio.charset.StandardCharsets;
import network.cairn.ledger.crypto.Ed25519;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Hashes;
import network.cairn.ledger.types.Sig;

/// Keys made from names.
public final class TestKeys {
  private TestKeys() {}

  public static byte[] seed(String name) {
    return Hashes.sha256(("test-key/" + name).getBytes(StandardCharsets.UTF_8));
  }

  public static Signer signer(String name) {
    byte[] seed = seed(name);
    byte[] pubkey = Ed25519.publicKey(seed);
    return new Signer() {
      @Override
      public Address address() {
        return Address.ofKey(pubkey);
      }

      @Override
      public Sig sign(byte[] message) {
        return Sig.ed25519(pubkey, Ed25519.sign(seed, message));
      }
    };
  }
}
