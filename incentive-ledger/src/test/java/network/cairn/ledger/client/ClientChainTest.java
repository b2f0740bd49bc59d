package network.cairn.ledger.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.base.time.SimScheduler;
import network.cairn.ledger.api.LedgerClient;
import network.cairn.ledger.api.LocalLedger;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.embedded.EmbeddedEngine;
import network.cairn.ledger.engine.embedded.TestChain;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.Params;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClientChainTest {
  @TempDir private Path folder;

  private static Genesis every(long intervalMs) {
    Genesis of = TestChain.genesis();
    Params p = of.params();
    Params params =
        new Params(
            intervalMs,
            p.period(),
            p.window(),
            p.windDown(),
            p.failAfter(),
            p.fill(),
            p.bountyHold(),
            p.unbonding(),
            p.keepClosed(),
            p.maxDuePerBlock(),
            p.maxEndWork(),
            p.minBond(),
            p.minRate(),
            p.minCollateral(),
            p.agreementDeposit(),
            p.slotDeposit(),
            p.newAccountFee(),
            p.proofFee(),
            p.bytePrice(),
            p.fees());
    return new Genesis(of.chainId(), of.timeMs(), of.validators(), params, of.allocations());
  }

  /// Counts looks at the newest height during ten seconds in which none comes.
  private int looks(long intervalMs) throws Exception {
    try (EmbeddedEngine engine =
        new EmbeddedEngine(
            every(intervalMs),
            TestChain.keys(),
            LmdbStateStore.open(folder.resolve("state-" + intervalMs)),
            BlockLog.open(folder.resolve("blocks-" + intervalMs)),
            TestChain.ticking(),
            LedgerMetrics.none())) {
      engine.step();
      engine.step();
      LocalLedger ledger = new LocalLedger(engine);
      AtomicInteger looks = new AtomicInteger();
      LedgerClient counted =
          (LedgerClient)
              Proxy.newProxyInstance(
                  LedgerClient.class.getClassLoader(),
                  new Class<?>[] {LedgerClient.class},
                  (_, method, args) -> {
                    if (method.getName().equals("provable")) {
                      looks.incrementAndGet();
                    }
                    try {
                      return method.invoke(ledger, args);
                    } catch (InvocationTargetException e) {
                      throw e.getCause();
                    }
                  });
      SimScheduler scheduler = new SimScheduler(1);
      ByteString ref = ByteString.copyFrom(engine.genesis().chainRef());
      ClientChain chain = ClientChain.of(counted, ref, scheduler);
      scheduler.run(() -> {
        chain.head();
        assertThat(chain.awaitHeight(1_000, Duration.ofSeconds(10))).isFalse();
      });
      return looks.get();
    }
  }

  /// Who waits for a block of every 5 s need not look ten times a second.
  @Test
  void looksForANewHeightNoMoreOftenThanBlocksCome() throws Exception {
    List<Integer> looks = List.of(looks(250), looks(2_000), looks(5_000), looks(60_000));
    assertThat(looks.get(0)).isBetween(90, 110);
    assertThat(looks.get(1)).isBetween(18, 24);
    assertThat(looks.get(2)).isBetween(9, 13);
    assertThat(looks.get(3)).isBetween(9, 13);
  }
}
