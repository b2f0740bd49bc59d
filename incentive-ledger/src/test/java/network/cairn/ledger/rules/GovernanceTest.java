package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.ledger.state.Overlay;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Intent;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Params;
import network.cairn.proto.ledger.AgreementRecord;
import network.cairn.proto.ledger.BeaconRecord;
import network.cairn.proto.ledger.EventKind;
import network.cairn.proto.ledger.SetRecord;
import network.cairn.proto.ledger.ValidatorRecord;
import org.junit.jupiter.api.Test;

/// Changes of parameters by votes (docs/protocol.md §17).
class GovernanceTest {
  private final Senate senate = new Senate();
  private final TestChain chain = senate.chain;
  private final Map<String, ValidatorRecord> first = new HashMap<>();
  private final TestPiece piece = chain.piece("senate", 300);

  private Params inForce() {
    return chain.view.params();
  }

  private Amount balance(String name) {
    return Amount.decode(chain.view.account(chain.address(name)).orElseThrow().getBalance());
  }

  private long agreement(int term) {
    return senate.take(
        "client",
        new Msg.CreateAgreement(
            piece.root, piece.cidBytes, 1, Amount.ofCairn(1), term, 1, chain.height + 900));
  }

  private long open(long agreement, String operator) {
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
    return senate.take(operator, new Msg.OpenSet(chain.intent(intent, "client")));
  }

  private void register(String operator, long cairn) {
    senate.take(
        operator, chain.register(operator, "peer-" + operator, operator, Amount.ofCairn(cairn)));
  }

  @Test
  void whatIsAcceptedHoldsFromItsHeightOnAndNotBefore() {
    long before = inForce().period();
    Msg.Propose propose = senate.soon(Senate.changes("M", 60, "fee of Transfer", 5));
    long id = senate.take("op0", propose);
    for (String voter : List.of("op0", "op1", "op3")) {
      assertThat(senate.run(voter, new Msg.Vote(id, true)).code()).isEqualTo(TxResult.DONE);
    }
    senate.until(propose.activationHeight() - 2);
    assertThat(inForce().period()).isEqualTo(before);
    BlockResult last = senate.block();
    assertThat(last.events()).anyMatch(e -> e.getKind() == EventKind.PROPOSAL_ACTIVATED);
    assertThat(inForce().period()).isEqualTo(60);
    Amount paid = balance("op1");
    senate.take("op1", new Msg.Transfer(chain.address("op2"), Amount.ofPebbles(1)));
    Amount bytes = paid.minus(balance("op1")).minus(Amount.ofPebbles(6));
    assertThat(bytes.pebbles().mod(inForce().bytePrice().pebbles())).isZero();
    assertThat(chain.view.proposal(id)).isEmpty();
  }

  @Test
  void whatRunsKeepsItsTerms() {
    register("op5", 500);
    long old = agreement(6);
    senate.pass(Senate.changes("M", 60, "W", 10, "F", 2, "L", 1));
    long later = agreement(6);
    long first = open(old, "op5");
    register("op6", 500);
    long second = open(later, "op6");
    assertThat(calendar(first)).containsExactly(openedAt(first) + 40);
    assertThat(calendar(second)).containsExactly(openedAt(second) + 60);
    assertThat(chain.view.set(first).orElseThrow().getRate().toByteArray())
        .isNotEqualTo(chain.view.set(second).orElseThrow().getRate().toByteArray());
    senate.until(openedAt(first) + 80);
    SetRecord missed = chain.view.set(first).orElseThrow();
    assertThat(missed.getMisses()).as("F is 3 for it").isEqualTo(2);
    assertThat(missed.getEndedHeight()).isZero();
    senate.take("client", new Msg.TerminateAgreement(old));
    assertThat(chain.view.set(first).orElseThrow().getEndPeriod()).as("L is 3").isEqualTo(5);
  }

  private long openedAt(long set) {
    return chain.view.set(set).orElseThrow().getOpenedHeight();
  }

  private List<Long> calendar(long set) {
    java.util.ArrayList<Long> heights = new java.util.ArrayList<>();
    chain.state.scan(
        new byte[] {StateKeys.CALENDAR},
        StateKeys.after(StateKeys.CALENDAR),
        (key, _) -> {
          Calendar.Entry entry = Calendar.Entry.of(key);
          if (entry.kind() == Calendar.SET_CLOSE && entry.id() == set) {
            heights.add(entry.height());
          }
          return true;
        });
    return heights;
  }

  @Test
  void aRaisedLeastBondTakesNothing() {
    register("op5", 50);
    Msg.Changes raise =
        new Msg.Changes(
            List.of(
                new network.cairn.ledger.types.ParamChange(
                    "minBond", Amount.ofCairn(200).pebbles())));
    senate.pass(raise);
    assertThat(Providers.freeBond(inForce(), provider("op5"))).isZero();
    assertThat(senate.run("op5", new Msg.BondWithdraw(Amount.ofCairn(1))).reason())
        .isEqualTo(Reason.INSUFFICIENT_FUNDS);
    senate.take("op5", new Msg.BondAdd(Amount.ofCairn(151)));
    assertThat(Providers.freeBond(inForce(), provider("op5"))).isEqualTo(Amount.CAIRN);
    senate.take("op5", new Msg.BondWithdraw(Amount.ofCairn(201)));
    assertThat(chain.view.provider(chain.address("op5"))).isEmpty();
  }

  private network.cairn.proto.ledger.ProviderRecord provider(String name) {
    return chain.view.provider(chain.address(name)).orElseThrow();
  }

  @Test
  void whatIsOutOfBoundsFailsWithValueAndBounds() {
    assertRefused(Senate.changes("M", 7), Reason.OUT_OF_RANGE, "parameter M is 7 blocks, not in 8");
    assertRefused(Senate.changes("W", 21), Reason.OUT_OF_RANGE, "half of the period");
    assertRefused(Senate.changes("M", 40), Reason.OUT_OF_RANGE, "changes nothing");
    assertRefused(Senate.changes("unbonding", 9), Reason.OUT_OF_RANGE, "never changed");
    assertRefused(Senate.changes("blockInterval", 500), Reason.OUT_OF_RANGE, "never changed");
    assertRefused(Senate.changes("m", 40), Reason.OUT_OF_RANGE, "no parameter is called m");
    assertRefused(Senate.program(1), Reason.OUT_OF_RANGE, "not above today's, 1");
    long now = chain.height + 1;
    long first = now + Senate.VOTING + Senate.DELAY;
    assertRefused(new Msg.Propose(Senate.changes("L", 2), first - 1), "is not in " + first);
    long last = now + Senate.VOTING + 10 * Senate.DELAY;
    assertRefused(new Msg.Propose(Senate.changes("L", 2), last + 2), ".." + (last + 1));
  }

  private void assertRefused(Msg.Proposed proposed, Reason reason, String says) {
    TxResult result = senate.run("op0", senate.soon(proposed));
    assertThat(result.reason()).isEqualTo(reason);
    assertThat(result.log()).contains(says);
  }

  private void assertRefused(Msg.Propose propose, String says) {
    TxResult result = senate.run("op0", propose);
    assertThat(result.reason()).isEqualTo(Reason.OUT_OF_RANGE);
    assertThat(result.log()).contains(says);
  }

  @Test
  void onlyOperatorsProposeAndVoteAndEachProposesOneThing() {
    assertThat(senate.run("op4", senate.soon(Senate.changes("L", 2))).reason())
        .isEqualTo(Reason.NOT_PERMITTED);
    long id = senate.take("op0", senate.soon(Senate.changes("L", 2)));
    assertThat(senate.run("op0", senate.soon(Senate.changes("F", 4))).reason())
        .isEqualTo(Reason.CONFLICT);
    assertThat(senate.run("op4", new Msg.Vote(id, true)).reason()).isEqualTo(Reason.NOT_PERMITTED);
    assertThat(senate.run("op1", new Msg.Vote(id + 1, true)).reason()).isEqualTo(Reason.NOT_FOUND);
  }

  @Test
  void twoThirdsAreNotEnoughAndTheLastVoteCounts() {
    long id = senate.take("op0", senate.soon(Senate.changes("L", 2)));
    for (String voter : List.of("op0", "op1", "op2", "op3")) {
      senate.take(voter, new Msg.Vote(id, true));
    }
    givePower("v3", 2);
    senate.take("op3", new Msg.Vote(id, false));
    BlockResult last = senate.block();
    assertThat(last.events()).anyMatch(e -> e.getKind() == EventKind.PROPOSAL_REJECTED);
    senate.until(chain.height + Senate.DELAY);
    assertThat(inForce().windDown()).isEqualTo(3);
  }

  /// The power of a validator, and nobody's vote, in the set of the next block.
  private void givePower(String validator, long power) {
    ByteString address =
        chain.genesis.validators().stream()
            .filter(v -> v.pubkey().equals(ByteString.copyFrom(chain.key(validator).pubkey())))
            .findFirst()
            .orElseThrow()
            .address();
    ValidatorRecord record =
        first.computeIfAbsent(validator, _ -> chain.view.validator(address).orElseThrow());
    Overlay change = new Overlay(chain.state);
    change.put(
        StateKeys.validator(address), record.toBuilder().setPower(power).build().toByteArray());
    chain.state.apply(change.writes());
  }

  @Test
  void votesCountInTheSetOfTheEndAndThoseWhoLeftAreForgotten() {
    long id = senate.take("op0", senate.soon(Senate.changes("L", 2)));
    senate.take("op0", new Msg.Vote(id, true));
    senate.take("op1", new Msg.Vote(id, true));
    senate.take("op2", new Msg.Vote(id, true));
    givePower("v2", 0);
    senate.take("op3", new Msg.Vote(id, false));
    assertThat(chain.view.proposal(id).orElseThrow().getVotesList())
        .extracting(vote -> vote.getOperator())
        .containsExactlyInAnyOrder(
            chain.address("op0").bytes(),
            chain.address("op1").bytes(),
            chain.address("op3").bytes());
    givePower("v0", 1_000_000);
    givePower("v2", 1);
    senate.until(chain.view.proposal(id).orElseThrow().getEndHeight() - 1);
    assertThat(senate.block().events())
        .as("op0 alone has more than two thirds by now")
        .anyMatch(e -> e.getKind() == EventKind.PROPOSAL_ACCEPTED);
  }

  @Test
  void theDepositReturnsWithAThirdAndIsBurnedBelow() {
    Amount start = balance("op0");
    long id = senate.take("op0", senate.soon(Senate.changes("L", 2)));
    Amount locked = balance("op0");
    assertThat(start.minus(locked)).isGreaterThan(Senate.DEPOSIT);
    senate.block(
        senate.tx("op1", new Msg.Vote(id, true)), senate.tx("op2", new Msg.Vote(id, true)));
    senate.until(chain.height + Senate.VOTING);
    assertThat(balance("op0")).as("two of four said yes").isEqualTo(locked.plus(Senate.DEPOSIT));
    long ignored = senate.take("op0", senate.soon(Senate.changes("L", 2)));
    locked = balance("op0");
    BigInteger burned = new BigInteger(1, chain.view.pools().getBurned().toByteArray());
    senate.until(chain.height + Senate.VOTING);
    assertThat(balance("op0")).isEqualTo(locked);
    assertThat(new BigInteger(1, chain.view.pools().getBurned().toByteArray()))
        .isEqualTo(burned.add(Senate.DEPOSIT.pebbles()));
    assertThat(chain.view.proposal(ignored)).isEmpty();
  }

  @Test
  void aChangeThatNoLongerFitsIsDropped() {
    Msg.Propose window = senate.soon(Senate.changes("W", 20, "T_fill", 130));
    Msg.Propose period = senate.soon(Senate.changes("M", 30, "W", 15));
    senate.block(senate.tx("op0", period), senate.tx("op1", window));
    for (long id = 1; id <= 2; id++) {
      for (String voter : List.of("op0", "op1", "op2")) {
        senate.block(senate.tx(voter, new Msg.Vote(id, true)));
        if (chain.view.governance().orElseThrow().getOpenCount() == 0) {
          break;
        }
      }
    }
    senate.until(period.activationHeight());
    assertThat(List.of(inForce().period(), inForce().window(), inForce().fill()))
        .containsExactly(30L, 15L, 120L);
  }

  @Test
  void thereAreAtMostSixteenTerms() {
    agreement(1);
    for (int i = 1; i < TermsInUse.MOST; i++) {
      senate.pass(Senate.changes("keepClosed", 3_000 + i));
      agreement(1);
    }
    senate.pass(Senate.changes("keepClosed", 9_000));
    assertThat(inForce().keepClosed()).as("dropped").isEqualTo(3_000 + TermsInUse.MOST - 1);
    senate.pass(Senate.changes("bytePrice", 1));
    assertThat(inForce().bytePrice()).as("no terms").isEqualTo(Amount.ofPebbles(1));
    senate.pass(Senate.changes("keepClosed", 3_001));
    assertThat(chain.view.governance().orElseThrow().getTerms()).as("known").isEqualTo(2);
  }

  @Test
  void theRingGrowsAndShrinksWithTheTerms() {
    long was = inForce().ringSize();
    senate.until(was + 5);
    assertThat(ring()).isEqualTo(was);
    senate.pass(Senate.changes("T_fill", 140));
    long at = chain.height;
    senate.until(at + 60);
    assertThat(ring()).isEqualTo(141);
    senate.pass(Senate.changes("T_fill", 30));
    at = chain.height;
    assertThat(ring()).isEqualTo(141);
    senate.until(at + 10);
    assertThat(ring()).as("one less in each block").isEqualTo(131);
    senate.until(at + 200);
    assertThat(ring()).isEqualTo(31);
  }

  private long ring() {
    return chain.all(StateKeys.BEACON, BeaconRecord.parser()).size();
  }

  @Test
  void anUpgradeIsDemandedFromItsHeightOn() {
    Msg.Propose propose = senate.soon(Senate.program(3));
    long id = senate.take("op0", propose);
    for (String voter : List.of("op0", "op1", "op2")) {
      senate.take(voter, new Msg.Vote(id, true));
    }
    senate.until(propose.activationHeight() - 2);
    assertThat(chain.view.governance().orElseThrow().getAppVersion()).isZero();
    senate.block();
    assertThat(chain.view.governance().orElseThrow().getAppVersion()).isEqualTo(3);
    assertThat(senate.run("op0", senate.soon(Senate.program(3))).reason())
        .isEqualTo(Reason.OUT_OF_RANGE);
  }

  @Test
  void aChainWithoutGovernanceKnowsNoneOfIt() {
    Stage stage = new Stage();
    Msg.Propose propose = new Msg.Propose(Senate.changes("L", 2), 1_000);
    BlockResult result =
        stage.chain.dryRun(
            List.of(stage.tx("op0", 9, propose), stage.tx("op1", 9, new Msg.Vote(1, true))));
    assertThat(result.results().subList(1, 3))
        .extracting(TxResult::code)
        .containsExactly(TxResult.VOID, TxResult.VOID);
    assertThat(stage.chain.view.governance()).isEqualTo(Optional.empty());
  }
}
