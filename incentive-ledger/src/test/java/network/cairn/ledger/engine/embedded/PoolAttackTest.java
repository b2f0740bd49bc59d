package network.cairn.ledger.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import network.cairn.base.files.Power;
import network.cairn.base.files.SimulatedDisk;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One account that fills the pool before anybody else: what it keeps out, what it makes the log
/// grow by, and what it pays.
final class PoolAttackTest {
  private static final int HONEST = 40;
  private static final int BLOCKS = 4;
  private static final int LARGE = 500_000;
  private static final byte[] ATTACKER = TestChain.seed("attacker");
  private static final Address REFUGE = TestChain.address(TestChain.seed("refuge"));

  @TempDir Path folder;

  /// The attacker's next transaction; it offers them until one is refused.
  private interface Attack {
    ByteString tx(int index, long nonce, long validUntil);
  }

  private record Seen(int honest, long bytes, BigInteger paid) {
    String line(String name) {
      return String.format(
          Locale.ROOT,
          "%s: %d of %d honest transactions in the first block, %.2f MiB a block for %s CAIRN",
          name,
          honest,
          HONEST,
          bytes / 1048576.0,
          new BigDecimal(paid, 18).stripTrailingZeros().toPlainString());
    }
  }

  private static byte[] honest(int i) {
    return TestChain.seed("honest " + i);
  }

  private Seen run(Attack attack) {
    BlockLog log = BlockLog.open(new SimulatedDisk(new Power(new Random(1), Long.MAX_VALUE, 0)));
    try (EmbeddedEngine engine =
        new EmbeddedEngine(
            TestChain.genesis(),
            TestChain.keys(),
            LmdbStateStore.open(folder.resolve("state")),
            log,
            InstantSource.fixed(TestChain.START),
            LedgerMetrics.none())) {
      fund(engine);
      BigInteger before = wealth(engine);
      long bytes = 0;
      int served = 0;
      for (int block = 0; block < BLOCKS; block++) {
        long until = engine.head().getHeight() + 50;
        long nonce = 1_000L * (block + 1);
        for (int i = 0; i < 200; i++) {
          if (engine.submit(attack.tx(i, nonce + i, until)).refusal().isPresent()) {
            break;
          }
        }
        for (int i = 0; i < HONEST && block == 0; i++) {
          Address to = TestChain.address(honest((i + 1) % HONEST));
          engine.submit(TestChain.transfer(honest(i), 1, 1, to, Amount.ofPebbles(1), until));
        }
        engine.step();
        bytes += log.read(engine.head().getHeight()).orElseThrow().length;
        if (block == 0) {
          served = served(engine);
        }
      }
      return new Seen(
          served,
          bytes / BLOCKS,
          before.subtract(wealth(engine)).divide(BigInteger.valueOf(BLOCKS)));
    }
  }

  private static void fund(EmbeddedEngine engine) {
    Msg[] gifts = new Msg[HONEST + 2];
    for (int i = 0; i < HONEST; i++) {
      gifts[i] = new Msg.Transfer(TestChain.address(honest(i)), Amount.ofCairn(1));
    }
    gifts[HONEST] = new Msg.Transfer(TestChain.address(ATTACKER), Amount.ofCairn(1));
    gifts[HONEST + 1] = new Msg.Transfer(REFUGE, Amount.ofPebbles(1));
    for (int i = 0; i < gifts.length; i += 14) {
      Msg[] some = List.of(gifts).subList(i, Math.min(i + 14, gifts.length)).toArray(Msg[]::new);
      engine.submit(TestChain.tx(TestChain.TREASURY, 0, i + 1, 100, "", some));
    }
    engine.step();
  }

  private static BigInteger balance(EmbeddedEngine engine, Address address) {
    return engine.read(s -> new LedgerView(s).account(address).orElseThrow().balance().pebbles());
  }

  /// What the attacker and the account that it flees to have.
  private static BigInteger wealth(EmbeddedEngine engine) {
    return balance(engine, TestChain.address(ATTACKER)).add(balance(engine, REFUGE));
  }

  private static int served(EmbeddedEngine engine) {
    int served = 0;
    for (int i = 0; i < HONEST; i++) {
      Address address = TestChain.address(honest(i));
      long nonce =
          engine.read(s -> new LedgerView(s).account(address).orElseThrow().nonces().get(1));
      served += nonce > 0 ? 1 : 0;
    }
    return served;
  }

  @Test
  void batchesThatProveNothingKeepNobodyOut() {
    Seen seen =
        run((i, nonce, until) ->
            TestChain.tx(
                ATTACKER,
                0,
                nonce,
                until,
                "",
                new Msg.ProveBatch(List.of(ByteString.copyFrom(new byte[LARGE])))));
    System.out.println(seen.line("batches that prove nothing"));
    assertThat(seen.honest()).isEqualTo(HONEST);
    requirePaid(seen);
  }

  /// The first transaction takes the money away, the others are void.
  @Test
  void anEmptyPursePutsNothingIntoABlock() {
    String memo = "m".repeat(LARGE);
    Seen seen =
        run((i, nonce, until) -> {
          Amount all = Amount.ofPebbles(990_000_000_000_000_000L);
          Msg flee = new Msg.Transfer(REFUGE, i == 0 ? all : Amount.ofPebbles(1));
          return TestChain.tx(ATTACKER, 0, nonce, until, i == 0 ? "" : memo, flee);
        });
    System.out.println(seen.line("an empty purse"));
    assertThat(seen.honest()).isEqualTo(HONEST);
    requirePaid(seen);
  }

  /// What is in blocks beside the frame of an empty one is paid for by the byte.
  private static void requirePaid(Seen seen) {
    long frame = 16 * 1024;
    BigInteger price = TestChain.genesis().params().bytePrice().pebbles();
    BigInteger worth = price.multiply(BigInteger.valueOf(Math.max(0, seen.bytes() - frame)));
    assertThat(seen.paid()).isGreaterThanOrEqualTo(worth);
  }
}
