package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import network.cairn.ledger.records.TreasuryRecord;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.Governance;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.NamedKeys;
import network.cairn.ledger.types.Order;
import network.cairn.ledger.types.OutOfRange;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.types.Sig;
import network.cairn.ledger.types.TreasuryKeys;
import network.cairn.ledger.types.TreasuryParams;
import org.junit.jupiter.api.Test;

/// Orders of a treasury of several keys, and how its keys change (docs/protocol.md §18).
class TreasuryTest {
  private static final String CHAIN = "cairn-dev-treasury";
  private static final long DELAY = 5;
  private static final long VOTING = 3;
  private static final Amount FEE = Amount.ofPebbles(11);

  /// Two of three.
  private static final NamedKeys FIRST = named(2, 0, 1, 2);

  private final Map<String, Long> nonces = new LinkedHashMap<>();
  private final TestChain chain = chain(Optional.of(FIRST.keys()));

  private static NamedKeys named(long threshold, int... holders) {
    List<TreasuryKeys.Key> keys = new ArrayList<>();
    for (int holder : holders) {
      keys.add(new TreasuryKeys.Key(pubkey(holder), 1));
    }
    return new TreasuryActs.Named(CHAIN).of(threshold, keys);
  }

  private static ByteString pubkey(int holder) {
    return ByteString.copyFrom(TreasuryActs.Named.key(holder).pubkey());
  }

  private static TestChain chain(Optional<TreasuryKeys> treasury) {
    Params params =
        Params.defaults(Profile.DEV)
            .governedBy(new Governance(VOTING, 2, Amount.ofCairn(1), Amount.ZERO, Amount.ZERO));
    Map<String, Amount> accounts = new LinkedHashMap<>();
    for (String name : List.of("op0", "op1", "op2", "op3", "payer")) {
      accounts.put(name, Amount.ofCairn(100));
    }
    accounts.put("treasury", Amount.SUPPLY.minus(Amount.ofCairn(500)));
    TestChain chain =
        new TestChain(
            CHAIN,
            treasury.isPresent() ? params.withTreasury(new TreasuryParams(DELAY, FEE)) : params,
            List.of("v0", "v1", "v2", "v3"),
            accounts,
            new TestCrypto(),
            Mirror.none(),
            treasury);
    chain.giveValidatorsOperators();
    return chain;
  }

  private TxResult run(TestChain on, String payer, Msg msg) {
    long nonce = nonces.merge(payer, 1L, Long::sum);
    ByteString tx = on.tx(payer, 0, nonce, on.height + 20, msg);
    return on.block("v0", 250, List.of(tx)).results().getLast();
  }

  private TxResult run(Msg msg) {
    return run(chain, "payer", msg);
  }

  private void done(Msg msg) {
    TxResult result = run(msg);
    assertThat(result.code()).as(result.toString()).isEqualTo(TxResult.DONE);
  }

  private Order order(long number, Order.Act act) {
    return new Order(chain.chainRef, number, chain.height + 9, act);
  }

  private Order.Pay pay(long pebbles) {
    return new Order.Pay(
        List.of(new Order.Payment(chain.address("op1"), Amount.ofPebbles(pebbles))));
  }

  private static Msg.TreasuryOrder signed(Order order, int... holders) {
    List<Sig> sigs = new ArrayList<>();
    for (int holder : holders) {
      sigs.add(TreasuryActs.Named.key(holder).sig(order.signBytes()));
    }
    sigs.sort(Comparator.comparing(Sig::pubkey, ByteString.unsignedLexicographicalComparator()));
    return new Msg.TreasuryOrder(order, sigs);
  }

  private Amount balance(String name) {
    return Amount.decode(chain.view.account(chain.address(name)).orElseThrow().getBalance());
  }

  private TreasuryRecord record() {
    return new LedgerView(chain.state).treasury().orElseThrow();
  }

  private void assertRefused(Msg msg, Reason reason) {
    Amount before = balance("treasury");
    long number = record().lastOrder();
    TxResult result = run(msg);
    assertThat(result.reason()).as(result.toString()).isEqualTo(reason);
    assertThat(result.code()).isEqualTo(TxResult.FAILED);
    assertThat(balance("treasury")).isEqualTo(before);
    assertThat(record().lastOrder()).isEqualTo(number);
  }

  @Test
  void enoughKeysPayAndThePayerPaysTheFee() {
    Amount held = balance("treasury");
    Amount purse = balance("payer");
    Amount had = balance("op1");
    done(signed(order(1, pay(70)), 0, 2));
    assertThat(balance("treasury")).isEqualTo(held.minus(Amount.ofPebbles(70)));
    assertThat(balance("op1")).isEqualTo(had.plus(Amount.ofPebbles(70)));
    Amount bytes = purse.minus(balance("payer")).minus(FEE);
    assertThat(bytes.pebbles().mod(chain.params.bytePrice().pebbles())).isZero();
    assertThat(record().lastOrder()).isEqualTo(1);
  }

  @Test
  void whatIsNotSignedEnoughIsRefused() {
    assertRefused(signed(order(1, pay(1)), 1), Reason.NOT_PERMITTED);
    assertRefused(signed(order(1, pay(1)), 1, 5), Reason.NOT_PERMITTED);
    Order other = order(1, pay(2));
    Order meant = order(1, pay(1));
    List<Sig> sigs = signed(other, 0, 1).signatures();
    assertRefused(new Msg.TreasuryOrder(meant, sigs), Reason.BAD_SIGNATURE);
  }

  @Test
  void anOrderIsDoneOnceOnOneChainInItsTime() {
    Msg first = signed(order(1, pay(1)), 0, 1);
    done(first);
    assertRefused(first, Reason.WRONG_NONCE);
    assertRefused(signed(order(3, pay(1)), 0, 1), Reason.WRONG_NONCE);
    Order late = new Order(chain.chainRef, 2, chain.height, pay(1));
    assertRefused(signed(late, 0, 1), Reason.EXPIRED);
    Order foreign = new Order(chain.otherChain(), 2, chain.height + 9, pay(1));
    assertRefused(signed(foreign, 0, 1), Reason.WRONG_CHAIN);
  }

  @Test
  void allPaymentsOfAnOrderAreMadeOrNone() {
    Amount all = balance("treasury");
    Order.Pay tooMuch =
        new Order.Pay(
            List.of(
                new Order.Payment(chain.address("op1"), Amount.ofPebbles(1)),
                new Order.Payment(chain.address("nobody"), all)));
    assertRefused(signed(order(1, tooMuch), 0, 1), Reason.INSUFFICIENT_FUNDS);
    assertThat(chain.view.account(chain.address("nobody"))).isEmpty();
  }

  @Test
  void newKeysAreInForceAfterTheDelayAndNotBefore() {
    NamedKeys next = named(1, 3, 4);
    done(signed(order(1, new Order.NewKeys(next)), 0, 1));
    long from = chain.height + DELAY;
    assertRefused(signed(order(2, pay(1)), 3), Reason.NOT_PERMITTED);
    done(signed(order(2, pay(1)), 0, 1));
    while (chain.height < from - 1) {
      chain.emptyBlock();
    }
    done(signed(order(3, pay(1)), 3));
    assertThat(chain.height).isEqualTo(from);
    assertThat(record().keys()).isEqualTo(next.keys());
    assertThat(record().next()).isEmpty();
    assertRefused(signed(order(4, pay(1)), 0, 1), Reason.NOT_PERMITTED);
  }

  @Test
  void waitingKeysAreTakenBack() {
    assertRefused(signed(order(1, new Order.Keep()), 0, 1), Reason.WRONG_STATE);
    done(signed(order(1, new Order.NewKeys(named(1, 3))), 0, 1));
    done(signed(order(2, new Order.Keep()), 1, 2));
    for (int i = 0; i <= DELAY; i++) {
      chain.emptyBlock();
    }
    assertRefused(signed(order(3, pay(1)), 3), Reason.NOT_PERMITTED);
    done(signed(order(3, pay(1)), 0, 1));
  }

  @Test
  void aKeyThatDoesNotProveItselfIsNotNamed() {
    NamedKeys foreign =
        new TreasuryActs.Named("cairn-dev-elsewhere").of(1, named(1, 3).keys().keys());
    assertRefused(signed(order(1, new Order.NewKeys(foreign)), 0, 1), Reason.BAD_SIGNATURE);
    TxResult proposed = run(chain, "op0", propose(foreign));
    assertThat(proposed.reason()).isEqualTo(Reason.BAD_SIGNATURE);
  }

  private Msg.Propose propose(NamedKeys named) {
    return new Msg.Propose(new Msg.Treasurers(named), chain.height + 1 + VOTING + 2);
  }

  @Test
  void aVoteGivesATreasuryWhoseKeysAreLostOthers() {
    done(signed(order(1, new Order.NewKeys(named(1, 3))), 0, 1));
    Msg.Propose propose = propose(named(1, 5));
    long id = run(chain, "op0", propose).data().asReadOnlyByteBuffer().getLong();
    for (String operator : List.of("op0", "op1", "op3")) {
      assertThat(run(chain, operator, new Msg.Vote(id, true)).code()).isEqualTo(TxResult.DONE);
    }
    while (chain.height < propose.activationHeight() - 1) {
      chain.emptyBlock();
    }
    assertThat(record().keys()).isEqualTo(named(1, 5).keys());
    for (int i = 0; i <= DELAY; i++) {
      chain.emptyBlock();
    }
    assertRefused(signed(order(2, pay(1)), 3), Reason.NOT_PERMITTED);
    done(signed(order(2, pay(1)), 5));
  }

  @Test
  void aChainWithoutSuchATreasuryKnowsNoneOfIt() {
    TestChain plain = chain(Optional.empty());
    assertThat(plain.state.get(StateKeys.treasury())).isEmpty();
    Order order = new Order(plain.chainRef, 1, 99, new Order.Keep());
    Msg propose = new Msg.Propose(new Msg.Treasurers(FIRST), 9);
    for (Msg msg : List.of(signed(order, 0), propose)) {
      TxResult result = run(plain, "op0", msg);
      assertThat(result.code()).as(result.toString()).isEqualTo(TxResult.VOID);
      assertThat(result.reason()).isEqualTo(Reason.NOT_CANONICAL);
    }
  }

  /// Keys and an upgrade in one proposal.
  private static Msg twofold() {
    network.cairn.proto.ledger.Msg.Builder msg =
        RawTx.wire(new Msg.Propose(new Msg.Treasurers(FIRST), 9)).toBuilder();
    msg.getProposeBuilder().getUpgradeBuilder().setAppVersion(2).setName("two");
    return RawTx.raw(Msg.Kind.PROPOSE, msg);
  }

  @Test
  void aProposalOfKeysThatIsNoProposalPaysAsAProposal() {
    ByteString tx = RawTx.sign(chain.key("op0"), chain.chainRef, 0, 1, 50, List.of(twofold()));
    BigInteger before = balance("op0").pebbles();
    TxResult result = only(chain, tx);
    assertThat(result.code()).as(result.toString()).isEqualTo(TxResult.FAILED);
    assertThat(result.reason()).isEqualTo(Reason.OUT_OF_RANGE);
    BigInteger bytes = chain.params.bytePrice().pebbles().multiply(BigInteger.valueOf(tx.size()));
    assertThat(before.subtract(balance("op0").pebbles()).subtract(bytes))
        .isEqualTo(chain.params.fee(Msg.Kind.PROPOSE).pebbles())
        .isNotEqualTo(FEE.pebbles());
    TestChain plain = chain(Optional.empty());
    ByteString there = RawTx.sign(plain.key("op0"), plain.chainRef, 0, 1, 50, List.of(twofold()));
    assertThat(only(plain, there).reason()).isEqualTo(Reason.NOT_CANONICAL);
  }

  private static TxResult only(TestChain chain, ByteString tx) {
    return chain.block("v0", chain.params.blockIntervalMs(), List.of(tx)).results().getLast();
  }

  @Test
  void genesisHasKeysIfAndOnlyIfItHasTheirParameters() {
    Genesis genesis = chain.genesis;
    assertThat(Genesis.decode(genesis.encode())).isEqualTo(genesis);
    assertThatThrownBy(() -> with(genesis, genesis.params(), Optional.empty()))
        .isInstanceOf(OutOfRange.class)
        .hasMessageContaining("parameters of the treasury");
    assertThatThrownBy(() -> with(genesis, genesis.params(), Optional.of(named(1, 6).keys())))
        .isInstanceOf(OutOfRange.class)
        .hasMessageContaining("no allocation");
  }

  private static Genesis with(Genesis of, Params params, Optional<TreasuryKeys> treasury) {
    return new Genesis(
        of.chainId(), of.timeMs(), of.validators(), params, of.allocations(), treasury);
  }

  @Test
  void keysHaveBounds() {
    assertThatThrownBy(() -> named(3, 0, 1)).isInstanceOf(OutOfRange.class);
    assertThatThrownBy(() -> named(0, 0, 1)).isInstanceOf(OutOfRange.class);
    assertThatThrownBy(() -> named(1, 2, 2)).isInstanceOf(OutOfRange.class);
    assertThatThrownBy(() -> new TreasuryKeys.Key(pubkey(1), 1_001)).isInstanceOf(OutOfRange.class);
    assertThatThrownBy(() -> new TreasuryKeys(1, List.of())).isInstanceOf(OutOfRange.class);
    List<TreasuryKeys.Key> many =
        Stream.iterate(1, i -> i + 1)
            .limit(17)
            .map(i -> new TreasuryKeys.Key(ByteString.copyFrom(new byte[31]).concat(one(i)), 1))
            .toList();
    assertThat(new TreasuryKeys(1, many.subList(0, 16)).keys()).hasSize(16);
    assertThatThrownBy(() -> new TreasuryKeys(1, many)).isInstanceOf(OutOfRange.class);
  }

  private static ByteString one(int value) {
    return ByteString.copyFrom(new byte[] {(byte) value});
  }

  /// The bytes that a treasury's account is made of, written out.
  @Test
  void theAccountFollowsFromTheFirstKeys() {
    ByteString key = ByteString.copyFrom(new byte[31]).concat(one(9));
    TreasuryKeys keys = new TreasuryKeys(2, List.of(new TreasuryKeys.Key(key, 3)));
    byte[] wire =
        ByteString.copyFrom(new byte[] {8, 2, 18, 36, 10, 32})
            .concat(key)
            .concat(ByteString.copyFrom(new byte[] {16, 3}))
            .toByteArray();
    assertThat(keys.account().toByteArray())
        .isEqualTo(
            network.cairn.base.hash.Sha256.of(
                network.cairn.ledger.types.Domain.ADDR.bytes(), new byte[] {2}, wire));
  }
}
