package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import network.cairn.ledger.state.Overlay;
import network.cairn.ledger.state.StateView;
import network.cairn.ledger.types.Params;
import network.cairn.proto.ledger.BeaconRecord;
import network.cairn.proto.ledger.SetBefore;
import network.cairn.proto.ledger.SetMember;

/// What a block does to a state: the beacon, the transactions in order, the end of the block. A
/// pure function; stateless and thread-safe.
public final class Application {
  /// Beacons that leave the ring in one block.
  private static final int MOST_OUT = 2;

  private final Crypto crypto;
  private final Envelopes envelopes;
  private final Validation validation;

  public Application(Crypto crypto) {
    this(crypto, Envelopes.none());
  }

  /// @param envelopes of transactions that need not be decoded again
  public Application(Crypto crypto, Envelopes envelopes) {
    this.crypto = crypto;
    this.envelopes = envelopes;
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
            new Windows(params, before.validators()),
            new Electorates(),
            crypto,
            envelopes);
    Draft draft = new Draft(new Overlay(state), block, Draft.END_OF_BLOCK, 0);
    turnRing(draft, value);
    boolean staking = params.staking().isPresent();
    if (staking) {
      Offences.punish(draft);
      Attendance.observe(draft);
    }
    List<TxResult> results = new ArrayList<>();
    results.add(TxResult.done(ByteString.EMPTY));
    TxExecution execution = new TxExecution(draft);
    for (int i = 1; i < txs.size(); i++) {
      results.add(execute(execution, i, txs.get(i)));
    }
    EndOfBlock.run(draft);
    Moves.apply(draft, Validation.first(txs.getFirst()));
    if (staking) {
      SignerFees.share(draft);
      if (draft.staking().isBorder(draft.height())) {
        Border.cross(draft);
      }
    }
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

  /// The set that signs this block: the one that the state before it names, but for the block after
  /// a border.
  private static List<SetMember> setInForce(Draft draft) {
    return draft
        .read(StateKeys.setBefore(), SetBefore.parser())
        .filter(before -> before.getBorder() == draft.height() - 1)
        .map(SetBefore::getMembersList)
        .orElseGet(() ->
            draft.validators().stream()
                .map(v ->
                    SetMember.newBuilder()
                        .setValidator(StakeKeys.address(v.getPubkey()))
                        .setPower(v.getPower())
                        .build())
                .toList());
  }

  private static void turnRing(Draft draft, ByteString value) {
    BlockContext context = draft.block().context();
    BeaconRecord.Builder record =
        BeaconRecord.newBuilder()
            .setValue(value)
            .setProposer(context.proposer())
            .setTimeNs(context.timeNs());
    if (draft.block().params().staking().isPresent()) {
      for (SetMember member : setInForce(draft)) {
        record.setTotalPower(record.getTotalPower() + member.getPower());
        if (member.getValidator().equals(context.proposer())) {
          record.setPower(member.getPower());
        }
      }
    }
    draft.put(StateKeys.beacon(context.height()), record.build());
    long above = context.height() - TermsInUse.ringSize(draft, draft.block().params());
    for (byte[] key : oldest(draft)) {
      if (StateKeys.id(key) <= above) {
        draft.delete(key);
      }
    }
  }

  /// The beacons that may leave the ring: where its length falls, one more in each block.
  private static List<byte[]> oldest(Draft draft) {
    List<byte[]> keys = new ArrayList<>();
    draft
        .state()
        .scan(
            new byte[] {StateKeys.BEACON},
            StateKeys.after(StateKeys.BEACON),
            (key, _) -> {
              keys.add(key);
              return keys.size() < MOST_OUT;
            });
    return keys;
  }
}
