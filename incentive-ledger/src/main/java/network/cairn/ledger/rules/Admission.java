package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import network.cairn.ledger.state.Overlay;
import network.cairn.ledger.state.StateView;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.SignedTx;
import network.cairn.ledger.types.TxBody;
import network.cairn.proto.ledger.AccountRecord;

/// What a pool of waiting transactions takes: what would not be void in the next block, nor is sure
/// to fail by its form. Stateless and thread-safe.
public final class Admission {
  private final Crypto crypto;

  public Admission(Crypto crypto) {
    this.crypto = crypto;
  }

  /// Judges a transaction against a state in which the block of `height` is still to come.
  public TxResult check(StateView state, long height, ByteString tx) {
    StateReader view = new StateReader(state);
    try {
      TxCheck.Passed passed = passed(view, height, tx);
      for (Msg msg : passed.body().msgs()) {
        if (msg instanceof Msg.Malformed malformed) {
          throw new Rejected(Reason.OUT_OF_RANGE, malformed.reason());
        }
      }
      return TxResult.done(ByteString.EMPTY);
    } catch (Rejected why) {
      return TxResult.voided(why);
    }
  }

  private TxCheck.Passed passed(StateReader view, long height, ByteString tx) {
    return new TxCheck(view, view.params(), view.chain().getChainRef(), height, crypto).check(tx);
  }

  /// Uses nonce and fee of an admitted transaction in a pool's own overlay, so that the next of the
  /// same payer is judged after it.
  public void reserve(Overlay pool, SignedTx tx) {
    StateReader view = new StateReader(pool);
    TxBody body = TxBody.decode(tx.body());
    Address payer = new Address(body.payer());
    AccountRecord.Builder account = view.account(payer).orElseThrow().toBuilder();
    BigInteger fee =
        TxCheck.fee(view.params(), body.msgs(), tx.encode().size())
            .min(Money.of(account.getBalance()));
    account
        .setBalance(Money.minus(account.getBalance(), fee))
        .setNonces((int) body.lane(), body.nonce());
    pool.put(StateKeys.account(payer), account.build().toByteArray());
  }
}
