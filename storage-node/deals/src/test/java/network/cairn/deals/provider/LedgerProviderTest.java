package network.cairn.deals.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.deals.protocol.PieceServer;
import network.cairn.deals.provider.prover.PieceHasher;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.client.Chain;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.records.SetRecord;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.store.hash.Hashes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The role as its owner sees it; its loop is not started.
@Timeout(60)
final class LedgerProviderTest {
  private static final Multiaddr FIRST = Multiaddr.parse("/ip4/127.0.0.1/tcp/4001");
  private static final Multiaddr SECOND = Multiaddr.parse("/ip4/127.0.0.1/tcp/4002");

  @TempDir private Path home;
  private final TestLedger ledger = new TestLedger("client", "p1");
  private TestProvider parts;
  private LedgerProvider provider;

  @BeforeEach
  void open() throws Exception {
    parts = TestProvider.of(home, ledger, "p1");
    provider = provider();
  }

  @AfterEach
  void close() {
    provider.close();
    parts.close();
  }

  private LedgerProvider provider() throws Exception {
    return provider(ledger.chain);
  }

  private LedgerProvider provider(Chain chain) throws Exception {
    return LedgerProvider.open(
        new ProviderParts(
            parts.context.offer(),
            parts.host,
            chain,
            parts.context.sender(),
            TestLedger.key("p1")::sign,
            parts.repo,
            PieceServer.start(parts.host, parts.scheduler, 1L << 30),
            new PieceHasher(Runnable::run, 1),
            new Hashes(),
            parts.scheduler,
            new Random(1),
            parts.metrics));
  }

  /// Does a blocking call while blocks are made.
  private <T> T run(Callable<T> call) throws Exception {
    FutureTask<T> task = new FutureTask<>(call);
    parts.scheduler.start("call", task);
    parts.settle();
    return task.get();
  }

  private void register(Multiaddr address) throws Exception {
    run(() -> {
      provider.register(Amount.ofCairn(100), TestLedger.address("p1"), List.of(address));
      return true;
    });
  }

  @Test
  void registersOnceAndMovesWhenItsAddressesChange() throws Exception {
    assertThat(provider.status().registered()).isEmpty();
    register(FIRST);
    assertThat(provider.status().registered().orElseThrow().bond()).isEqualTo(Amount.ofCairn(100));
    int sent = ledger.chain.executed().size();
    register(FIRST);
    assertThat(ledger.chain.executed()).hasSize(sent);
    register(SECOND);
    assertThat(ledger.chain.executed()).hasSize(sent + 1);
    assertThat(
            ledger
                .head()
                .state()
                .provider(TestLedger.address("p1"))
                .orElseThrow()
                .addresses()
                .getFirst()
                .toByteArray())
        .isEqualTo(SECOND.bytes());
  }

  @Test
  void tellsANewcomerWithoutMoneyWhatToDoAndSendsNothing() throws Exception {
    provider.close();
    parts.close();
    parts = TestProvider.of(home, ledger, "newcomer");
    provider = provider();
    int sent = ledger.chain.executed().size();
    assertThatThrownBy(() -> register(FIRST))
        .hasCauseInstanceOf(ProviderFailure.class)
        .hasMessageContaining("the operator's account has 0 CAIRN, and 100 CAIRN of bond")
        .hasMessageContaining("cairn provider status")
        .hasMessageContaining("cairn wallet transfer");
    assertThatThrownBy(() ->
            run(() -> {
              provider.register(Amount.ZERO, TestLedger.address("p1"), List.of(FIRST));
              return true;
            }))
        .hasMessageContaining("the operator's account has 0 CAIRN, and that does not cover");
    assertThat(ledger.chain.executed()).hasSize(sent);
  }

  /// What an account has covers the bond or the fee, and not both.
  @Test
  void tellsAnOperatorWhoseMoneyEndsWithTheFeeTheSame() throws Exception {
    register(FIRST);
    Amount all = ledger.head().state().account(TestLedger.address("p1")).orElseThrow().balance();
    assertThatThrownBy(() -> add(all))
        .hasCauseInstanceOf(ProviderFailure.class)
        .hasMessageContaining("with the fee")
        .hasMessageContaining("cairn wallet transfer");
  }

  private void add(Amount amount) throws Exception {
    run(() -> {
      provider.addBond(amount);
      return true;
    });
  }

  @Test
  void changesItsBondAndSaysWhenTheLedgerRefuses() throws Exception {
    register(FIRST);
    run(() -> {
      provider.addBond(Amount.ofCairn(5));
      return true;
    });
    ProviderStatus.Registration now = provider.status().registered().orElseThrow();
    assertThat(now.bond()).isEqualTo(Amount.ofCairn(105));
    assertThat(now.free()).isEqualTo(Amount.ofCairn(105).minus(TestLedger.PARAMS.minBond()));
    assertThat(run(() -> provider.withdrawBond(Optional.of(Amount.ofCairn(4))).id())).isPositive();
    assertThatThrownBy(() -> run(() -> provider.withdrawBond(Optional.of(Amount.ofCairn(100_000)))))
        .hasCauseInstanceOf(ProviderFailure.class)
        .hasMessageContaining("only 91 CAIRN are free, not 100000 CAIRN")
        .hasMessageContaining("--all");
  }

  @Test
  void tellsItsSetsAndTerminatesOne() throws Exception {
    ledger.register("p1", FIRST);
    TestPiece piece = TestPiece.of(1, 1_000);
    long agreement = ledger.agree(piece, 1);
    long set = parts.hold(piece, agreement, 0);
    provider = provider();
    ProviderStatus status = provider.status();
    assertThat(status.sets())
        .singleElement()
        .satisfies(held -> {
          assertThat(held.set()).isEqualTo(set);
          assertThat(held.piece()).isEqualTo(piece.cid().toString());
          assertThat(held.live()).isTrue();
          assertThat(held.isProven()).isFalse();
          assertThat(held.nextDeadline()).isGreaterThan(status.height());
        });
    assertThat(status.stored()).isEqualTo(piece.cid().rawSize());
    assertThat(status.warnings()).isEmpty();
    SetEnding told = provider.ending(set);
    Address own = TestLedger.address("p1");
    Amount balance = ledger.head().state().account(own).orElseThrow().balance();
    Amount bond = ledger.head().state().provider(own).orElseThrow().bond();
    run(() -> {
      provider.terminate(set);
      return true;
    });
    SetRecord left = ledger.head().state().set(set).orElseThrow();
    assertThat(told.lost()).isEqualTo(left.slashed()).isGreaterThan(Amount.ZERO);
    assertThat(told.lost().plus(told.back())).isEqualTo(left.collateral());
    assertThat(told.paid()).as("it was not proven").isEqualTo(Amount.ZERO);
    assertThat(told.forgone()).isEqualTo(left.rate().times(20));
    assertThat(ledger.head().state().account(own).orElseThrow().balance())
        .isEqualTo(balance.minus(told.fee()));
    assertThat(ledger.head().state().provider(own).orElseThrow().bond())
        .isEqualTo(bond.minus(told.lost()));
    assertThatThrownBy(() -> provider.ending(set)).hasMessage("set " + set + " has ended");
    assertThatThrownBy(() -> provider.ending(99)).hasMessage("this provider has no set 99");
    assertThat(provider.status().sets().getFirst().live()).isFalse();
    assertThat(provider.status().sets().getFirst().nextDeadline()).isZero();
  }

  @Test
  void opensWithoutPiecesThatAreMissingOrShortAndNamesThem() throws Exception {
    ledger.register("p1", FIRST);
    TestPiece gone = TestPiece.of(1, 1_000);
    TestPiece cut = TestPiece.of(2, 1_000);
    TestPiece good = TestPiece.of(3, 1_000);
    for (TestPiece piece : List.of(gone, cut, good)) {
      parts.hold(piece, ledger.agree(piece, 1), 0);
    }
    Files.delete(parts.file(gone.cid()));
    Files.write(parts.file(cut.cid()), new byte[5]);
    provider = provider();
    assertThat(provider.status().warnings())
        .hasSize(2)
        .anyMatch(w -> w.contains("piece " + gone.cid() + " is missing"))
        .anyMatch(w -> w.contains("piece " + cut.cid() + " is missing or has the wrong length"));
    assertThat(parts.repo.blockstore().has(good.root())).isTrue();
  }

  @Test
  void tellsWhatItKnowsWithoutTheLedger() {
    provider.taking(false);
    ledger.chain.down(true);
    ProviderStatus status = provider.status();
    assertThat(status.height()).isZero();
    assertThat(status.ledger().downSince()).isPresent();
    assertThat(status.registered()).isEmpty();
    assertThat(status.taking()).isFalse();
    assertThat(status.capacity()).isEqualTo(1L << 30);
    ledger.chain.down(false);
  }

  /// A call that the end of the provider broke off.
  @Test
  void accusesNoLedgerOfItsOwnEnd() {
    provider.close();
    ledger.chain.down(true);
    assertThat(provider.status().warnings()).isEmpty();
    ledger.chain.down(false);
  }

  @Test
  void showsWhatTheLedgerSaidLastWhileItIsDownAlsoAfterARestart() throws Exception {
    ledger.register("p1", FIRST);
    TestPiece piece = TestPiece.of(1, 1_000);
    long set = parts.hold(piece, ledger.agree(piece, 1), 0);
    parts.context.book().see(ledger.head().state().set(set).orElseThrow());
    parts.context.book().settle(ledger.head(), TestLedger.address("p1"));
    long height = ledger.head().height();
    ledger.chain.down(true);
    provider = provider();
    ProviderStatus status = provider.status();
    assertThat(status.height()).isEqualTo(height);
    assertThat(status.ledger().downSince()).isPresent();
    assertThat(status.registered().orElseThrow().bond()).isEqualTo(Amount.ofCairn(1_000));
    assertThat(status.sets())
        .singleElement()
        .satisfies(held -> {
          assertThat(held.set()).isEqualTo(set);
          assertThat(held.live()).isTrue();
          assertThat(held.nextDeadline()).isGreaterThan(height);
        });
    assertThat(status.warnings()).anyMatch(w -> w.contains("cannot be reached or relied on since"));
    ledger.chain.down(false);
  }

  @Test
  void withdrawsAllThatCanBeTakenAndTellsWhenItIsPaid() throws Exception {
    register(FIRST);
    ProviderStatus.Unbonding all = run(() -> provider.withdrawBond(Optional.empty()));
    assertThat(all.amount()).isEqualTo(Amount.ofCairn(100));
    assertThat(provider.status().registered()).isEmpty();
    provider = provider();
    assertThat(provider.status().unbonding()).containsExactly(all);
    ledger.stepTo(all.dueHeight());
    assertThat(provider.status().unbonding()).isEmpty();
    assertThatThrownBy(() -> provider.withdrawBond(Optional.empty()))
        .isInstanceOf(ProviderFailure.class)
        .hasMessageContaining("not registered");
  }

  /// A unit that starts with `--bond` would move the money back in at the next start.
  @Test
  void isNotRegisteredAgainByAStartAfterItsWholeBondWasWithdrawn() throws Exception {
    register(FIRST);
    Amount whole = provider.status().registered().orElseThrow().bond();
    run(() -> provider.withdrawBond(Optional.of(whole)));
    assertThat(provider.status().taking()).isFalse();
    provider = provider();
    assertThat(provider.status().leaving()).isTrue();
    assertThatThrownBy(() -> register(FIRST)).hasMessageContaining("taking true");
    provider.taking(true);
    register(FIRST);
    assertThat(provider.status().registered()).isPresent();
    assertThat(provider.status().leaving()).isFalse();
    run(() -> provider.withdrawBond(Optional.of(Amount.ofCairn(1))));
    assertThat(provider.status().leaving()).as("a part is no leaving").isFalse();
  }

  @Test
  void tellsOfWhatIsDoneAlsoWhereTheLedgerFallsSilentThen() throws Exception {
    register(FIRST);
    provider = provider(ledger.failing("awaitHeight", new LedgerUnavailable("a test")));
    add(Amount.ofCairn(5));
    assertThat(run(() -> provider.withdrawBond(Optional.of(Amount.ofCairn(4))).id())).isPositive();
  }

  /// The wish to go withdraws by itself, and must not do so beside its owner.
  @Test
  void withdrawsTheWholeBondOnceWhileHeightsPass() throws Exception {
    register(FIRST);
    int sent = ledger.chain.executed().size();
    FutureTask<ProviderStatus.Unbonding> all =
        new FutureTask<>(() -> provider.withdrawBond(Optional.empty()));
    parts.scheduler.start("call", all);
    while (!all.isDone() && !provider.status().leaving()) {
      Thread.onSpinWait();
    }
    provider.leave(); // looks whether everything can be withdrawn, as each height does
    parts.settle();
    assertThat(all.get().amount()).isEqualTo(Amount.ofCairn(100));
    assertThat(ledger.chain.executed()).hasSize(sent + 1);
    assertThat(provider.status().warnings()).noneMatch(w -> w.contains("not withdrawn yet"));
  }

  /// A provider whose whole bond seems free, which the ledger knows better.
  private void openBehindTheLedger() throws Exception {
    ledger.register("p1", FIRST);
    Head before = ledger.head();
    TestPiece piece = TestPiece.of(1, 1_000);
    parts.hold(piece, ledger.agree(piece, 1), 0);
    provider = provider(ledger.with("head", () -> before));
  }

  /// Begins to withdraw the whole bond, and returns when it is on its way.
  private FutureTask<ProviderStatus.Unbonding> beginToWithdrawAll() {
    FutureTask<ProviderStatus.Unbonding> all =
        new FutureTask<>(() -> provider.withdrawBond(Optional.empty()));
    parts.scheduler.start("call", all);
    while (!all.isDone() && !provider.status().leaving()) {
      Thread.onSpinWait();
    }
    return all;
  }

  @Test
  void takesNoDealsWhileItsWholeBondIsOnItsWayAndDoesAgainOnceThatIsRefused() throws Exception {
    openBehindTheLedger();
    FutureTask<ProviderStatus.Unbonding> all = beginToWithdrawAll();
    assertThat(provider.status().taking()).isFalse();
    parts.settle();
    assertThatThrownBy(all::get).hasMessageContaining("the ledger refuses");
    assertThat(provider.status().leaving()).isFalse();
    assertThat(provider.status().taking()).isTrue();
  }

  @Test
  void keepsAWishThatWasAnsweredWhileAWithdrawalWasOnItsWay() throws Exception {
    openBehindTheLedger();
    FutureTask<ProviderStatus.Unbonding> all = beginToWithdrawAll();
    provider.leave();
    parts.settle();
    assertThatThrownBy(all::get).hasMessageContaining("the ledger refuses");
    assertThat(provider.status().leaving()).isTrue();
    assertThat(provider.status().taking()).isFalse();
  }

  @Test
  void keepsThatNoDealsAreWantedWhileAWithdrawalWasOnItsWay() throws Exception {
    openBehindTheLedger();
    FutureTask<ProviderStatus.Unbonding> all = beginToWithdrawAll();
    provider.taking(false);
    parts.settle();
    assertThatThrownBy(all::get).hasMessageContaining("the ledger refuses");
    assertThat(provider.status().taking()).isFalse();
  }

  @Test
  void bringsNoWishBackThatWasTakenBackWhileItWasCarriedOut() throws Exception {
    openBehindTheLedger();
    provider.leave();
    ledger.chain.awaitAsked();
    provider.taking(true);
    parts.settle();
    assertThat(provider.status().leaving()).isFalse();
    assertThat(provider.status().taking()).isTrue();
    assertThat(provider.status().warnings()).noneMatch(w -> w.contains("not withdrawn yet"));
  }

  /// The first try may have counted, though it was not seen to.
  @Test
  void doesNotWarnOfABondThatIsWithdrawn() throws Exception {
    register(FIRST);
    AtomicInteger heads = new AtomicInteger();
    provider =
        provider(
            ledger.with(
                "head",
                () -> {
                  if (heads.incrementAndGet() == 2) {
                    throw new LedgerUnavailable("a test");
                  }
                  return ledger.chain.head();
                }));
    provider.leave();
    parts.settle();
    assertThat(provider.status().warnings()).anyMatch(w -> w.contains("not withdrawn yet"));
    run(() -> provider.withdrawBond(Optional.empty()));
    provider.leave(); // looks as each height does
    parts.settle();
    assertThat(provider.status().warnings()).noneMatch(w -> w.contains("not withdrawn yet"));
  }

  @Test
  void leavesOnceItsLastSetHasEnded() throws Exception {
    ledger.register("p1", FIRST);
    TestPiece piece = TestPiece.of(1, 1_000);
    long set = parts.hold(piece, ledger.agree(piece, 1), 0);
    provider = provider();
    Amount free = provider.status().registered().orElseThrow().free();
    assertThat(run(() -> provider.withdrawBond(Optional.empty())).amount()).isEqualTo(free);
    provider.leave();
    parts.settle();
    assertThat(provider.status().leaving()).isTrue();
    assertThat(provider.status().taking()).isFalse();
    assertThat(provider.status().registered()).isPresent();
    provider = provider();
    assertThat(provider.status().taking()).as("after a restart").isFalse();
    ledger.leave("p1", set);
    provider.leave();
    parts.settle();
    assertThat(provider.status().registered()).isEmpty();
    assertThat(provider.status().unbonding()).hasSize(2);
    assertThatThrownBy(() -> register(FIRST)).hasMessageContaining("has left");
    provider.taking(true);
    assertThat(provider.status().leaving()).isFalse();
  }

  @Test
  void endsTheProcessWhenALoopFindsNoMemory() throws Exception {
    ledger.register("p1", FIRST);
    provider = provider(ledger.failing("head", new OutOfMemoryError("a test")));
    provider.start();
    ledger.chain.awaitAsked();
    while (parts.scheduler.dead().size() < 2) {
      Thread.onSpinWait();
    }
    assertThat(parts.scheduler.dead())
        .containsExactlyInAnyOrder("provider: OutOfMemoryError", "tidying: OutOfMemoryError");
  }

  @Test
  void beginsItsLoopAgainAfterAFault() throws Exception {
    ledger.register("p1", FIRST);
    provider = provider(ledger.failing("awaitHeight", new IllegalStateException("a test")));
    provider.start();
    for (int i = 0; i < 3; i++) {
      ledger.chain.awaitAsked();
    }
    assertThat(parts.scheduler.dead()).isEmpty();
  }

  @Test
  void aFaultOfOneStepStarvesNoOther() throws Exception {
    ledger.register("p1", FIRST);
    TestPiece piece = TestPiece.of(1, 1_000);
    long agreement = ledger.agree(piece, 1);
    Holding over = Holding.repair(5, agreement, 0, piece.cid(), ledger.head().height() - 1);
    for (String call : List.of("setsOf", "tickets", "events")) {
      parts.context.holdings().put("over-" + call, over);
      LedgerProvider running = provider(ledger.failing(call, new IllegalStateException("a test")));
      running.start();
      ledger.chain.awaitAsked();
      boolean told = false;
      while (!told || new Holdings(parts.repo.state()).get("over-" + call).isPresent()) {
        told |= running.status().warnings().stream().anyMatch(w -> w.contains("goes on: "));
        ledger.chain.step();
        ledger.chain.awaitAsked();
      }
      running.close();
    }
    assertThat(parts.scheduler.dead()).isEmpty();
  }

  /// As of a door of an older version, which lacks a call.
  @Test
  void aCallThatTheLedgerNeverAnswersKeepsRepairsFromNothingAndIsNamed() throws Exception {
    ledger.register("p1", FIRST);
    ledger.register("client");
    ledger.leave("client", ledger.open(ledger.agree(TestPiece.of(1, 1_000), 1), 0, "client"));
    provider = provider(ledger.failing("setsOf", new LedgerUnavailable("it has no owned")));
    provider.start();
    while (parts.metrics.of(ProviderMetrics.Level.TICKETS) == 0) {
      ledger.chain.awaitAsked();
      ledger.chain.step();
    }
    assertThat(provider.status().warnings())
        .containsExactly("finding sets without a duty waits: it has no owned");
  }

  @Test
  void doesNotStartOnceItIsClosed() {
    provider.close();
    provider.start();
    assertThat(parts.scheduler.running()).isZero();
    assertThat(parts.host.protocols()).noneMatch(protocol -> protocol.contains("/deal/"));
  }
}
