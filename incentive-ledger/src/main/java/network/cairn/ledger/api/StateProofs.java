package network.cairn.ledger.api;

import network.cairn.ledger.state.Ics23;
import network.cairn.proto.comet.Header;

/// ICS-23 proofs of the state under a header's root.
final class StateProofs {
  private static final Ics23 PROOFS = Ics23.ofState();

  private StateProofs() {}

  /// Whether a header's root proves that a key has the value that is said, or none.
  static boolean hold(Header header, Reading.Item item) {
    byte[] root = header.getAppHash().toByteArray();
    byte[] key = item.key().toByteArray();
    byte[] proof = item.proof().toByteArray();
    return item.value().isPresent()
        ? PROOFS.isPresent(root, key, item.value().get().toByteArray(), proof)
        : PROOFS.isAbsent(root, key, proof);
  }
}
