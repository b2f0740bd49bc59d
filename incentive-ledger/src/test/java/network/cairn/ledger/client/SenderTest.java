package network.cairn.ledger.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import network.cairn.base.time.RealScheduler;
import network.cairn.base.time.SimScheduler;
import network.cairn.ledger.api.Assumed;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.Proved;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.rules.Reason;
import network.cairn.ledger.rules.StateKeys;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class SenderTest {
  private static final Address BOB = TestKeys.signer("bob").address();

  /// Patience is for the test that means it to end; no other may lose it on a slow machine.
  private static final Duration LONG = Duration.ofMinutes(2);

  private final SteppedLedger ledger =
      new SteppedLedger(
          Params.defaults(Profile.DEV),
          Map.of(
              TestKeys.signer("alice").address(),
              Amount.SUPPLY.minus(Amount.ofCairn(1)),
              BOB,
              Amount.ofCairn(1)));
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void close() {
    threads.close();
  }

  private Sender sender() {
    return sender(LONG);
  }

  private Sender sender(Duration patience) {
    Sender.Limits limits = new Sender.Limits(20, Duration.ofMillis(300), patience);
    return new Sender(ledger, TestKeys.signer("alice"), new RealScheduler(), limits);
  }

  private static List<Msg> one() {
    return List.of(new Msg.Transfer(BOB, Amount.ofCairn(1)));
  }

  private Amount received() {
    return ledger.head().state().account(BOB).orElseThrow().balance().minus(Amount.ofCairn(1));
  }

  private <T> T run(Callable<T> call) throws Exception {
    Future<T> future = start(call);
    stepWhile(future);
    return future.get();
  }

  private <T> Future<T> start(Callable<T> call) {
    CompletableFuture<T> future = new CompletableFuture<>();
    threads.execute(() -> {
      try {
        future.complete(call.call());
      } catch (Exception e) {
        future.completeExceptionally(e);
      }
      ledger.nudge();
    });
    return future;
  }

  private void stepWhile(Future<?> future) throws InterruptedException {
    while (!future.isDone()) {
      ledger.awaitAsked();
      ledger.step();
    }
  }

  @Test
  void sendsManyAtOnceEachOnce() throws Exception {
    Sender sender = sender();
    List<Future<Proved<Outcome>>> all = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      all.add(start(() -> sender.send(one())));
    }
    for (Future<Proved<Outcome>> future : all) {
      stepWhile(future);
      assertThat(future.get().value().isDone()).as(future.get().toString()).isTrue();
    }
    assertThat(received()).isEqualTo(Amount.ofCairn(30));
    Sender restarted = sender();
    assertThat(run(() -> restarted.send(one())).value().isDone()).isTrue();
    assertThat(received()).isEqualTo(Amount.ofCairn(31));
  }

  @Test
  void sendsOnceWhenEveryAnswerIsLost() throws Exception {
    ledger.losing(true);
    Future<Proved<Outcome>> sent = start(() -> sender().send(one()));
    while (received().isZero()) {
      ledger.awaitAsked();
      ledger.step();
    }
    ledger.losing(false);
    stepWhile(sent);
    assertThat(sent.get().value().isDone()).isTrue();
    assertThat(received()).isEqualTo(Amount.ofCairn(1));
  }

  @Test
  void waitsForALedgerThatIsDown() throws Exception {
    ledger.down(true);
    Future<Proved<Outcome>> sent = start(() -> sender().send(one()));
    ledger.awaitAsked();
    ledger.down(false);
    stepWhile(sent);
    assertThat(sent.get().value().isDone()).isTrue();
  }

  @Test
  void saysWhenItIsUnknownWhatBecameOfATransaction() {
    ledger.down(true);
    Sender sender = sender(Duration.ofSeconds(3));
    assertThatThrownBy(() -> sender.send(one()))
        .isInstanceOf(LedgerUnavailable.class)
        .hasMessageContaining("did not answer for");
  }

  private Sender sender(SimScheduler time) {
    Sender.Limits limits = new Sender.Limits(20, Duration.ofMillis(300), Duration.ofMinutes(2));
    return new Sender(ledger, TestKeys.signer("alice"), time, limits);
  }

  private static void pass(SimScheduler time, Duration some) {
    try {
      time.sleep(some);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aLedgerThatTakesItsTimeOverEachReadHoldsNobodyLongerThanPatience() {
    SimScheduler time = new SimScheduler(1);
    ledger.heads(head -> {
      ledger.step();
      return head.guarded(() -> pass(time, Duration.ofSeconds(40)));
    });
    time.run(() -> {
      assertThatThrownBy(() -> sender(time).send(one()))
          .isInstanceOf(LedgerUnavailable.class)
          .hasMessageContaining("did not answer for 120 s");
      assertThat(Duration.ofNanos(time.nanoTime()))
          .isBetween(Duration.ofMinutes(2), Duration.ofMinutes(3));
    });
    assertThat(ledger.executed()).isEmpty();
  }

  @Test
  void goesOnWhileTheChainDoesAndNoLongerThanPatienceAfterwards() {
    SimScheduler time = new SimScheduler(2);
    Duration interval = Duration.ofSeconds(60);
    boolean[] sent = {false};
    boolean[] silent = {false};
    ledger.hiding(true);
    ledger.heads(head -> {
      ledger.step();
      pass(time, interval);
      return head.guarded(() -> {
        if (sent[0] && silent[0]) {
          throw new LedgerUnavailable("not this one");
        }
      });
    });
    time.run(() -> {
      assertThatThrownBy(() -> sender(time).send(one()))
          .isInstanceOf(LedgerUnavailable.class)
          .hasMessageContaining("does not prove which");
      long begun = time.nanoTime();
      silent[0] = true;
      assertThatThrownBy(() -> sender(time).send(one(), _ -> sent[0] = true))
          .isInstanceOf(LedgerUnavailable.class)
          .hasMessageContaining("did not answer for 120 s");
      assertThat(Duration.ofNanos(time.nanoTime() - begun))
          .isBetween(interval.multipliedBy(20), interval.multipliedBy(26));
    });
  }

  private Head lacking(Head head, boolean mixed) {
    LedgerView view = ledger.lacking(StateKeys.account(TestKeys.signer("alice").address()));
    return new Head(Assumed.proved(head.height(), view), () -> mixed);
  }

  @Test
  void asksAgainWhereTheChainMovedOnBetweenTwoReads() throws Exception {
    Sender sender = sender();
    int[] torn = {2};
    ledger.heads(head -> torn[0]-- > 0 ? lacking(head, true) : head);
    assertThat(run(() -> sender.send(one())).value().isDone()).isTrue();
    // One that always moves on shows nothing, so that it is sent.
    torn[0] = Integer.MAX_VALUE;
    assertThat(run(() -> sender.send(one())).value().isDone()).isTrue();
    ledger.heads(head -> lacking(head, false));
    Outcome refused = run(() -> sender.send(one())).value();
    assertThat(refused.reason()).isEqualTo(Reason.FEE_NOT_COVERED);
    assertSaysItsReasonOnce(refused);
    ledger.heads(head -> head);
    assertThat(received()).isEqualTo(Amount.ofCairn(2));
  }

  @Test
  void tellsWhyTheLedgerFailedATransaction() throws Exception {
    Outcome outcome =
        run(() -> sender().send(List.of(new Msg.Transfer(BOB, Amount.SUPPLY)))).value();
    assertThat(outcome.isDone()).isFalse();
    assertThat(outcome.detail()).isNotEmpty();
    assertSaysItsReasonOnce(outcome);
    assertThatThrownBy(outcome::id).isInstanceOf(IllegalStateException.class);
  }

  private static void assertSaysItsReasonOnce(Outcome outcome) {
    assertThat(outcome.why()).startsWith(outcome.reason().name()).endsWith(outcome.detail());
    assertThat(outcome.detail()).doesNotContain(outcome.reason().name());
  }

  /// Code and height of an outcome are proved, the reason is not: a door may always name one that
  /// is worth another attempt, and each costs a fee.
  @Test
  void paysAtMostTwiceForWhatFailsWhateverReasonIsTold() throws Exception {
    Chain lying =
        (Chain)
            Proxy.newProxyInstance(
                Chain.class.getClassLoader(),
                new Class<?>[] {Chain.class},
                (_, method, arguments) ->
                    method.getName().equals("outcome")
                        ? ledger.outcome((ByteString) arguments[0]).map(SenderTest::worthAnother)
                        : method.invoke(ledger, arguments));
    Sender.Limits limits = new Sender.Limits(20, Duration.ofMillis(300), LONG);
    Sender sender = new Sender(lying, TestKeys.signer("alice"), new RealScheduler(), limits);
    Outcome outcome = run(() -> sender.send(List.of(new Msg.TerminateAgreement(999)))).value();
    assertThat(outcome.isDone()).isFalse();
    assertThat(ledger.executed()).hasSize(2);
  }

  private static Proved<Outcome> worthAnother(Proved<Outcome> proved) {
    return proved.map(
        it -> new Outcome(it.code(), it.height(), it.data(), Reason.NEXT_BLOCK, it.detail()));
  }

  @Test
  void knowsTheSizeOfAnEnvelopeBeforeItIsSent() throws Exception {
    Sender sender = sender();
    int size = sender.envelopeBytes(one());
    assertThatThrownBy(() -> sender.send(one(), size - 1)).isInstanceOf(Sender.EnvelopeGrew.class);
    assertThat(run(() -> sender.send(one(), size)).value().isDone()).isTrue();
    int next = sender.envelopeBytes(one());
    assertThat(run(() -> sender.send(one(), next)).value().isDone()).isTrue();
  }
}
