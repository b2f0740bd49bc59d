package network.cairn.ledger.wallet;

import com.google.protobuf.ByteString;
import java.util.List;
import network.cairn.ledger.crypto.Ed25519;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Sig;
import network.cairn.ledger.types.SignedTx;
import network.cairn.ledger.types.TxBody;

/// A key that signs for one account. Immutable; never prints its seed.
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

  /// The signature over exact bytes, not a hash of them, which the caller has put under a domain.
  public Sig sign(byte[] bytes) {
    return Sig.ed25519(pubkey.toByteArray(), Ed25519.sign(seed, bytes));
  }

  /// A signed transaction of this key's account.
  public SignedTx tx(ByteString chainRef, int lane, long nonce, long validUntil, List<Msg> msgs) {
    ByteString body = TxBody.of(chainRef, address(), lane, nonce, validUntil, msgs).encode();
    return new SignedTx(body, sign(Domain.TX.signBytes(body)));
  }

  @Override
  public String toString() {
    return "Signer[" + address() + "]";
  }
}
