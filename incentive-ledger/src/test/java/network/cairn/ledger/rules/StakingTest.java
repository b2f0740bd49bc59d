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
import network.cairn.ledger.rules.BlockContext.Misbehaviour;
import network.cairn.ledger.rules.BlockContext.Signer;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.OutOfRange;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.types.Staking;
import network.cairn.proto.ledger.EventKind;
import network.cairn.proto.ledger.StakeRecord;
import network.cairn.proto.ledger.StakeStatus;
import network.cairn.proto.ledger.ValidatorRecord;
import org.junit.jupiter.api.Test;

/// Each rule of docs/protocol.md §16 by itself: four founders with 100 CAIRN each, borders every
/// ten blocks.
final class StakingTest {
  private static final long EPOCH = 10;
  private static final long UNBONDING = 30;
  private static final List<String> FOUNDERS = List.of("v0", "v1", "v2", "v3");
  private final Map<String, Long> nonces = new LinkedHashMap<>();
  private final TestChain chain =
      new TestChain("cairn-dev-staking", params(rules()), FOUNDERS, accounts());

  private static Staking rules() {
    return rules(0);
  }

  static Staking rules(long beaconWait) {
    Staking d = Staking.defaults(Profile.DEV);
    return new Staking(EPOCH, 5, d.minStake(), d.powerScale(), 5, 50, 15, 40, d.fee(), beaconWait);
  }

  static Params params(Staking rules) {
    Params d = Params.defaults(Profile.DEV);
    return new Params(
            250,
            d.period(),
            d.window(),
            d.windDown(),
            d.failAfter(),
            d.fill(),
            d.bountyHold(),
            UNBONDING,
            d.keepClosed(),
            d.maxDuePerBlock(),
            d.maxEndWork(),
            d.minBond(),
            d.minRate(),
            d.minCollateral(),
            d.agreementDeposit(),
            d.slotDeposit(),
            d.newAccountFee(),
            d.proofFee(),
            d.bytePrice(),
            d.fees())
        .with(rules);
  }

  static Map<String, Amount> accounts() {
    Map<String, Amount> accounts = new LinkedHashMap<>();
    for (String name : List.of("v0", "v1", "v2", "v3", "c0", "c1", "c2")) {
      accounts.put(name, Amount.ofCairn(10_000));
    }
    accounts.put("treasury", Amount.SUPPLY.minus(Amount.ofCairn(70_400)));
    return accounts;
  }

  private ByteString tx(String payer, Msg... msgs) {
    long nonce = nonces.merge(payer, 1L, Long::sum);
    return chain.tx(payer, 0, nonce, chain.height + 100, msgs);
  }

  private static ByteString founder(String name) {
    return StakeKeys.address(ByteString.copyFrom(TestKey.account(name).pubkey()));
  }

  private static ByteString validator(String keys) {
    return StakeKeys.address(ByteString.copyFrom(TestKey.account("vote/" + keys).pubkey()));
  }

  /// The next block, signed by all but these.
  private BlockResult block(List<String> absent, List<Misbehaviour> shown, ByteString... txs) {
    List<ByteString> away = absent.stream().map(StakingTest::founder).toList();
    List<Signer> signers =
        chain.height == 0
            ? List.of()
            : chain.setOf(chain.height).stream()
                .map(s -> new Signer(s.validator(), s.power(), !away.contains(s.validator())))
                .toList();
    List<Signer> set = chain.setOf(chain.height + 1);
    ByteString proposer = set.get((int) (chain.height % set.size())).validator();
    return chain.block(proposer, 250, List.of(txs), signers, shown);
  }

  private BlockResult block(ByteString... txs) {
    return block(List.of(), List.of(), txs);
  }

  private void must(ByteString... txs) {
    assertThat(block(txs).results()).allMatch(result -> result.code() == TxResult.DONE);
  }

  private void refused(Reason reason, String payer, Msg... msgs) {
    TxResult result = block(tx(payer, msgs)).results().getLast();
    assertThat(result.reason()).as(result.log()).isEqualTo(reason);
    assertThat(result.code()).isEqualTo(TxResult.FAILED);
  }

  private void until(long height) {
    while (chain.height < height) {
      block();
    }
  }

  private StakeRecord stake(String operator) {
    return chain.view.stake(chain.address(operator)).orElseThrow();
  }

  private long power(ByteString validator) {
    return chain.view.validator(validator).map(ValidatorRecord::getPower).orElse(0L);
  }

  private BigInteger balance(String name) {
    return Money.of(chain.view.account(chain.address(name)).orElseThrow().getBalance());
  }

  private static Amount cairn(long amount) {
    return Amount.ofCairn(amount);
  }

  private static Msg.UnbondStake unbond(long amount) {
    return new Msg.UnbondStake(cairn(amount));
  }

  private Misbehaviour twice(ByteString validator, long height) {
    return new Misbehaviour(BlockContext.Kind.DUPLICATE_VOTE, validator, height, 0, 400_000);
  }

  @Test
  void aCandidateIsChosenAtTheBorderAndSignsTwoBlocksLater() {
    must(tx("c0", chain.candidate("c0", "k0", cairn(100))));
    until(EPOCH - 1);
    assertThat(power(validator("k0"))).isZero();
    BlockResult border = block();
    assertThat(border.events()).anyMatch(e -> e.getKind() == EventKind.VALIDATORS_CHANGED);
    assertThat(power(validator("k0"))).isEqualTo(100_000);
    assertThat(chain.setOf(EPOCH + 1)).noneMatch(s -> s.validator().equals(validator("k0")));
    assertThat(chain.setOf(EPOCH + 2)).anyMatch(s -> s.validator().equals(validator("k0")));
    until(2 * EPOCH);
    assertThat(chain.view.beacon(EPOCH + 1).orElseThrow().getTotalPower()).isEqualTo(400_000);
    assertThat(chain.view.beacon(EPOCH + 2).orElseThrow().getTotalPower()).isEqualTo(500_000);
  }

  @Test
  void nobodyBuysMoreThanAThirdAtOneBorder() {
    must(tx("c0", chain.candidate("c0", "k0", cairn(9_000))));
    until(EPOCH);
    assertThat(power(validator("k0"))).isEqualTo(133_333);
    until(2 * EPOCH);
    assertThat(power(validator("k0"))).isEqualTo(133_333 + 533_333 / 3);
  }

  @Test
  void theLargestStakesAreChosen() {
    must(
        tx("c0", chain.candidate("c0", "k0", cairn(50))),
        tx("c1", chain.candidate("c1", "k1", cairn(60))),
        tx("c2", chain.candidate("c2", "k2", cairn(40))));
    until(EPOCH);
    assertThat(power(validator("k1"))).isEqualTo(60_000);
    assertThat(power(validator("k0")) + power(validator("k2"))).isZero();
    must(tx("c2", new Msg.BondStake(cairn(30), Optional.empty())));
    until(2 * EPOCH);
    assertThat(power(validator("k2"))).isEqualTo(70_000);
    assertThat(power(validator("k1"))).isZero();
    assertThat(chain.view.knownValidator(validator("k1")).orElseThrow().getLeftHeight())
        .isEqualTo(2 * EPOCH);
    ByteString left = validator("k1");
    assertThat(chain.setOf(2 * EPOCH + 1)).anyMatch(s -> s.validator().equals(left));
    chain.block(left, 250, List.of(), List.of(), List.of());
    assertThatThrownBy(() -> chain.block(left, 250, List.of(), List.of(), List.of()))
        .isInstanceOf(InvalidBlock.class);
  }

  @Test
  void stakesAreBoundedBelowAndKeysProved() {
    Msg.VoteKey vote = chain.voteKey("k0", "c0");
    Msg.BeaconKey beacon = chain.beaconKey("k0", "c0");
    refused(Reason.TOO_SMALL, "c0", chain.candidate("c0", "k0", cairn(9)));
    refused(Reason.NOT_FOUND, "c0", new Msg.BondStake(cairn(20), Optional.empty()));
    refused(Reason.BAD_SIGNATURE, "c1", bond(vote, chain.beaconKey("k1", "c1")));
    refused(Reason.BAD_SIGNATURE, "c1", bond(chain.voteKey("k1", "c1"), beacon));
    refused(Reason.INSUFFICIENT_FUNDS, "c0", chain.candidate("c0", "k0", cairn(10_001)));
    must(tx("c0", bond(vote, beacon)));
    refused(Reason.ALREADY_EXISTS, "c0", chain.candidate("c0", "k1", cairn(20)));
    refused(Reason.ALREADY_EXISTS, "c1", chain.candidate("c1", "k0", cairn(20)));
    refused(Reason.INSUFFICIENT_FUNDS, "c0", unbond(21));
    refused(Reason.TOO_SMALL, "c0", unbond(15));
    refused(Reason.NOT_FOUND, "c1", unbond(1));
    refused(Reason.WRONG_STATE, "c0", new Msg.Unjail());
  }

  private static Msg bond(Msg.VoteKey vote, Msg.BeaconKey beacon) {
    return new Msg.BondStake(cairn(20), Optional.of(new Msg.CandidateKeys(vote, beacon)));
  }

  @Test
  void anUnbondingIsPaidAfterItsTimeAndTheKeyStaysUsed() {
    must(tx("c0", chain.candidate("c0", "k0", cairn(50))));
    BigInteger before = balance("c0");
    ByteString data = block(tx("c0", unbond(50))).results().getLast().data();
    assertThat(data).isEqualTo(ByteString.copyFrom(new byte[] {0, 0, 0, 0, 0, 0, 0, 1}));
    until(EPOCH + 1 + UNBONDING);
    assertThat(balance("c0")).isLessThan(before);
    until(EPOCH + 2 + UNBONDING);
    assertThat(balance("c0")).isGreaterThan(before);
    assertThat(chain.view.stake(chain.address("c0"))).isEmpty();
    refused(Reason.ALREADY_EXISTS, "c0", chain.candidate("c0", "k0", cairn(50)));
    must(tx("c0", chain.candidate("c0", "k0b", cairn(50))));
  }

  @Test
  void unbondingsAreFew() {
    must(tx("c0", chain.candidate("c0", "k0", cairn(50))));
    for (int i = 0; i < Stakes.MAX_UNBONDINGS; i++) {
      must(tx("c0", unbond(1)));
    }
    refused(Reason.WRONG_STATE, "c0", unbond(1));
  }

  @Test
  void theLastOneStaysAndIsNotPaidWhileItHasPower() {
    for (String name : FOUNDERS) {
      must(tx(name, unbond(100)));
    }
    until(3 * (EPOCH + UNBONDING));
    assertThat(FOUNDERS.stream().mapToLong(name -> power(founder(name))).sum()).isEqualTo(400_000);
    assertThat(stake("v0").getUnbondingsCount()).isEqualTo(1);
    must(tx("c0", chain.candidate("c0", "k0", cairn(100))));
    until(chain.height + 10 * EPOCH + UNBONDING);
    assertThat(power(validator("k0"))).isEqualTo(100_000);
    assertThat(FOUNDERS.stream().mapToLong(name -> power(founder(name))).sum()).isZero();
    assertThat(chain.view.stake(chain.address("v0"))).isEmpty();
  }

  @Test
  void keysChangeAtTheBorder() {
    must(
        tx(
            "v0",
            new Msg.ChangeKeys(
                Optional.of(chain.voteKey("k", "v0")), Optional.of(chain.beaconKey("k", "v0")))));
    refused(
        Reason.WRONG_STATE,
        "v0",
        new Msg.ChangeKeys(Optional.of(chain.voteKey("l", "v0")), Optional.empty()));
    refused(
        Reason.ALREADY_EXISTS,
        "v1",
        new Msg.ChangeKeys(Optional.of(chain.voteKey("k", "v1")), Optional.empty()));
    until(EPOCH - 1);
    assertThat(power(founder("v0"))).isEqualTo(100_000);
    block();
    assertThat(power(founder("v0"))).isZero();
    assertThat(power(validator("k"))).isEqualTo(100_000);
    assertThat(chain.view.validator(validator("k")).orElseThrow().getBeaconKey())
        .isEqualTo(chain.beaconKey("k", "v0").key());
    assertThat(stake("v0").getNextPubkey()).isEmpty();
  }

  @Test
  void aBeaconKeyAloneChangesInPlace() {
    must(tx("v0", new Msg.ChangeKeys(Optional.empty(), Optional.of(chain.beaconKey("n", "v0")))));
    ByteString old = chain.view.validator(founder("v0")).orElseThrow().getBeaconKey();
    until(EPOCH - 1);
    assertThat(chain.view.validator(founder("v0")).orElseThrow().getBeaconKey()).isEqualTo(old);
    until(EPOCH);
    assertThat(chain.view.validator(founder("v0")).orElseThrow().getBeaconKey())
        .isEqualTo(chain.beaconKey("n", "v0").key());
    assertThat(power(founder("v0"))).isEqualTo(100_000);
    chain.block(founder("v0"), 250, List.of(), List.of(), List.of());
  }

  @Test
  void whoIsAbsentTooLongIsJailedAndReturns() {
    until(EPOCH);
    for (int i = 0; i < 6; i++) {
      block(List.of("v3"), List.of());
    }
    until(2 * EPOCH - 1);
    assertThat(stake("v3").getStatus()).isEqualTo(StakeStatus.STAKE_ACTIVE);
    BlockResult border = block();
    assertThat(border.events()).anyMatch(e -> e.getKind() == EventKind.VALIDATOR_JAILED);
    assertThat(stake("v3").getStatus()).isEqualTo(StakeStatus.STAKE_JAILED);
    assertThat(power(founder("v3"))).isZero();
    refused(Reason.TOO_EARLY, "v3", new Msg.Unjail());
    until(2 * EPOCH + 15 - 1);
    must(tx("v3", new Msg.Unjail()));
    until(4 * EPOCH);
    assertThat(power(founder("v3"))).isEqualTo(100_000);
  }

  @Test
  void whoIsAbsentFromHalfIsNotJailed() {
    until(EPOCH);
    for (int i = 0; i < 5; i++) {
      block(List.of("v3"), List.of());
    }
    until(2 * EPOCH);
    assertThat(stake("v3").getStatus()).isEqualTo(StakeStatus.STAKE_ACTIVE);
  }

  @Test
  void aLastingAbsenceWritesNothing() {
    until(EPOCH);
    block(List.of("v3"), List.of());
    for (int i = 0; i < 4; i++) {
      assertThat(block(List.of("v3"), List.of()).writes().keySet())
          .noneMatch(key -> key[0] == StateKeys.STAKING);
    }
  }

  @Test
  void anEmptyBlockWritesOnlyItsBeacon() {
    until(EPOCH + 3);
    assertThat(block().writes().keySet()).allMatch(key -> key[0] == StateKeys.BEACON);
  }

  @Test
  void doubleSigningCostsOnce() {
    must(tx("v3", unbond(40)));
    BigInteger burned = Money.of(chain.view.pools().getBurned());
    BlockResult result =
        block(List.of(), List.of(twice(founder("v3"), 1), twice(founder("v3"), 2)));
    assertThat(result.events().stream().filter(e -> e.getKind() == EventKind.VALIDATOR_BARRED))
        .hasSize(1);
    assertThat(Money.of(chain.view.pools().getBurned()).subtract(burned))
        .isEqualTo(cairn(5).pebbles());
    assertThat(stake("v3").getStatus()).isEqualTo(StakeStatus.STAKE_BARRED);
    assertThat(stake("v3").getStake()).isEmpty();
    block(List.of(), List.of(twice(founder("v3"), 2)));
    assertThat(Money.of(chain.view.pools().getBurned()).subtract(burned))
        .isEqualTo(cairn(5).pebbles());
    refused(Reason.BARRED, "v3", new Msg.BondStake(cairn(100), Optional.empty()));
    until(EPOCH);
    assertThat(power(founder("v3"))).isZero();
    BigInteger before = balance("v3");
    until(EPOCH + 2 + UNBONDING);
    assertThat(balance("v3").subtract(before)).isGreaterThanOrEqualTo(cairn(95).pebbles());
    must(tx("v3", chain.candidate("v3", "k3", cairn(100))));
  }

  @Test
  void oldEvidenceAndStrangersDoNothing() {
    until(UNBONDING + 5);
    for (Misbehaviour shown :
        List.of(
            twice(founder("v3"), 5),
            twice(founder("v3"), chain.height + 10),
            twice(validator("nobody"), chain.height))) {
      assertThat(block(List.of(), List.of(shown)).events())
          .noneMatch(e -> e.getKind() == EventKind.VALIDATOR_BARRED);
    }
    assertThat(block(List.of(), List.of(twice(founder("v3"), 9))).events())
        .anyMatch(e -> e.getKind() == EventKind.VALIDATOR_BARRED);
  }

  @Test
  void whoLeftIsPunishedWithinTheUnbonding() {
    must(tx("v3", unbond(100)));
    until(EPOCH + UNBONDING);
    BlockResult result = block(List.of(), List.of(twice(founder("v3"), EPOCH + 1)));
    assertThat(result.events()).anyMatch(e -> e.getKind() == EventKind.VALIDATOR_BARRED);
    BigInteger before = balance("v3");
    block();
    assertThat(balance("v3").subtract(before)).isEqualTo(cairn(95).pebbles());
  }

  @Test
  void signersGetTheirShareOfTheFees() {
    until(EPOCH);
    BigInteger burned = Money.of(chain.view.pools().getBurned());
    ByteString tx = tx("c0", new Msg.Transfer(chain.address("c1"), cairn(1)));
    BigInteger fee =
        TxCheck.fee(
            chain.params, List.of(new Msg.Transfer(chain.address("c1"), cairn(1))), tx.size());
    BigInteger before = balance("v0");
    block(List.of("v3"), List.of(), tx);
    BigInteger part =
        fee.multiply(BigInteger.valueOf(40))
            .divide(BigInteger.valueOf(100))
            .divide(BigInteger.valueOf(3));
    BigInteger parts = part.multiply(BigInteger.valueOf(3));
    assertThat(Money.of(chain.view.pools().getBurned()).subtract(burned))
        .isEqualTo(fee.subtract(parts));
    until(2 * EPOCH - 1);
    assertThat(balance("v0")).isEqualTo(before);
    until(2 * EPOCH);
    assertThat(balance("v0").subtract(before)).isEqualTo(part);
    assertThat(chain.state.get(StateKeys.rewards())).isEmpty();
  }

  private static Genesis.Validator member(String name, long power, Optional<Genesis.Stake> stake) {
    return new Genesis.Validator(
        ByteString.copyFrom(TestKey.account(name).pubkey()),
        power,
        ByteString.copyFrom(TestKey.account("beacon/" + name).pubkey()),
        stake);
  }

  private static Genesis genesis(Params params, Genesis.Validator... members) {
    List<Genesis.Validator> sorted = new ArrayList<>(List.of(members));
    sorted.sort(
        Comparator.comparing(
            Genesis.Validator::address, ByteString.unsignedLexicographicalComparator()));
    Amount staked = Amount.ZERO;
    for (Genesis.Validator one : sorted) {
      staked = staked.plus(one.stake().map(Genesis.Stake::amount).orElse(Amount.ZERO));
    }
    return new Genesis(
        "cairn-dev-founders",
        1,
        sorted,
        params,
        List.of(
            new Genesis.Allocation(
                TestKey.account("treasury").address(), Amount.SUPPLY.minus(staked))));
  }

  private static Optional<Genesis.Stake> owned(String operator, long amount) {
    return Optional.of(
        new Genesis.Stake(TestKey.account(operator).address(), Amount.ofCairn(amount)));
  }

  @Test
  void foundersStakesAreOfTheSupplyAndHaveOneOwnerEach() {
    Genesis good =
        genesis(
            params(rules()),
            member("v0", 100_000, owned("a", 100)),
            member("v1", 20_000, owned("b", 20)));
    assertThat(Genesis.decode(good.encode())).isEqualTo(good);
    Optional<Genesis.Stake> a = owned("a", 100);
    refusedGenesis("operator", params(rules()), member("v0", 100_000, a), member("v1", 100_000, a));
    refusedGenesis("power", params(rules()), member("v0", 99_999, a));
    refusedGenesis("least", params(rules()), member("v0", 9_000, owned("a", 9)));
    refusedGenesis("only then", params(rules()), member("v0", 1, Optional.empty()));
    refusedGenesis("only then", Params.defaults(Profile.DEV), member("v0", 100_000, a));
    assertThatThrownBy(() ->
            new Genesis(
                "cairn-dev-founders",
                1,
                good.validators(),
                params(rules()),
                List.of(new Genesis.Allocation(TestKey.account("t").address(), Amount.SUPPLY))))
        .hasMessageContaining("supply");
  }

  private static void refusedGenesis(String why, Params params, Genesis.Validator... members) {
    assertThatThrownBy(() -> genesis(params, members))
        .isInstanceOf(OutOfRange.class)
        .hasMessageContaining(why);
  }

  @Test
  void aChainWithoutStakingKnowsNoneOfIt() {
    TestChain plain =
        new TestChain(
            "cairn-dev-plain",
            Params.defaults(Profile.DEV),
            List.of("v0"),
            Map.of("c0", Amount.SUPPLY));
    List<Msg> msgs =
        List.of(
            plain.candidate("c0", "k0", cairn(100)),
            unbond(1),
            new Msg.ChangeKeys(Optional.of(plain.voteKey("k1", "c0")), Optional.empty()),
            new Msg.Unjail());
    List<ByteString> txs = new ArrayList<>();
    for (Msg msg : msgs) {
      txs.add(plain.tx("c0", 0, 1, 10, msg));
    }
    BlockResult result = plain.block("v0", 250, txs);
    assertThat(result.results().subList(1, 5)).allMatch(r -> r.code() == TxResult.VOID);
    assertThat(result.writes().keySet()).allMatch(key -> key[0] == StateKeys.BEACON);
  }
}
