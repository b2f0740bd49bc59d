package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Fees;
import network.cairn.ledger.types.Intent;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.types.SignedIntent;

/// A chain brought to height 12, so that one block at height 13 can do everything there is.
final class Stage {
  static final long HEIGHT = 13;
  static final long FILL_UNTIL = 30;
  static final Amount PRICE = Amount.ofCairn(1);
  static final Amount BOND = Amount.ofCairn(100);
  final TestChain chain;
  final TestPiece piece;
  final Amount collateral;

  Stage() {
    this(Mirror.none());
  }

  /// @param mirror follows the chain
  Stage(Mirror mirror) {
    Map<String, Amount> accounts = new LinkedHashMap<>();
    for (int i = 0; i < 6; i++) {
      accounts.put("op" + i, Amount.ofCairn(200));
    }
    accounts.put("client", Amount.ofCairn(1_000));
    accounts.put("poor", Amount.ofPebbles(1));
    accounts.put("treasury", Amount.SUPPLY.minus(Amount.ofCairn(2_200)).minus(Amount.ofPebbles(1)));
    chain = new TestChain("cairn-dev-stage", params(), List.of("v0", "v1"), accounts, mirror);
    piece = chain.piece("stage", 300);
    collateral = chain.params.minCollateral();
    setUp();
  }

  private static Params params() {
    Params d = Params.defaults(Profile.DEV);
    return new Params(
        250,
        20,
        10,
        2,
        2,
        10,
        2,
        7,
        9,
        3,
        40,
        d.minBond(),
        d.minRate(),
        Amount.ofCairn(1),
        d.agreementDeposit(),
        d.slotDeposit(),
        d.newAccountFee(),
        d.proofFee(),
        Amount.ofPebbles(3),
        new Fees(
            d.fees().transfer(),
            d.fees().registerProvider(),
            d.fees().updateProvider(),
            d.fees().bondAdd(),
            d.fees().bondWithdraw(),
            d.fees().createAgreement(),
            d.fees().openSet(),
            d.fees().terminate(),
            d.fees().reserveRepair(),
            d.fees().completeRepair()));
  }

  private void setUp() {
    must(
        tx("op0", 1, register("op0", "op0")),
        tx("op1", 1, register("op1", "op1")),
        tx("op2", 1, register("op2", "op2")),
        tx("op3", 1, register("op3", "op3")),
        tx("op4", 1, register("op4", "op4")),
        tx("client", 1, create(2), create(2), create(1), create(1), create(1)));
    must(tx("op0", 2, open(1, 0, "op0")), tx("op1", 2, open(1, 1, "op1")));
    must(tx("op2", 2, open(2, 0, "op2")), tx("op3", 2, open(2, 1, "op3")));
    must(tx("op4", 2, open(5, 0, "op4")));
    must(tx("op1", 3, new Msg.TerminateSet(2)), tx("op3", 3, new Msg.TerminateSet(4)));
    must(tx("op4", 3, new Msg.ReserveRepair(2)));
    while (chain.height < HEIGHT - 1) {
      must();
    }
  }

  private void must(ByteString... txs) {
    BlockResult result = chain.block("v" + chain.height % 2, 250, List.of(txs));
    for (TxResult one : result.results()) {
      if (one.code() != TxResult.DONE) {
        throw new AssertionError(one.toString());
      }
    }
  }

  ByteString tx(String payer, long nonce, Msg... msgs) {
    return chain.tx(payer, 0, nonce, 100, msgs);
  }

  Msg.RegisterProvider register(String operator, String payout) {
    return chain.register(payout, "peer-" + operator, operator, BOND);
  }

  Msg.CreateAgreement create(int copies) {
    return new Msg.CreateAgreement(piece.root, piece.cidBytes, copies, PRICE, 20, 1, FILL_UNTIL);
  }

  Intent intent(long agreement, int slot, String operator) {
    return new Intent(
        chain.chainRef,
        agreement,
        slot,
        chain.address(operator),
        piece.cidBytes,
        PRICE,
        collateral,
        FILL_UNTIL);
  }

  Msg.OpenSet open(long agreement, int slot, String operator) {
    return new Msg.OpenSet(signed(intent(agreement, slot, operator)));
  }

  SignedIntent signed(Intent intent) {
    return chain.intent(intent, "client");
  }

  ByteString proof() {
    return chain.entry(1, 1).orElseThrow();
  }

  ByteString repairProof() {
    return chain.repairEntry(2).orElseThrow();
  }

  Msg.UpdateProvider newPeer(String operator) {
    return new Msg.UpdateProvider(
        chain.address(operator),
        Optional.empty(),
        Optional.of(
            new Msg.PeerChange(
                chain.peerId("next-" + operator),
                chain.bindSignature("next-" + operator, operator))),
        Optional.of(List.of(ByteString.copyFromUtf8("somewhere"))));
  }

  /// One transaction of each kind, all of which succeed in one block.
  Map<String, ByteString> everything() {
    Map<String, ByteString> txs = new LinkedHashMap<>();
    txs.put(
        "Transfer",
        tx("client", 2, new Msg.Transfer(chain.address("nobody yet"), Amount.ofCairn(1))));
    txs.put("RegisterProvider", tx("op5", 1, register("op5", "op5.payout")));
    txs.put("UpdateProvider", tx("op2", 3, newPeer("op2")));
    txs.put("BondAdd", tx("op0", 3, new Msg.BondAdd(Amount.ofCairn(1))));
    txs.put("BondWithdraw", tx("op0", 4, new Msg.BondWithdraw(Amount.ofCairn(2))));
    txs.put("CreateAgreement", tx("client", 3, create(3)));
    txs.put("OpenSet", tx("op2", 4, open(4, 0, "op2")));
    txs.put("ProveBatch", tx("op0", 5, new Msg.ProveBatch(List.of(proof()))));
    txs.put("Terminate agreement", tx("client", 4, new Msg.TerminateAgreement(3)));
    txs.put("Terminate set", tx("op4", 4, new Msg.TerminateSet(5)));
    txs.put("ReserveRepair", tx("op1", 4, new Msg.ReserveRepair(4)));
    txs.put("CompleteRepair", tx("op4", 5, new Msg.CompleteRepair(2, repairProof())));
    return txs;
  }
}
