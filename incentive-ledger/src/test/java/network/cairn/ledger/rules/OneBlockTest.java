package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Intent;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.SignedIntent;
import network.cairn.ledger.types.SignedTx;
import network.cairn.proto.ledger.BeaconTx;
import org.junit.jupiter.api.Test;

/// One block that does everything, and what becomes of it when one thing in it is wrong.
class OneBlockTest {
  private final Stage stage = new Stage();
  private final TestChain chain = stage.chain;

  private record Expected(ByteString tx, int code, Reason reason) {}

  @Test
  void oneBlockDoesEverything() {
    Map<String, ByteString> txs = stage.everything();
    BlockResult result = chain.block("v0", 250, List.copyOf(txs.values()));
    List<String> names = List.copyOf(txs.keySet());
    for (int i = 0; i < names.size(); i++) {
      assertThat(result.results().get(i + 1).code())
          .as(names.get(i) + ": " + result.results().get(i + 1))
          .isEqualTo(TxResult.DONE);
    }
    assertThat(result.results().get(8).data()).isEqualTo(ByteString.copyFrom(new byte[] {1}));
  }

  @Test
  void whatIsNotWellFormedIsVoid() {
    Map<String, Expected> table = new LinkedHashMap<>();
    Msg good = new Msg.BondAdd(Amount.ofCairn(1));
    ByteString tx = stage.tx("op0", 9, good);
    SignedTx signed = SignedTx.decode(tx);
    voided(
        table,
        "another chain",
        raw(chain.otherChain(), 0, 9, 100, List.of(good)),
        Reason.WRONG_CHAIN);
    voided(table, "expired", chain.tx("op0", 0, 9, Stage.HEIGHT - 1, good), Reason.EXPIRED);
    voided(
        table,
        "valid too long",
        chain.tx("op0", 0, 9, Stage.HEIGHT + 10_001, good),
        Reason.EXPIRED);
    voided(table, "lane 16", chain.tx("op0", 16, 9, 100, good), Reason.WRONG_LANE);
    voided(table, "nonce 0", chain.tx("op0", 1, 0, 100, good), Reason.WRONG_NONCE);
    voided(table, "used nonce", stage.tx("op0", 2, good), Reason.WRONG_NONCE);
    voided(table, "no message", raw(chain.chainRef, 0, 9, 100, List.of()), Reason.WRONG_COUNT);
    voided(
        table,
        "17 messages",
        raw(chain.chainRef, 0, 9, 100, Collections.nCopies(17, good)),
        Reason.WRONG_COUNT);
    voided(
        table,
        "batch without entry",
        stage.tx("op0", 9, new Msg.ProveBatch(List.of())),
        Reason.NOT_ALONE);
    voided(
        table,
        "batch not alone",
        stage.tx("op0", 9, new Msg.ProveBatch(List.of(stage.proof())), good),
        Reason.NOT_ALONE);
    voided(table, "flipped signature", flip(tx, tx.size() - 1), Reason.BAD_SIGNATURE);
    voided(
        table,
        "another's key",
        new SignedTx(signed.body(), chain.key("op1").sig(new byte[0])).encode(),
        Reason.BAD_SIGNATURE);
    voided(table, "poor payer", stage.tx("poor", 1, good), Reason.FEE_NOT_COVERED);
    voided(table, "no account", stage.tx("stranger", 1, good), Reason.FEE_NOT_COVERED);
    voided(
        table,
        "batch of the poor",
        stage.tx("poor", 1, new Msg.ProveBatch(List.of(stage.proof()))),
        Reason.FEE_NOT_COVERED);
    voided(table, "cut", tx.substring(0, tx.size() - 1), Reason.NOT_CANONICAL);
    voided(
        table, "byte more", tx.concat(ByteString.copyFrom(new byte[] {0})), Reason.NOT_CANONICAL);
    voided(
        table,
        "unknown field",
        tx.concat(ByteString.copyFrom(new byte[] {0x18, 1})),
        Reason.NOT_CANONICAL);
    voided(table, "empty", ByteString.EMPTY, Reason.NOT_CANONICAL);
    voided(
        table,
        "too long",
        tx.concat(ByteString.copyFrom(new byte[SignedTx.MAX_SIZE])),
        Reason.NOT_CANONICAL);
    check(table);
  }

  @Test
  void whatDoesNotFitFails() {
    Map<String, Expected> table = new LinkedHashMap<>();
    failed(
        table,
        "transfer of 0",
        "client",
        RawTx.transfer(chain.address("op0"), Amount.ZERO),
        Reason.OUT_OF_RANGE);
    failed(
        table,
        "transfer of too much",
        "client",
        new Msg.Transfer(chain.address("op0"), Amount.ofCairn(9_999)),
        Reason.INSUFFICIENT_FUNDS);
    failed(table, "provider twice", "op0", stage.register("op0", "op0"), Reason.ALREADY_EXISTS);
    failed(
        table,
        "bond below the minimum",
        "op5",
        chain.register("op5", "peer-op5", "op5", Amount.ofCairn(9)),
        Reason.TOO_SMALL);
    failed(
        table,
        "bond above the balance",
        "op5",
        chain.register("op5", "peer-op5", "op5", Amount.ofCairn(900)),
        Reason.INSUFFICIENT_FUNDS);
    failed(
        table,
        "taken peer",
        "op5",
        chain.register("op5", "peer-op0", "op5", Stage.BOND),
        Reason.ALREADY_EXISTS);
    failed(
        table,
        "peer bound to another",
        "op5",
        chain.register("op5", "peer-op5", "op0", Stage.BOND),
        Reason.BAD_SIGNATURE);
    failed(table, "another's peer", "op1", stage.newPeer("op2"), Reason.NOT_PERMITTED);
    failed(
        table,
        "another's payout",
        "op1",
        RawTx.update(chain.address("op2"), Optional.of(chain.address("op1")), Optional.empty()),
        Reason.NOT_PERMITTED);
    failed(
        table,
        "update of nothing",
        "op2",
        RawTx.update(chain.address("op2"), Optional.empty(), Optional.empty()),
        Reason.OUT_OF_RANGE);
    failed(table, "no provider", "client", new Msg.BondAdd(Amount.ofCairn(1)), Reason.NOT_FOUND);
    failed(
        table,
        "withdrawal of what is bound",
        "op0",
        new Msg.BondWithdraw(Amount.ofCairn(90)),
        Reason.INSUFFICIENT_FUNDS);
    agreements(table);
    sets(table);
    repairs(table);
    check(table);
  }

  private void agreements(Map<String, Expected> table) {
    Msg.CreateAgreement good = stage.create(1);
    failed(
        table, "no root", "client", create(b -> b.setRoot(ByteString.EMPTY)), Reason.OUT_OF_RANGE);
    failed(
        table,
        "identity root",
        "client",
        create(b -> b.setRoot(ByteString.copyFrom(new byte[] {1, 0x55, 0, 1, 7}))),
        Reason.OUT_OF_RANGE);
    failed(
        table,
        "longer root",
        "client",
        create(b -> b.setRoot(good.root().concat(ByteString.copyFrom(new byte[1])))),
        Reason.OUT_OF_RANGE);
    failed(table, "no piece", "client", create(b -> b.setPiece(good.root())), Reason.OUT_OF_RANGE);
    failed(table, "no copies", "client", create(b -> b.setCopies(0)), Reason.OUT_OF_RANGE);
    failed(table, "17 copies", "client", create(b -> b.setCopies(17)), Reason.OUT_OF_RANGE);
    failed(table, "2^32 - 1 copies", "client", create(b -> b.setCopies(-1)), Reason.OUT_OF_RANGE);
    failed(table, "no term", "client", create(b -> b.setTerm(0)), Reason.OUT_OF_RANGE);
    failed(table, "3651 periods", "client", create(b -> b.setTerm(3_651)), Reason.OUT_OF_RANGE);
    failed(table, "multiplier 5", "client", create(b -> b.setMultiplier(5)), Reason.OUT_OF_RANGE);
    failed(
        table,
        "filled by now",
        "client",
        create(b -> b.setFillUntil(Stage.HEIGHT)),
        Reason.OUT_OF_RANGE);
    long week = 7 * chain.params.blocksPerDay();
    failed(
        table,
        "filled too late",
        "client",
        create(b -> b.setFillUntil(Stage.HEIGHT + week + 1)),
        Reason.OUT_OF_RANGE);
    failed(
        table,
        "no rate",
        "client",
        create(b -> b.setCeiling(Amount.ofPebbles(1).encode())),
        Reason.TOO_SMALL);
    failed(
        table,
        "no money",
        "op0",
        create(b -> b.setCopies(16).setTerm(3_650).setCeiling(Amount.SUPPLY.encode())),
        Reason.INSUFFICIENT_FUNDS);
    failed(
        table, "another's agreement", "op0", new Msg.TerminateAgreement(3), Reason.NOT_PERMITTED);
    failed(table, "no agreement", "client", new Msg.TerminateAgreement(77), Reason.NOT_FOUND);
  }

  private interface Change {
    void on(network.cairn.proto.ledger.CreateAgreement.Builder create);
  }

  private Msg create(Change change) {
    Msg.CreateAgreement good = stage.create(1);
    network.cairn.proto.ledger.Msg.Builder out = network.cairn.proto.ledger.Msg.newBuilder();
    out.getCreateAgreementBuilder()
        .setRoot(good.root())
        .setPiece(good.piece())
        .setCopies(1)
        .setCeiling(good.ceiling().encode())
        .setTerm(good.term())
        .setMultiplier(1)
        .setFillUntil(good.fillUntil());
    change.on(out.getCreateAgreementBuilder());
    return RawTx.raw(Msg.Kind.CREATE_AGREEMENT, out);
  }

  private void sets(Map<String, Expected> table) {
    Intent g = stage.intent(4, 0, "op2");
    Amount more = Stage.PRICE.plus(Amount.ofPebbles(1));
    intent(
        table,
        "another chain",
        new Intent(
            chain.otherChain(),
            4,
            0,
            g.provider(),
            g.piece(),
            g.price(),
            g.collateral(),
            g.validUntil()),
        Reason.WRONG_INTENT);
    intent(
        table,
        "no such slot",
        new Intent(
            g.chainRef(), 4, 1, g.provider(), g.piece(), g.price(), g.collateral(), g.validUntil()),
        Reason.WRONG_INTENT);
    intent(
        table,
        "no such agreement",
        new Intent(
            g.chainRef(),
            44,
            0,
            g.provider(),
            g.piece(),
            g.price(),
            g.collateral(),
            g.validUntil()),
        Reason.NOT_FOUND);
    intent(
        table,
        "another provider",
        new Intent(
            g.chainRef(),
            4,
            0,
            chain.address("op1"),
            g.piece(),
            g.price(),
            g.collateral(),
            g.validUntil()),
        Reason.WRONG_INTENT);
    intent(
        table,
        "another piece",
        new Intent(
            g.chainRef(),
            4,
            0,
            g.provider(),
            stage.piece.root,
            g.price(),
            g.collateral(),
            g.validUntil()),
        Reason.WRONG_INTENT);
    intent(
        table,
        "price above the ceiling",
        new Intent(
            g.chainRef(), 4, 0, g.provider(), g.piece(), more, g.collateral(), g.validUntil()),
        Reason.WRONG_INTENT);
    intent(
        table,
        "rate below the minimum",
        new Intent(
            g.chainRef(),
            4,
            0,
            g.provider(),
            g.piece(),
            Amount.ofPebbles(1),
            g.collateral(),
            g.validUntil()),
        Reason.TOO_SMALL);
    intent(
        table,
        "another collateral",
        new Intent(
            g.chainRef(),
            4,
            0,
            g.provider(),
            g.piece(),
            g.price(),
            more.plus(more),
            g.validUntil()),
        Reason.WRONG_INTENT);
    intent(
        table,
        "no longer valid",
        new Intent(
            g.chainRef(),
            4,
            0,
            g.provider(),
            g.piece(),
            g.price(),
            g.collateral(),
            Stage.HEIGHT - 1),
        Reason.WRONG_INTENT);
    intent(
        table,
        "valid too long",
        new Intent(
            g.chainRef(),
            4,
            0,
            g.provider(),
            g.piece(),
            g.price(),
            g.collateral(),
            Stage.FILL_UNTIL + 1),
        Reason.WRONG_INTENT);
    intent(table, "taken slot", stage.intent(1, 0, "op2"), Reason.WRONG_STATE);
    SignedIntent other = chain.intent(g, "op3");
    failed(table, "signed by another", "op2", new Msg.OpenSet(other), Reason.BAD_SIGNATURE);
    failed(
        table,
        "no intent at all",
        "op2",
        new Msg.OpenSet(new SignedIntent(ByteString.copyFromUtf8("x"), other.sig())),
        Reason.WRONG_INTENT);
    failed(
        table,
        "client, no provider",
        "client",
        new Msg.OpenSet(stage.signed(stage.intent(4, 0, "client"))),
        Reason.NOT_FOUND);
    failed(table, "another's set", "op1", new Msg.TerminateSet(1), Reason.NOT_PERMITTED);
    failed(table, "ended set", "op1", new Msg.TerminateSet(2), Reason.WRONG_STATE);
  }

  private void repairs(Map<String, Expected> table) {
    failed(table, "no ticket", "op1", new Msg.ReserveRepair(1), Reason.NOT_FOUND);
    failed(table, "reserved ticket", "op0", new Msg.ReserveRepair(2), Reason.WRONG_STATE);
    failed(table, "barred repairer", "op3", new Msg.ReserveRepair(4), Reason.BARRED);
    failed(table, "holder of a copy", "op2", new Msg.ReserveRepair(4), Reason.CONFLICT);
    failed(table, "repairer without bond", "client", new Msg.ReserveRepair(4), Reason.NOT_FOUND);
    failed(
        table,
        "repair of another",
        "op0",
        new Msg.CompleteRepair(2, stage.repairProof()),
        Reason.NOT_PERMITTED);
    ByteString proof = stage.repairProof();
    for (int at = 0; at < proof.size(); at += 7) {
      failed(
          table,
          "repair with byte " + at + " changed",
          "op4",
          new Msg.CompleteRepair(2, flip(proof, at)),
          Reason.BAD_PROOF);
    }
    failed(
        table,
        "repair with a byte more",
        "op4",
        new Msg.CompleteRepair(2, proof.concat(ByteString.copyFrom(new byte[1]))),
        Reason.BAD_PROOF);
    failed(
        table,
        "repair without proof",
        "op4",
        new Msg.CompleteRepair(2, ByteString.EMPTY),
        Reason.BAD_PROOF);
  }

  @Test
  void aProofWithAnyByteChangedSetsNoBitAndCostsItsFee() {
    ByteString proof = stage.proof();
    List<ByteString> entries = new ArrayList<>();
    for (int at = 0; at < proof.size(); at++) {
      entries.add(flip(proof, at));
    }
    entries.add(proof);
    entries.add(proof);
    BigInteger before =
        Money.of(chain.view.account(chain.address("op0")).orElseThrow().getBalance());
    BlockResult result =
        chain.block("v0", 250, List.of(stage.tx("op0", 9, new Msg.ProveBatch(entries))));
    byte[] data = result.results().get(1).data().toByteArray();
    for (int i = 0; i < data.length; i++) {
      assertThat(data[i]).as("entry %s", i).isEqualTo((byte) (i == proof.size() ? 1 : 0));
    }
    BigInteger fee = TxCheck.proofFees(chain.params, entries.size() - 1);
    assertThat(Money.of(chain.view.account(chain.address("op0")).orElseThrow().getBalance()))
        .isEqualTo(before.subtract(fee));
  }

  @Test
  void withoutItsBeaconOrProposerItIsNoBlock() {
    Application application = new Application(new TestCrypto());
    ByteString proposer = chain.genesis.validators().getFirst().address();
    BlockContext good = new BlockContext(Stage.HEIGHT, chain.timeNs + 1, proposer);
    ByteString none =
        BeaconTx.newBuilder().setPi(ByteString.copyFrom(new byte[80])).build().toByteString();
    refused(application, good, List.of());
    refused(application, good, List.of(none));
    refused(application, good, List.of(none.substring(1)));
    refused(application, good, List.of(stage.tx("op0", 9, new Msg.BondAdd(Amount.ofCairn(1)))));
    refused(application, new BlockContext(Stage.HEIGHT + 1, chain.timeNs, proposer), List.of(none));
    refused(application, new BlockContext(Stage.HEIGHT - 1, chain.timeNs, proposer), List.of(none));
    refused(application, new BlockContext(Stage.HEIGHT, chain.timeNs - 1, proposer), List.of(none));
    refused(
        application, new BlockContext(Stage.HEIGHT, chain.timeNs, ByteString.EMPTY), List.of(none));
  }

  private void refused(Application application, BlockContext context, List<ByteString> txs) {
    assertThatThrownBy(() -> application.apply(chain.state, context, txs))
        .isInstanceOf(InvalidBlock.class);
    assertThat(new Validation(new TestCrypto()).fault(chain.state, context, txs)).isPresent();
  }

  @Test
  void theQuoteIsWhatTheLedgerTakes() {
    Address client = chain.address("client");
    Msg.CreateAgreement create = stage.create(3);
    ByteString tx = stage.tx("client", 9, create);
    Quote quote = Quote.of(chain.params, create, stage.piece.cid.leafCount(), tx.size());
    BigInteger before = Money.of(chain.view.account(client).orElseThrow().getBalance());
    chain.block("v0", 250, List.of(tx));
    BigInteger after = Money.of(chain.view.account(client).orElseThrow().getBalance());
    assertThat(before.subtract(after)).isEqualTo(quote.total().pebbles());
    assertThat(chain.view.agreement(6).orElseThrow().getCollateral())
        .isEqualTo(quote.collateral().encode());
  }

  @Test
  void admissionTakesWhatIsNotVoidAndCountsNonces() {
    Admission admission = new Admission(chain.state, Stage.HEIGHT);
    ByteString tx = stage.tx("op0", 9, new Msg.BondAdd(Amount.ofCairn(1)));
    admission.reserve(admission.read(tx));
    assertThatThrownBy(() -> admission.read(tx))
        .isInstanceOfSatisfying(
            Inadmissible.class, e -> assertThat(e.reason()).isEqualTo(Reason.WRONG_NONCE));
    ByteString malformed = raw(chain.chainRef, 0, 10, 100, List.of(RawTx.bondAdd(Amount.ZERO)));
    assertThatThrownBy(() -> admission.read(malformed))
        .isInstanceOfSatisfying(
            Inadmissible.class, e -> assertThat(e.reason()).isEqualTo(Reason.OUT_OF_RANGE));
  }

  private ByteString raw(ByteString ref, int lane, long nonce, long until, List<Msg> msgs) {
    return RawTx.sign(chain.key("op0"), ref, lane, nonce, until, msgs);
  }

  private static ByteString flip(ByteString bytes, int at) {
    byte[] changed = bytes.toByteArray();
    changed[at] ^= 1;
    return ByteString.copyFrom(changed);
  }

  private static void voided(
      Map<String, Expected> table, String name, ByteString tx, Reason reason) {
    table.put(name, new Expected(tx, TxResult.VOID, reason));
  }

  private void failed(
      Map<String, Expected> table, String name, String payer, Msg msg, Reason reason) {
    ByteString tx = RawTx.sign(chain.key(payer), chain.chainRef, 0, 90, 100, List.of(msg));
    assertThat(table.put(name, new Expected(tx, TxResult.FAILED, reason))).isNull();
  }

  private void intent(Map<String, Expected> table, String name, Intent intent, Reason reason) {
    failed(table, "intent: " + name, "op2", new Msg.OpenSet(stage.signed(intent)), reason);
  }

  /// Each alone in a block on the same state, which only fee and nonce change.
  private void check(Map<String, Expected> table) {
    table.forEach((name, expected) -> {
      BlockResult result = chain.dryRun(List.of(expected.tx()));
      TxResult one = result.results().get(1);
      assertThat(one.code()).as(name + ": " + one).isEqualTo(expected.code());
      assertThat(one.reason()).as(name + ": " + one).isEqualTo(expected.reason());
      assertThat(one.data().isEmpty()).isTrue();
      long written =
          result.writes().keySet().stream().filter(key -> key[0] != StateKeys.BEACON).count();
      assertThat(written).as(name).isEqualTo(expected.code() == TxResult.VOID ? 0 : 2);
    });
    System.out.println("single corruptions refused: " + table.size());
  }
}
