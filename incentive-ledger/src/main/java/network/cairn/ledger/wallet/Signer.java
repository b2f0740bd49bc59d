package network.cairn.ledger.wallet;

import com.google.protobuf.ByteString;
import java.util.List;
import network.cairn.ledger.crypto.Ed25519;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Ask;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.Intent;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Sig;
import network.cairn.ledger.types.SignedAsk;
import network.cairn.ledger.types.SignedIntent;
import network.cairn.ledger.types.SignedTx;
import network.cairn.ledger.types.TxBody;

/// One key that signs: transactions, intents, asks, and by [#sign] the rest. Immutable; never
/// prints its seed.
public final class Signer {
  private final byte[] seed;
  private final ByteString pubkey;

  /// @throws IllegalArgumentException if the seed is not 32 bytes
  public Signer(byte[] seed) {
    this.pubkey = ByteString.copyFrom(Ed25519.publicKey(seed));
    this.seed = seed.clone();
  }

  public ByteString pubkey() {
    return pubkey;
  }

  public Address address() {
    return Address.ofKey(pubkey);
  }

  /// The seed, for who must make another key object of it. A copy.
  public byte[] seed() {
    return seed.clone();
  }

  /// The signature over exact bytes, which the caller has put under a domain.
  public byte[] sign(byte[] bytes) {
    return Ed25519.sign(seed, bytes);
  }

  /// A signed transaction of this key's account.
  public SignedTx tx(ByteString chainRef, int lane, long nonce, long validUntil, List<Msg> msgs) {
    ByteString body = TxBody.of(chainRef, address(), lane, nonce, validUntil, msgs).encode();
    return new SignedTx(body, sig(Domain.TX, body));
  }

  public SignedIntent intent(Intent intent) {
    ByteString body = intent.encode();
    return new SignedIntent(body, sig(Domain.INTENT, body));
  }

  public SignedAsk ask(Ask ask) {
    ByteString body = ask.encode();
    return new SignedAsk(body, sig(Domain.ASK, body));
  }

  private Sig sig(Domain domain, ByteString body) {
    return Sig.ed25519(pubkey.toByteArray(), sign(domain.signBytes(body)));
  }

  @Override
  public String toString() {
    return "Signer[" + address() + "]";
  }
}
