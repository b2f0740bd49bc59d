package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Intent;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.OutOfRange;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.types.Vetting;
import network.cairn.proto.ledger.AgreementRecord;
import network.cairn.proto.ledger.ProviderRecord;
import org.junit.jupiter.api.Test;

/// How much a new provider may take (docs/protocol.md §3).
class VettingTest {
  /// Twice the least collateral, of which each kept period gives a half.
  private static final Vetting RAMP = new Vetting(Amount.ofCairn(2), 50);

  private final Map<String, Long> nonces = new LinkedHashMap<>();
  private final TestChain chain =
      new TestChain(
          "cairn-dev-vetting",
          Params.defaults(Profile.DEV).vettedBy(RAMP),
          List.of("v0"),
          accounts());
  private final TestPiece piece = chain.piece("vetting", 300);

  private static Map<String, Amount> accounts() {
    Map<String, Amount> accounts = new LinkedHashMap<>();
    for (String name : List.of("op", "other", "client")) {
      accounts.put(name, Amount.ofCairn(10_000));
    }
    accounts.put("treasury", Amount.SUPPLY.minus(Amount.ofCairn(30_000)));
    return accounts;
  }

  private ByteString tx(String payer, Msg msg) {
    long nonce = nonces.merge(payer, 1L, Long::sum);
    return chain.tx(payer, 0, nonce, chain.height + 20, msg);
  }

  private TxResult run(String payer, Msg msg) {
    return chain.block("v0", 250, List.of(tx(payer, msg))).results().getLast();
  }

  private long take(String payer, Msg msg) {
    TxResult result = run(payer, msg);
    assertThat(result.code()).as(result.toString()).isEqualTo(TxResult.DONE);
    return result.data().isEmpty() ? 0 : result.data().asReadOnlyByteBuffer().getLong();
  }

  private void register(String operator) {
    take(operator, chain.register(operator, "peer-" + operator, operator, Amount.ofCairn(1_000)));
  }

  private Msg.OpenSet opening(String operator) {
    long agreement =
        take(
            "client",
            new Msg.CreateAgreement(
                piece.root, piece.cidBytes, 1, Amount.ofCairn(1), 100, 1, chain.height + 900));
    AgreementRecord record = chain.view.agreement(agreement).orElseThrow();
    Intent intent =
        new Intent(
            chain.chainRef,
            agreement,
            0,
            chain.address(operator),
            piece.cidBytes,
            Amount.ofCairn(1),
            Amount.decode(record.getCollateral()),
            record.getFillUntil());
    return new Msg.OpenSet(chain.intent(intent, "client"));
  }

  private ProviderRecord provider(String name) {
    return chain.view.provider(chain.address(name)).orElseThrow();
  }

  private BigInteger earned(String name) {
    return Money.of(provider(name).getEarned());
  }

  /// Proves and closes the open period of each of these sets.
  private void keep(List<Long> sets) {
    List<Long> open = new ArrayList<>(sets);
    long until = chain.height + 2 * chain.params.period();
    while (!open.isEmpty() && chain.height < until) {
      List<Long> now = List.copyOf(open);
      for (long set : now) {
        long period = chain.view.set(set).orElseThrow().getPeriod();
        Optional<ByteString> entry = chain.entry(set, period);
        if (entry.isPresent()) {
          TxResult proven = run("op", new Msg.ProveBatch(List.of(entry.get())));
          assertThat(proven.data()).isEqualTo(ByteString.copyFrom(new byte[] {1}));
          open.remove(set);
        }
      }
      chain.emptyBlock();
    }
    long end = chain.height + chain.params.window();
    while (chain.height < end) {
      chain.emptyBlock();
    }
  }

  @Test
  void aNewcomerTakesTheBaseAndNoMoreWhateverItsBond() {
    register("op");
    take("op", opening("op"));
    take("op", opening("op"));
    TxResult third = run("op", opening("op"));
    assertThat(third.reason()).isEqualTo(Reason.INSUFFICIENT_FUNDS);
    assertThat(third.log()).contains("a provider so new may take 0 CAIRN of collateral more");
    register("other");
    take("other", opening("other"));
  }

  @Test
  void keptPeriodsRaiseIt() {
    register("op");
    long first = take("op", opening("op"));
    long second = take("op", opening("op"));
    keep(List.of(first, second));
    assertThat(earned("op")).isEqualTo(Amount.CAIRN);
    take("op", opening("op"));
    assertThat(run("op", opening("op")).reason()).isEqualTo(Reason.INSUFFICIENT_FUNDS);
  }

  @Test
  void whoLeavesASetLosesWhatItsCollateralIs() {
    register("op");
    long first = take("op", opening("op"));
    long second = take("op", opening("op"));
    keep(List.of(first, second));
    take("op", new Msg.TerminateSet(first));
    assertThat(earned("op")).isZero();
    take("op", new Msg.TerminateSet(second));
    assertThat(earned("op")).as("never below 0").isZero();
    assertThat(provider("op").getKept()).as("no votes, no counters").isZero();
  }

  @Test
  void missesAloneRaiseNothing() {
    register("op");
    take("op", opening("op"));
    long end = chain.height + 2 * chain.params.period();
    while (chain.height < end) {
      chain.emptyBlock();
    }
    assertThat(earned("op")).isZero();
  }

  @Test
  void whatWasSlashedOfASetEarnsNothing() {
    register("op");
    long set = take("op", opening("op"));
    long end = chain.height + 2 * chain.params.period();
    while (chain.height < end) {
      chain.emptyBlock();
    }
    BigInteger slashed = Money.of(chain.view.set(set).orElseThrow().getSlashed());
    assertThat(slashed).isPositive();
    keep(List.of(set));
    assertThat(earned("op")).isEqualTo(Amount.CAIRN.subtract(slashed).divide(BigInteger.TWO));
  }

  @Test
  void aBaseBelowAnyCollateralIsNone() {
    Params params = Params.defaults(Profile.DEV);
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> params.vettedBy(new Vetting(Amount.ofPebbles(5), 50)))
        .isInstanceOf(OutOfRange.class)
        .hasMessageContaining("vettingBase");
  }
}
