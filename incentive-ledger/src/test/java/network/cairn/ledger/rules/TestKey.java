package network.cairn.ledger.rules;

import java.nio.charset.StandardCharsets;
import network.cairn.base.hash.Sha256;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Sig;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// An Ed25519 key made from a name.
record TestKey(byte[] seed, byte[] pubkey, Address address) {
  static TestKey account(String name) {
    return of("cairn-scenario/" + name);
  }

  static TestKey peer(String name) {
    return of("cairn-scenario-peer/" + name);
  }

  private static TestKey of(String text) {
    byte[] seed = Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    byte[] pubkey = new byte[32];
    Ed25519.generatePublicKey(seed, 0, pubkey, 0);
    return new TestKey(seed, pubkey, Address.ofKey(pubkey));
  }

  byte[] sign(byte[] message) {
    byte[] signature = new byte[64];
    Ed25519.sign(seed, 0, message, 0, message.length, signature, 0);
    return signature;
  }

  Sig sig(byte[] message) {
    return Sig.ed25519(pubkey, sign(message));
  }
}
