package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.NamedKeys;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.Order;
import network.cairn.ledger.types.Sig;

/// What a validator refuses in another's proposal beyond what is no block at all (docs/protocol.md
/// §13): bounds of the work that it asks for, and transactions that nobody pays for. A function of
/// block and state, so that all validators say the same. Stateless.
public final class ProposalRules {
  /// Most transactions beside the beacon: as many as have room in a block.
  public static final int MAX_TXS = (Validation.MAX_BLOCK_BYTES - 1) / Validation.LEAST_TX_BYTES;

  /// Most signatures that all transactions together may ask to verify.
  public static final int MAX_SIGNATURES = 8_192;

  /// What the proofs of keys cost, in signatures.
  private static final int VOTE_KEY = 1;

  private static final int BEACON_KEY = 2;

  private ProposalRules() {}

  /// What can be said before anything is executed; empty if nothing is against it.
  ///
  /// @param txs the beacon's first
  /// @param envelopes of transactions that need not be decoded again
  public static Optional<String> fault(List<ByteString> txs, Envelopes envelopes) {
    if (txs.size() > MAX_TXS + 1) {
      return Optional.of("the block has " + (txs.size() - 1) + " transactions, above " + MAX_TXS);
    }
    int signatures = 0;
    for (int i = 1; i < txs.size(); i++) {
      try {
        signatures += signatures(envelopes.read(txs.get(i)));
      } catch (NotCanonical e) {
        return Optional.of("transaction " + i + " does not decode: " + e.getMessage());
      }
    }
    return signatures > MAX_SIGNATURES
        ? Optional.of("the block has " + signatures + " signatures, above " + MAX_SIGNATURES)
        : Optional.empty();
  }

  /// What the execution shows: a void transaction takes room and work and pays for nothing.
  ///
  /// @param results the beacon's first
  public static Optional<String> voidIn(List<TxResult> results) {
    for (int i = 1; i < results.size(); i++) {
      if (results.get(i).code() == TxResult.VOID) {
        return Optional.of("transaction " + i + " is void: " + results.get(i).reason());
      }
    }
    return Optional.empty();
  }

  /// The first of a proposer's transactions, as many as the bounds leave.
  ///
  /// @param txs without the beacon
  /// @param envelopes of transactions that need not be decoded again
  /// @throws NotCanonical if one does not decode
  public static List<ByteString> within(List<ByteString> txs, Envelopes envelopes) {
    int signatures = 0;
    for (int i = 0; i < txs.size(); i++) {
      signatures += signatures(envelopes.read(txs.get(i)));
      if (i == MAX_TXS || signatures > MAX_SIGNATURES) {
        return txs.subList(0, i);
      }
    }
    return txs;
  }

  private static int signatures(Envelope envelope) {
    int count = 1;
    for (Msg msg : envelope.body().msgs()) {
      count +=
          switch (msg) {
            case Msg.OpenSet _, Msg.RegisterProvider _, Msg.UpdateProvider _ -> 1;
            case Msg.BondStake bond -> bond.keys().isPresent() ? VOTE_KEY + BEACON_KEY : 0;
            case Msg.ChangeKeys change ->
                (change.vote().isPresent() ? VOTE_KEY : 0)
                    + (change.beacon().isPresent() ? BEACON_KEY : 0);
            case Msg.TreasuryOrder(Order order, List<Sig> signatures) ->
                signatures.size()
                    + (order.act() instanceof Order.NewKeys(NamedKeys named)
                        ? named.proofs().size()
                        : 0);
            case Msg.Propose propose ->
                propose.proposed() instanceof Msg.Treasurers(NamedKeys named)
                    ? named.proofs().size()
                    : 0;
            case Msg.Transfer _,
                Msg.BondAdd _,
                Msg.BondWithdraw _,
                Msg.CreateAgreement _,
                Msg.ProveBatch _,
                Msg.TerminateAgreement _,
                Msg.TerminateSet _,
                Msg.ReserveRepair _,
                Msg.CompleteRepair _,
                Msg.UnbondStake _,
                Msg.Unjail _,
                Msg.Vote _,
                Msg.Malformed _ ->
                0;
          };
    }
    return count;
  }
}
