package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Governance;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.ParamChange;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.types.Upgrade;

/// A chain whose four validators have the operators op0 to op3 and equal power.
final class Senate {
  static final Amount DEPOSIT = Amount.ofCairn(10);
  static final long VOTING = 6;
  static final long DELAY = 4;
  private final Map<String, Long> nonces = new HashMap<>();
  final TestChain chain;

  Senate() {
    Map<String, Amount> accounts = new LinkedHashMap<>();
    for (int i = 0; i < 8; i++) {
      accounts.put("op" + i, Amount.ofCairn(10_000));
    }
    accounts.put("client", Amount.ofCairn(100_000));
    accounts.put("treasury", Amount.SUPPLY.minus(Amount.ofCairn(180_000)));
    Governance how =
        new Governance(VOTING, DELAY, DEPOSIT, Amount.ofPebbles(7), Amount.ofPebbles(3));
    chain =
        new TestChain(
            "cairn-dev-senate",
            Params.defaults(Profile.DEV).governedBy(how),
            List.of("v0", "v1", "v2", "v3"),
            accounts);
    chain.giveValidatorsOperators();
  }

  ByteString tx(String payer, Msg... msgs) {
    long nonce = nonces.merge(payer, 1L, Long::sum);
    return chain.tx(payer, 0, nonce, chain.height + 20, msgs);
  }

  /// What becomes of one transaction, alone in the next block.
  TxResult run(String payer, Msg msg) {
    return block(tx(payer, msg)).results().getLast();
  }

  /// The id that a message takes, which must succeed.
  long take(String payer, Msg msg) {
    TxResult result = run(payer, msg);
    if (result.code() != TxResult.DONE) {
      throw new AssertionError(result.toString());
    }
    return result.data().isEmpty() ? 0 : result.data().asReadOnlyByteBuffer().getLong();
  }

  BlockResult block(ByteString... txs) {
    return chain.block("v" + chain.height % 4, 250, List.of(txs));
  }

  void until(long height) {
    while (chain.height < height) {
      block();
    }
  }

  static Msg.Changes changes(Object... namesAndValues) {
    ParamChange[] list = new ParamChange[namesAndValues.length / 2];
    for (int i = 0; i < list.length; i++) {
      long value = ((Number) namesAndValues[2 * i + 1]).longValue();
      list[i] =
          new ParamChange((String) namesAndValues[2 * i], java.math.BigInteger.valueOf(value));
    }
    return new Msg.Changes(List.of(list));
  }

  static Msg.NewProgram program(long version) {
    return new Msg.NewProgram(new Upgrade(version, "next-" + version));
  }

  /// To hold as early as it may.
  Msg.Propose soon(Msg.Proposed proposed) {
    return new Msg.Propose(proposed, chain.height + 1 + VOTING + DELAY);
  }

  /// Proposes and accepts by op0 to op2; runs up to the block before the one that it holds for.
  void pass(Msg.Proposed proposed) {
    Msg.Propose propose = soon(proposed);
    long id = take("op0", propose);
    block(
        tx("op0", new Msg.Vote(id, true)),
        tx("op1", new Msg.Vote(id, true)),
        tx("op2", new Msg.Vote(id, true)));
    until(propose.activationHeight() - 1);
  }
}
