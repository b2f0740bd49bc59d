package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import network.cairn.base.hash.Sha256;
import network.cairn.ledger.state.StateView;
import network.cairn.ledger.types.Canonical;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.proto.ledger.BeaconRecord;
import network.cairn.proto.ledger.BeaconTx;
import network.cairn.proto.ledger.ValidatorRecord;

/// Whether something is a block at all (docs/protocol.md §1 and §2). What its transactions hold is
/// no matter: a bad one is void. Stateless and thread-safe.
public final class Validation {
  /// Most bytes of all transactions of a block together.
  public static final int MAX_BLOCK_BYTES = 4 * 1024 * 1024;

  /// What a transaction takes of a block at least: each may cost the verification of a signature,
  /// whether it pays for it or not.
  public static final int LEAST_TX_BYTES = 1_024;

  /// Bytes of a beacon proof.
  public static final int PI_BYTES = 80;

  private static final byte[] NOTHING = {};

  private final Crypto crypto;

  public Validation(Crypto crypto) {
    this.crypto = crypto;
  }

  /// What a transaction of so many bytes takes of a block.
  public static int room(int bytes) {
    return Math.max(bytes, LEAST_TX_BYTES);
  }

  /// Why this is no next block on `state`; empty if it is one.
  public Optional<String> fault(StateView state, BlockContext context, List<ByteString> txs) {
    try {
      beacon(new StateReader(state), context, txs);
      return Optional.empty();
    } catch (InvalidBlock e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /// The beacon's new value R(h).
  ///
  /// @throws InvalidBlock if this is no block
  ByteString beacon(StateReader view, BlockContext context, List<ByteString> txs) {
    BeaconRecord before =
        view.beacon(context.height() - 1)
            .orElseThrow(() -> new InvalidBlock("height " + context.height() + " is not the next"));
    require(
        view.beacon(context.height()).isEmpty(),
        "height " + context.height() + " is there already");
    require(context.timeNs() >= before.getTimeNs(), "the block's time is before its parent's");
    require(!txs.isEmpty(), "the block has no beacon transaction");
    long size = txs.getFirst().size();
    for (ByteString tx : txs.subList(1, txs.size())) {
      size += room(tx.size());
    }
    require(
        size <= MAX_BLOCK_BYTES,
        "the block's "
            + txs.size()
            + " transactions take "
            + size
            + " bytes, above "
            + MAX_BLOCK_BYTES);
    ValidatorRecord proposer =
        view.knownValidator(context.proposer())
            .filter(v -> v.getLeftHeight() == 0 || context.height() <= v.getLeftHeight() + 1)
            .orElseThrow(() -> new InvalidBlock("the proposer is no validator"));
    BeaconTx first = first(txs.getFirst());
    Moves.require(view, first, txs);
    byte[] alpha =
        Domain.beaconAlpha(view.chain().getChainRef(), context.height(), before.getValue());
    byte[] beta =
        crypto
            .beacon(proposer.getBeaconKey().toByteArray(), alpha, first.getPi().toByteArray())
            .orElseThrow(() -> new InvalidBlock("the beacon's proof is false"));
    // Whose key was named lately could have chosen it for what it makes: its proof is no
    // randomness.
    byte[] mixed = context.height() > proposer.getBeaconFrom() ? beta : NOTHING;
    return ByteString.copyFrom(Sha256.of(before.getValue().toByteArray(), mixed));
  }

  /// The transaction that a block begins with.
  ///
  /// @throws InvalidBlock if it is none
  static BeaconTx first(ByteString first) {
    try {
      BeaconTx beacon = Canonical.decode(BeaconTx.parser(), first);
      int bytes = beacon.getPi().size();
      require(bytes == PI_BYTES, "the beacon's proof has " + bytes + " bytes, not 80");
      return beacon;
    } catch (NotCanonical e) {
      throw new InvalidBlock("the first transaction is no beacon: " + e.getMessage());
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new InvalidBlock(otherwise);
    }
  }
}
