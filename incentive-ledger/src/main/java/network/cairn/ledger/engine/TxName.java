package network.cairn.ledger.engine;

import com.google.protobuf.ByteString;
import java.util.Optional;
import network.cairn.base.hash.Sha256;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.SignedTx;

/// What is known of a transaction of a block whether the block still has it or not.
///
/// @param hash SHA-256 of its bytes, of which the header's hash of data is made
/// @param bodyId by which its record is found; empty if it does not decode, as the beacon's
public record TxName(ByteString hash, Optional<ByteString> bodyId) {
  private static final int HASH = 32;

  static TxName of(ByteString tx) {
    ByteString hash = ByteString.copyFrom(Sha256.of(tx.toByteArray()));
    try {
      return new TxName(hash, Optional.of(ByteString.copyFrom(SignedTx.decode(tx).bodyId())));
    } catch (NotCanonical e) {
      return new TxName(hash, Optional.empty());
    }
  }

  /// As a shortened block has it: the hash ‖ the body's id, where there is one.
  ByteString bytes() {
    return bodyId.map(hash::concat).orElse(hash);
  }

  /// @throws DamagedLedger if these are no name's bytes
  static TxName parse(ByteString bytes) {
    return switch (bytes.size()) {
      case HASH -> new TxName(bytes, Optional.empty());
      case 2 * HASH -> new TxName(bytes.substring(0, HASH), Optional.of(bytes.substring(HASH)));
      default -> throw new DamagedLedger("a shortened block names no transaction");
    };
  }
}
