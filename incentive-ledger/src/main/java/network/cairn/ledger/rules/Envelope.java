package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.SignedTx;
import network.cairn.ledger.types.TxBody;

/// A transaction, decoded to its messages. Immutable.
public record Envelope(SignedTx tx, TxBody body) {
  /// @throws NotCanonical if the bytes are no canonical transaction
  public static Envelope decode(ByteString bytes) {
    SignedTx tx = SignedTx.decode(bytes);
    return new Envelope(tx, TxBody.decode(tx.body()));
  }
}
