package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import network.cairn.ledger.state.Overlay;
import network.cairn.ledger.state.StateView;
import network.cairn.ledger.types.Params;
import network.cairn.proto.ledger.BeaconRecord;

/// What a block does to a state: the beacon, the transactions in order, the end of the block. A
/// pure function; stateless and thread-safe.
public final class Application {
  private final Crypto crypto;
  private final Validation validation;

  public Application(Crypto crypto) {
    this.crypto = crypto;
    this.validation = new Validation(crypto);
  }

  /// Applies the next block; `state` stays as it is.
  ///
  /// @param txs the beacon's first
  /// @throws InvalidBlock if this is no block, as [Validation] says
  /// @throws RuleFault if the rules fail on a transaction
  public BlockResult apply(StateView state, BlockContext context, List<ByteString> txs) {
    StateReader before = new StateReader(state);
    ByteString value = validation.beacon(before, context, txs);
    Params params = before.params();
    BlockScope block =
        new BlockScope(
            context,
            params,
            before.chain().getChainRef(),
            new Windows(params, before.validators().size()),
            crypto);
    Draft draft = new Draft(new Overlay(state), block, Draft.END_OF_BLOCK, 0);
    turnRing(draft, value);
    List<TxResult> results = new ArrayList<>();
    results.add(TxResult.done(ByteString.EMPTY));
    TxExecution execution = new TxExecution(draft);
    for (int i = 1; i < txs.size(); i++) {
      results.add(execute(execution, i, txs.get(i)));
    }
    EndOfBlock.run(draft);
    return new BlockResult(results, draft.events(), draft.overlay().writes());
  }

  private static TxResult execute(TxExecution execution, int index, ByteString tx) {
    try {
      return execution.execute(index, tx);
    } catch (UncheckedIOException e) {
      throw e; // The state cannot be read, whatever the transaction is.
    } catch (RuntimeException | StackOverflowError e) {
      throw new RuleFault(index, e);
    }
  }

  private static void turnRing(Draft draft, ByteString value) {
    BlockContext context = draft.block().context();
    draft.put(
        StateKeys.beacon(context.height()),
        BeaconRecord.newBuilder()
            .setValue(value)
            .setProposer(context.proposer())
            .setTimeNs(context.timeNs())
            .build());
    long oldest = context.height() - draft.block().params().ringSize();
    if (oldest >= 0) {
      draft.delete(StateKeys.beacon(oldest));
    }
  }
}
