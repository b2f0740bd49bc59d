package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.TxBody;
import network.cairn.proto.ledger.AccountRecord;

/// Executes transactions one after the other: fee and nonce first, then all messages or none.
final class TxExecution {
  private final Draft draft;

  TxExecution(Draft draft) {
    this.draft = draft;
  }

  TxResult execute(int index, ByteString bytes) {
    BlockScope block = draft.block();
    TxCheck.Passed passed;
    try {
      passed =
          new TxCheck(
                  draft,
                  block.params(),
                  block.chainRef(),
                  block.height(),
                  block.crypto(),
                  block.envelopes())
              .check(bytes);
    } catch (Rejected why) {
      return TxResult.voided(why);
    }
    takeFee(passed);
    Draft child = draft.child(index);
    try {
      ByteString data = run(child, passed.body(), passed.payer());
      draft.commit(child);
      return TxResult.done(data);
    } catch (Rejected why) {
      return TxResult.failed(why);
    }
  }

  private void takeFee(TxCheck.Passed passed) {
    draft.debit(passed.payer(), passed.fee());
    draft.burnFee(passed.fee());
    AccountRecord.Builder account = draft.account(passed.payer()).orElseThrow().toBuilder();
    account.setNonces((int) passed.body().lane(), passed.body().nonce());
    draft.put(StateKeys.account(passed.payer()), account.build());
  }

  private static ByteString run(Draft draft, TxBody body, Address payer) {
    requireMemo(body);
    if (body.msgs().getFirst() instanceof Msg.ProveBatch batch) {
      return Proofs.prove(draft, payer, batch);
    }
    ByteString data = ByteString.EMPTY;
    for (Msg msg : body.msgs()) {
      OptionalLong id = apply(draft, payer, msg);
      if (id.isPresent()) {
        byte[] taken = ByteBuffer.allocate(Long.BYTES).putLong(id.getAsLong()).array();
        data = data.concat(ByteString.copyFrom(taken));
      }
    }
    return data;
  }

  static void requireMemo(TxBody body) {
    Rejected.unless(
        body.memo().length() <= TxBody.MAX_MEMO
            && ByteString.copyFromUtf8(body.memo()).size() <= TxBody.MAX_MEMO,
        Reason.OUT_OF_RANGE,
        "the memo is above 256 bytes");
  }

  /// Applies one message; gives the id that it took, if it takes one.
  private static OptionalLong apply(Draft draft, Address payer, Msg msg) {
    switch (msg) {
      case Msg.Transfer transfer -> Accounts.transfer(draft, payer, transfer);
      case Msg.RegisterProvider register -> Providers.register(draft, payer, register);
      case Msg.UpdateProvider update -> Providers.update(draft, payer, update);
      case Msg.BondAdd add -> Providers.addBond(draft, payer, add);
      case Msg.BondWithdraw withdraw -> {
        return OptionalLong.of(Providers.withdrawBond(draft, payer, withdraw));
      }
      case Msg.CreateAgreement create -> {
        return OptionalLong.of(Agreements.create(draft, payer, create));
      }
      case Msg.OpenSet open -> {
        return OptionalLong.of(Sets.open(draft, payer, open));
      }
      case Msg.ProveBatch _ -> throw new IllegalStateException("a ProveBatch stands alone");
      case Msg.TerminateAgreement terminate ->
          Agreements.terminate(draft, payer, terminate.agreement());
      case Msg.TerminateSet terminate -> Sets.terminate(draft, payer, terminate.set());
      case Msg.ReserveRepair reserve -> Repairs.reserve(draft, payer, reserve.ticket());
      case Msg.CompleteRepair complete -> {
        return OptionalLong.of(Repairs.complete(draft, payer, complete));
      }
      case Msg.BondStake bond -> Stakes.bond(draft, payer, bond);
      case Msg.UnbondStake unbond -> {
        return OptionalLong.of(Stakes.unbond(draft, payer, unbond));
      }
      case Msg.ChangeKeys change -> StakeKeys.change(draft, payer, change);
      case Msg.Unjail _ -> Stakes.unjail(draft, payer);
      case Msg.Propose propose -> {
        return OptionalLong.of(Proposals.propose(draft, payer, propose));
      }
      case Msg.Vote vote -> Proposals.vote(draft, payer, vote);
      case Msg.TreasuryOrder order -> Treasury.order(draft, payer, order);
      case Msg.Malformed malformed -> throw new Rejected(Reason.OUT_OF_RANGE, malformed.reason());
    }
    return OptionalLong.empty();
  }
}
