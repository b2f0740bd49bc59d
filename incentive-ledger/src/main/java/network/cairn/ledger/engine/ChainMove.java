package network.cairn.ledger.engine;

import com.google.protobuf.ByteString;
import java.util.List;
import network.cairn.ledger.rules.Moves;
import network.cairn.ledger.types.Canonical;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.OutOfRange;
import network.cairn.proto.ledger.BeaconTx;
import network.cairn.proto.ledgerapi.LedgerHead;

/// Where a chain that was moved goes on (docs/protocol.md §15): the same for all its validators.
/// Immutable.
///
/// @param head of the last block before, which names the validators as those of the next
/// @param validators of the next block, sorted by address
public record ChainMove(LedgerHead head, List<Genesis.Validator> validators) {
  /// Longest encoding.
  public static final int MAX_BYTES = 64 * 1024;

  /// @throws OutOfRange if the validators are no set
  public ChainMove {
    validators = List.copyOf(validators);
    Genesis.requireSet(validators);
  }

  /// The height of the last block before.
  public long height() {
    return head.getHeight();
  }

  /// The app hash of the state after it.
  public ByteString appHash() {
    return head.getAppHash();
  }

  /// Whether a chain of that genesis can have made it: one of one validator, without staking.
  public boolean isOf(Genesis genesis) {
    return genesis.params().staking().isEmpty()
        && genesis.validators().size() == 1
        && head.getChainId().equals(genesis.chainId())
        && head.getChainRef().equals(ByteString.copyFrom(genesis.chainRef()))
        && head.getHeight() > 0;
  }

  /// @throws NotCanonical if the bytes are no such thing
  /// @throws OutOfRange if the validators are no set
  public static ChainMove decode(ByteString bytes) {
    network.cairn.proto.ledgerapi.ChainMove wire =
        Canonical.decode(network.cairn.proto.ledgerapi.ChainMove.parser(), bytes);
    return new ChainMove(
        wire.getHead(), Moves.named(Canonical.decode(BeaconTx.parser(), wire.getValidators())));
  }

  public ByteString encode() {
    return network.cairn.proto.ledgerapi.ChainMove.newBuilder()
        .setHead(head)
        .setValidators(
            BeaconTx.newBuilder().addAllValidators(Moves.toWire(validators)).build().toByteString())
        .build()
        .toByteString();
  }
}
