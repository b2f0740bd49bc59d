package network.cairn.ledger.engine.embedded;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import network.cairn.base.hash.Sha256;
import network.cairn.ledger.crypto.Ed25519;
import network.cairn.ledger.engine.ValidatorKeys;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.types.Sig;
import network.cairn.ledger.types.SignedTx;
import network.cairn.ledger.types.TxBody;

/// A chain of one validator with a treasury and a clock that tests turn.
public final class TestChain {
  public static final byte[] VALIDATOR = seed("validator");
  public static final byte[] BEACON = seed("beacon");
  public static final byte[] TREASURY = seed("treasury");
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private TestChain() {}

  public static byte[] seed(String name) {
    return Sha256.of(name.getBytes(StandardCharsets.UTF_8));
  }

  public static ValidatorKeys keys() {
    return new ValidatorKeys(VALIDATOR, BEACON);
  }

  public static Genesis genesis() {
    return genesis(Params.defaults(Profile.DEV));
  }

  public static Genesis genesis(Params params) {
    return new Genesis(
        "cairn-dev-test",
        START.toEpochMilli(),
        List.of(
            new Genesis.Validator(
                ByteString.copyFrom(Ed25519.publicKey(VALIDATOR)),
                1,
                ByteString.copyFrom(Ed25519.publicKey(BEACON)))),
        params,
        List.of(new Genesis.Allocation(address(TREASURY), Amount.SUPPLY)));
  }

  public static Address address(byte[] seed) {
    return Address.ofKey(Ed25519.publicKey(seed));
  }

  public static ByteString transfer(
      byte[] from, int lane, long nonce, Address to, Amount amount, long validUntil) {
    return tx(from, lane, nonce, validUntil, "", new Msg.Transfer(to, amount));
  }

  static ByteString tx(
      byte[] from, int lane, long nonce, long validUntil, String memo, Msg... msgs) {
    TxBody body =
        new TxBody(
            ByteString.copyFrom(genesis().chainRef()),
            address(from).bytes(),
            lane,
            nonce,
            validUntil,
            List.of(msgs),
            memo);
    ByteString bytes = body.encode();
    byte[] signature = Ed25519.sign(from, Domain.TX.signBytes(bytes));
    return new SignedTx(bytes, Sig.ed25519(Ed25519.publicKey(from), signature)).encode();
  }

  /// A clock that goes on by one interval at each look.
  public static InstantSource ticking() {
    Instant[] now = {START};
    return () -> now[0] = now[0].plus(Duration.ofMillis(250));
  }
}
