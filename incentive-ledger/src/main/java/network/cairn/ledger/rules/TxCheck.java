package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.List;
import network.cairn.base.units.Coins;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.SignedTx;
import network.cairn.ledger.types.TxBody;
import network.cairn.proto.ledger.AccountRecord;

/// What makes a transaction void, cheapest first, the signature last (docs/protocol.md §2).
final class TxCheck {
  private final StateReader view;
  private final Params params;
  private final ByteString chainRef;
  private final long height;
  private final Crypto crypto;
  private final Envelopes envelopes;

  TxCheck(
      StateReader view,
      Params params,
      ByteString chainRef,
      long height,
      Crypto crypto,
      Envelopes envelopes) {
    this.view = view;
    this.params = params;
    this.chainRef = chainRef;
    this.height = height;
    this.crypto = crypto;
    this.envelopes = envelopes;
  }

  /// A transaction that is not void.
  record Passed(SignedTx tx, TxBody body, Address payer, BigInteger fee) {}

  /// @throws Rejected if it is void
  Passed check(ByteString bytes) {
    Envelope envelope;
    try {
      envelope = envelopes.read(bytes);
    } catch (NotCanonical e) {
      throw new Rejected(Reason.NOT_CANONICAL, String.valueOf(e.getMessage()));
    }
    SignedTx tx = envelope.tx();
    TxBody body = envelope.body();
    requireHeader(body);
    requireMessages(body.msgs());
    requireOwnKey(tx, body);
    Address payer = new Address(body.payer());
    BigInteger fee = fee(params, body.msgs(), bytes.size());
    requireAccount(body, payer, fee);
    requireSignature(tx);
    return new Passed(tx, body, payer, fee);
  }

  /// What can change while a transaction waits: its validity, its nonce, the means of its payer.
  ///
  /// @throws Rejected if it is void
  void requireStanding(TxBody body, Address payer, BigInteger fee) {
    requireHeader(body);
    requireAccount(body, payer, fee);
  }

  private static void requireOwnKey(SignedTx tx, TxBody body) {
    Rejected.unless(
        tx.sig().isWellFormed() && Address.ofKey(tx.sig().pubkey()).bytes().equals(body.payer()),
        Reason.BAD_SIGNATURE,
        "the signature's key is not the payer's");
  }

  private void requireSignature(SignedTx tx) {
    Rejected.unless(
        crypto.verify(
            tx.sig().pubkey().toByteArray(),
            Domain.TX.signBytes(tx.body()),
            tx.sig().signature().toByteArray()),
        Reason.BAD_SIGNATURE,
        "the signature is false");
  }

  private void requireHeader(TxBody body) {
    Rejected.unless(
        body.chainRef().equals(chainRef), Reason.WRONG_CHAIN, "the transaction is another chain's");
    long until = body.validUntil();
    Rejected.unless(
        until >= height && until - TxBody.MAX_VALIDITY <= height,
        Reason.EXPIRED,
        "valid until height " + until + ", executed at " + height);
    Rejected.unless(
        body.lane() < TxBody.LANES, Reason.WRONG_LANE, "lane " + body.lane() + " is above 15");
  }

  private void requireMessages(List<Msg> msgs) {
    Rejected.unless(
        !msgs.isEmpty() && msgs.size() <= TxBody.MAX_MSGS,
        Reason.WRONG_COUNT,
        msgs.size() + " messages, not 1 to 16");
    for (Msg msg : msgs) {
      Rejected.unless(
          params.staking().isPresent() || !msg.kind().isStaking(),
          Reason.NOT_CANONICAL,
          "this chain's validators are genesis's for ever");
      Rejected.unless(
          params.governance().isPresent() || !msg.kind().isGovernance(),
          Reason.NOT_CANONICAL,
          "this chain's parameters never change: it has no " + msg.kind());
      Rejected.unless(
          params.treasury().isPresent() || !Treasury.concerns(msg),
          Reason.NOT_CANONICAL,
          "this chain's treasury has one key, which signs as any other");
      if (msg instanceof Msg.ProveBatch batch) {
        Rejected.unless(
            msgs.size() == 1 && !batch.entries().isEmpty(),
            Reason.NOT_ALONE,
            "a ProveBatch has entries and stands alone");
      }
    }
  }

  private void requireAccount(TxBody body, Address payer, BigInteger fee) {
    AccountRecord account =
        view.account(payer)
            .orElseThrow(() -> new Rejected(Reason.FEE_NOT_COVERED, "the payer has no account"));
    long last = account.getNonces((int) body.lane());
    Rejected.unless(
        body.nonce() > last,
        Reason.WRONG_NONCE,
        () -> "nonce " + body.nonce() + " is not above the lane's last, " + last);
    BigInteger balance = Money.of(account.getBalance());
    if (body.msgs().getFirst() instanceof Msg.ProveBatch batch) {
      BigInteger free =
          view.provider(payer).map(p -> Providers.freeBond(params, p)).orElse(BigInteger.ZERO);
      requireMeans(balance.add(free), proofFees(params, batch.entries().size()));
    } else {
      requireMeans(balance, fee);
    }
  }

  private static void requireMeans(BigInteger means, BigInteger needed) {
    Rejected.unless(
        means.compareTo(needed) >= 0,
        Reason.FEE_NOT_COVERED,
        () -> "the fee is " + Coins.text(needed) + ", there is " + Coins.text(means));
  }

  static boolean isProof(List<Msg> msgs) {
    return msgs.getFirst() instanceof Msg.ProveBatch;
  }

  static BigInteger proofFees(Params params, int entries) {
    return params.proofFee().pebbles().multiply(BigInteger.valueOf(entries));
  }

  /// The fee of messages in an envelope of so many bytes; a ProveBatch pays nothing up front.
  static BigInteger fee(Params params, List<Msg> msgs, int envelopeBytes) {
    if (isProof(msgs)) {
      return BigInteger.ZERO;
    }
    BigInteger fee = params.bytePrice().pebbles().multiply(BigInteger.valueOf(envelopeBytes));
    for (Msg msg : msgs) {
      fee = fee.add(params.fee(msg.kind()).pebbles());
    }
    return fee;
  }
}
