package network.cairn.deals.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import java.util.List;
import network.cairn.deals.protocol.DealAnswer.Rejected;
import network.cairn.deals.protocol.RejectCode;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.proof.CommP;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Intent;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Sig;
import network.cairn.ledger.types.SignedIntent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Each reason for which an intent is turned away, and that the cheaper one is found first: every
/// intent here has the next fault too.
final class ProposalTest {
  private static final ProviderConfig CONFIG = TestProvider.config();

  private final TestLedger ledger = new TestLedger("client", "p1", "p2", "other", "thief");
  private TestPiece piece;
  private long agreement;

  @BeforeEach
  void agree() throws Exception {
    ledger.register("p1");
    piece = TestPiece.of(1, 1_000);
    agreement = ledger.agree(piece, 2);
  }

  /// An intent whose fields a test changes.
  private static final class Draft {
    private ByteString chainRef;
    private long agreement;
    private long slot;
    private Address provider;
    private ByteString piece;
    private Amount price;
    private Amount collateral;
    private long validUntil;

    Draft(Intent good) {
      chainRef = good.chainRef();
      agreement = good.agreement();
      slot = good.slot();
      provider = good.provider();
      piece = good.piece();
      price = good.price();
      collateral = good.collateral();
      validUntil = good.validUntil();
    }

    Intent intent() {
      return new Intent(chainRef, agreement, slot, provider, piece, price, collateral, validUntil);
    }

    SignedIntent signed(String client) {
      return TestLedger.signed(client, intent());
    }
  }

  private Draft draft() {
    return new Draft(ledger.intent(agreement, 0, "p1"));
  }

  private Proposal read(SignedIntent signed) {
    return read(signed, CONFIG);
  }

  private Proposal read(SignedIntent signed, ProviderConfig config) {
    return Proposal.read(
        signed, ledger.chain.chainRef(), TestLedger.address("p1"), List.of(config));
  }

  private static Rejected refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    Proposal.Refused refused = catchThrowableOfType(Proposal.Refused.class, call);
    assertThat(refused).isNotNull();
    return refused.answer();
  }

  private void requireUnread(SignedIntent signed, RejectCode code, String detail) {
    requireUnread(signed, CONFIG, code, detail);
  }

  private void requireUnread(
      SignedIntent signed, ProviderConfig config, RejectCode code, String detail) {
    Rejected answer = refused(() -> read(signed, config));
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.detail()).contains(detail);
  }

  private void requireRefused(Draft draft, RejectCode code, String detail) {
    requireRefused(draft.signed("client"), code, detail);
  }

  private void requireRefused(SignedIntent signed, RejectCode code, String detail) {
    Proposal proposal = read(signed);
    Rejected answer = refused(() -> proposal.judge(ledger.head(), CONFIG));
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.detail()).contains(detail);
  }

  private static ProviderConfig config(
      Amount price, long minBytes, long maxBytes, int maxTerm, int maxMultiplier) {
    return new ProviderConfig(
        price, minBytes, maxBytes, maxTerm, maxMultiplier, 1 << 30, 8, 4, 1 << 30, 1_000, true);
  }

  @Test
  void takesWhatTheLedgerWouldTake() {
    Proposal proposal = read(draft().signed("client"));
    assertThat(proposal.client()).isEqualTo(TestLedger.address("client"));
    assertThat(proposal.piece()).isEqualTo(piece.cid());
    assertThat(proposal.key()).matches("[0-9a-f]{64}");
    assertThat(proposal.judge(ledger.head(), CONFIG).id()).isEqualTo(agreement);
  }

  @Test
  void refusesBytesThatAreNoIntent() {
    Sig sig = draft().signed("client").sig();
    requireUnread(
        new SignedIntent(ByteString.copyFromUtf8("no intent"), sig),
        RejectCode.MALFORMED,
        "the intent:");
    Draft draft = draft();
    draft.piece = ByteString.copyFrom(new byte[] {1, 2, 3});
    draft.chainRef = ByteString.copyFrom(new byte[32]);
    requireUnread(draft.signed("thief"), RejectCode.MALFORMED, "the intent:");
  }

  @Test
  void refusesAnotherChainBeforeAnotherProvider() {
    Draft draft = draft();
    draft.chainRef = ByteString.copyFrom(new byte[32]);
    draft.provider = TestLedger.address("p2");
    requireUnread(draft.signed("client"), RejectCode.MALFORMED, "another chain's");
  }

  @Test
  void refusesAnotherProviderBeforeTerms() {
    Draft draft = draft();
    draft.provider = TestLedger.address("p2");
    draft.price = Amount.ofPebbles(1);
    requireUnread(draft.signed("client"), RejectCode.WRONG_PROVIDER, "this is ");
  }

  @Test
  void refusesSizesOutOfBoundsBeforePrices() {
    long size = piece.cid().rawSize();
    Draft draft = draft();
    draft.price = Amount.ofPebbles(1);
    SignedIntent signed = draft.signed("client");
    Amount ask = TestLedger.PRICE;
    requireUnread(signed, config(ask, size + 1, size + 9, 9, 4), RejectCode.TERMS, size + " bytes");
    requireUnread(signed, config(ask, 1, size - 1, 9, 4), RejectCode.TERMS, size + " bytes");
    requireUnread(signed, config(ask, size, size, 9, 4), RejectCode.TERMS, "below the ask");
  }

  @Test
  void refusesPricesBelowTheAskBeforeSignatures() {
    Draft draft = draft();
    draft.price = TestLedger.PRICE.minus(Amount.ofPebbles(1));
    SignedIntent good = draft.signed("client");
    SignedIntent broken = new SignedIntent(good.body(), Sig.ed25519(new byte[32], new byte[64]));
    requireUnread(broken, RejectCode.TERMS, "is below the ask");
  }

  @Test
  void refusesFalseSignatures() {
    SignedIntent good = draft().signed("client");
    byte[] signature = good.sig().signature().toByteArray();
    signature[5]++;
    byte[] pubkey = good.sig().pubkey().toByteArray();
    for (Sig sig :
        new Sig[] {
          Sig.ed25519(pubkey, signature),
          Sig.ed25519(pubkey, new byte[10]),
          Sig.ed25519(new byte[3], signature),
          new Sig(2, good.sig().pubkey(), good.sig().signature())
        }) {
      requireUnread(new SignedIntent(good.body(), sig), RejectCode.BAD_SIGNATURE, "is false");
    }
  }

  @Test
  void refusesAgreementsPiecesAndSlotsThatAreNotOnTheLedger() throws Exception {
    Draft draft = draft();
    draft.agreement = 999;
    draft.slot = 7;
    requireRefused(draft, RejectCode.WRONG_SLOT, "no agreement 999");
    draft.agreement = agreement;
    CommP commP = new CommP();
    commP.update(new byte[700], 0, 700);
    draft.piece = TestProvider.bytes(commP.finish());
    requireRefused(draft, RejectCode.WRONG_SLOT, "another piece");
    draft.piece = TestProvider.bytes(piece.cid());
    requireRefused(draft, RejectCode.WRONG_SLOT, "slot 7");
    ledger.register("p2");
    ledger.open(agreement, 0, "p2");
    draft.slot = 0;
    draft.validUntil = 1;
    requireRefused(draft, RejectCode.WRONG_SLOT, "is not EMPTY at height");
  }

  @Test
  void refusesWhatHasExpiredOrStandsTooLong() {
    Draft draft = draft();
    draft.price = TestLedger.PRICE.plus(Amount.ofPebbles(1));
    draft.validUntil = ledger.head().height();
    requireRefused(draft, RejectCode.EXPIRED, "was valid until");
    draft.validUntil = ledger.agreement(agreement).fillUntil() + 1;
    requireRefused(draft, RejectCode.EXPIRED, "above fillUntil");
    draft.validUntil = ledger.head().height() + 1;
    requireRefused(draft, RejectCode.TERMS, "above the ceiling");
  }

  @Test
  void refusesAnotherCollateralBeforeAnothersSignature() {
    Draft draft = draft();
    draft.collateral = draft.collateral.plus(Amount.ofPebbles(1));
    requireRefused(draft.signed("thief"), RejectCode.TERMS, "another collateral");
    requireRefused(draft().signed("thief"), RejectCode.BAD_SIGNATURE, "agreement's client");
  }

  @Test
  void takesNothingWhileItIsNoProvider() {
    Draft draft = draft();
    draft.provider = TestLedger.address("p2");
    Proposal proposal =
        Proposal.read(
            draft.signed("client"),
            ledger.chain.chainRef(),
            TestLedger.address("p2"),
            List.of(CONFIG));
    Rejected answer = refused(() -> proposal.judge(ledger.head(), CONFIG));
    assertThat(answer.code()).isEqualTo(RejectCode.NOT_TAKING);
  }

  @Test
  void takesNoSecondCopyOfItselfOrItsPayoutAddress() throws Exception {
    ledger.open(agreement, 1, "p1");
    requireRefused(draft(), RejectCode.TERMS, "has a copy of agreement");
    ledger.register("p2", "p1", Amount.ofCairn(1_000));
    Proposal twin =
        Proposal.read(
            TestLedger.signed("client", ledger.intent(agreement, 0, "p2")),
            ledger.chain.chainRef(),
            TestLedger.address("p2"),
            List.of(CONFIG));
    assertThat(refused(() -> twin.judge(ledger.head(), CONFIG)).code()).isEqualTo(RejectCode.TERMS);
  }

  @Test
  void takesNoMoreThanItsBondBears() throws Exception {
    ledger.register("p2", "p2", Amount.ofCairn(10));
    Proposal proposal =
        Proposal.read(
            TestLedger.signed("client", ledger.intent(agreement, 0, "p2")),
            ledger.chain.chainRef(),
            TestLedger.address("p2"),
            List.of(CONFIG));
    Rejected answer = refused(() -> proposal.judge(ledger.head(), CONFIG));
    assertThat(answer.code()).isEqualTo(RejectCode.TERMS);
    assertThat(answer.detail()).contains("of the bond");
  }

  @Test
  void refusesTermsAndMultipliersAboveItsOwn() throws Exception {
    Head head = ledger.head();
    Proposal proposal = read(draft().signed("client"));
    Amount price = TestLedger.PRICE;
    assertThat(refused(() -> proposal.judge(head, config(price, 1, 9_999, 19, 4))).detail())
        .contains("a term of 20 periods is above 19");
    Msg.CreateAgreement once = ledger.create(piece.root(), piece.cid(), 1, 20);
    long dear =
        ledger
            .send(
                "client",
                new Msg.CreateAgreement(
                    once.root(), once.piece(), 1, price, 20, 3, once.fillUntil()))
            .id();
    Proposal other = read(TestLedger.signed("client", ledger.intent(dear, 0, "p1")));
    assertThat(refused(() -> other.judge(ledger.head(), config(price, 1, 9_999, 20, 2))).detail())
        .contains("a multiplier of 3 is above 2");
    assertThat(other.judge(ledger.head(), config(price, 1, 9_999, 20, 3)).id()).isEqualTo(dear);
  }

  @Test
  void keepsRefusalsShort() {
    assertThatThrownBy(() -> Proposal.unless(false, RejectCode.BUSY, "x".repeat(1_000)))
        .isInstanceOfSatisfying(
            Proposal.Refused.class,
            e -> assertThat(e.answer().detail()).hasSize(Rejected.MAX_DETAIL));
    Proposal.unless(true, RejectCode.BUSY, "never said");
  }
}
