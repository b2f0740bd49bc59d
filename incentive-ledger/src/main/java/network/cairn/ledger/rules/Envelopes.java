package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.util.Optional;
import network.cairn.ledger.types.NotCanonical;

/// Transactions that were decoded before: what a pool has read, a proposal and a block need not
/// read again. Thread-safe.
@FunctionalInterface
public interface Envelopes {
  /// What [Envelope#decode] gave for these very bytes; empty where they were not decoded, or are
  /// not remembered.
  Optional<Envelope> known(ByteString bytes);

  /// Of whom nothing is remembered.
  static Envelopes none() {
    return _ -> Optional.empty();
  }

  /// A transaction, decoded now if it was not before.
  ///
  /// @throws NotCanonical if the bytes are no canonical transaction
  default Envelope read(ByteString bytes) {
    return known(bytes).orElseGet(() -> Envelope.decode(bytes));
  }
}
