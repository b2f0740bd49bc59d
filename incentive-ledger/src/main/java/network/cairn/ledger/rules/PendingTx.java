package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.List;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.SignedTx;
import network.cairn.ledger.types.TxBody;

/// A transaction as a pool knows it: decoded once, with all that it may take (docs/protocol.md
/// §13).
///
/// @param fee in pebbles, for the envelope of these bytes
/// @param outflow most pebbles that its messages move out of the payer's balance
/// @param claims of a ProveBatch: the entries that prove something, as far as is known; empty for
///   any other
public record PendingTx(
    ByteString bytes,
    SignedTx tx,
    TxBody body,
    BigInteger fee,
    BigInteger outflow,
    List<ProofClaim> claims) {

  public PendingTx {
    claims = List.copyOf(claims);
  }

  /// As a block executes it.
  public Envelope envelope() {
    return new Envelope(tx, body);
  }

  public Address payer() {
    return new Address(body.payer());
  }

  public int size() {
    return bytes.size();
  }

  public boolean isProof() {
    return TxCheck.isProof(body.msgs());
  }

  /// Most calendar entries of kinds 2 to 7 that its messages add (docs/protocol.md §2).
  public int calendarEntries() {
    return body.msgs().stream().mapToInt(Demand::calendarEntries).sum();
  }

  /// Most sets that its messages open.
  public int openings() {
    return body.msgs().stream().mapToInt(Demand::openings).sum();
  }

  /// This one where other parameters hold.
  PendingTx under(Params params) {
    BigInteger newFee = TxCheck.fee(params, body.msgs(), bytes.size());
    return new PendingTx(bytes, tx, body, newFee, Demand.outflow(params, body.msgs()), claims);
  }

  PendingTx with(List<ProofClaim> left) {
    return left.size() == claims.size() ? this : new PendingTx(bytes, tx, body, fee, outflow, left);
  }
}
