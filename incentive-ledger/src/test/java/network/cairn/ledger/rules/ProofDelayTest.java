package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;
import network.cairn.ledger.engine.Submitter;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.SignedTx;
import network.cairn.ledger.types.TxBody;
import network.cairn.proto.ledger.SetRecord;
import org.junit.jupiter.api.Test;

/// An honest proof beside attackers that pay for all the room of blocks that they can get, and send
/// true proofs of as many sets as a block may close: in a pool that takes what comes first, and in
/// ours. Blocks are as large beside their proofs as on main.
class ProofDelayTest {
  private static final int BLOCK = 512 * 1024;
  private static final int FILLER = 30_000;
  private static final int PER_PAYER = 64;

  /// A way to choose a block.
  private interface Pool {
    boolean add(ByteString tx);

    BlockResult block();
  }

  private record Ours(Arena arena) implements Pool {
    @Override
    public boolean add(ByteString tx) {
      return arena.pooled.add(tx, Submitter.local()).isEmpty();
    }

    @Override
    public BlockResult block() {
      return arena.pooled.block(BLOCK);
    }
  }

  /// What comes first is served first; 64 transactions a payer.
  private static final class FirstCome implements Pool {
    private final Arena arena;
    private final Set<ByteString> waiting = new LinkedHashSet<>();
    private final Map<ByteString, Integer> perPayer = new HashMap<>();

    FirstCome(Arena arena) {
      this.arena = arena;
    }

    private static ByteString payer(ByteString tx) {
      return TxBody.decode(SignedTx.decode(tx).body()).payer();
    }

    @Override
    public boolean add(ByteString tx) {
      boolean taken = perPayer.merge(payer(tx), 1, Integer::sum) <= PER_PAYER && waiting.add(tx);
      if (!taken) {
        perPayer.merge(payer(tx), -1, Integer::sum);
      }
      return taken;
    }

    @Override
    public BlockResult block() {
      List<ByteString> chosen = new ArrayList<>();
      long left = BLOCK;
      for (ByteString tx : waiting) {
        left -= tx.size();
        if (left < 0) {
          break;
        }
        chosen.add(tx);
        perPayer.merge(payer(tx), -1, Integer::sum);
      }
      waiting.removeAll(new HashSet<>(chosen));
      TestChain chain = arena.chain;
      return chain.block("v" + chain.height % 2, chain.params.blockIntervalMs(), chosen);
    }
  }

  /// @param delay blocks that the honest proof waited beyond the next; empty if its period closed
  private record Outcome(OptionalLong delay, BigInteger paidPerBlock) {}

  private static Arena arena() {
    Arena arena = new Arena("delay", 1_000, 20_000);
    Map<String, Integer> sets = new LinkedHashMap<>();
    for (int i = 0; i < Arena.OPERATORS; i++) {
      arena.register("op" + i);
      sets.put("op" + i, i == 0 ? 1 : 9);
    }
    arena.openSets(sets);
    return arena;
  }

  private static Outcome run(Arena arena, Pool pool) {
    TestChain chain = arena.chain;
    String[] attackers = new String[Arena.ATTACKERS];
    for (int i = 0; i < attackers.length; i++) {
      attackers[i] = "attacker" + i;
    }
    SetRecord own = chain.view.set(1).orElseThrow();
    long deadline = chain.params.deadline(own.getOpenedHeight(), 1);
    long seed = chain.params.proofSeed(deadline);
    BigInteger before = arena.wealth(attackers);
    long begun = chain.height;
    while (chain.height < seed) {
      flood(arena, pool, attackers);
      pool.block();
    }
    flood(arena, pool, attackers);
    for (int i = 1; i < Arena.OPERATORS; i++) {
      pool.add(proofs(arena, "op" + i));
    }
    pool.add(proofs(arena, "op0"));
    while (chain.height < deadline) {
      pool.block();
      if (!chain.view.set(1).orElseThrow().getBits().isEmpty()) {
        break;
      }
      flood(arena, pool, attackers);
    }
    boolean proven = !chain.view.set(1).orElseThrow().getBits().isEmpty();
    BigInteger paid = before.subtract(arena.wealth(attackers));
    return new Outcome(
        proven ? OptionalLong.of(chain.height - seed - 1) : OptionalLong.empty(),
        paid.divide(BigInteger.valueOf(chain.height - begun)));
  }

  private static void flood(Arena arena, Pool pool, String... attackers) {
    for (String attacker : attackers) {
      boolean taken = true;
      while (taken) {
        taken = pool.add(arena.filler(attacker, 1, FILLER));
      }
    }
  }

  private static ByteString proofs(Arena arena, String operator) {
    ByteString address = arena.chain.address(operator).bytes();
    List<ByteString> entries =
        LongStream.rangeClosed(1, arena.chain.view.counters().getSet())
            .filter(id -> arena.chain.view.set(id).orElseThrow().getProvider().equals(address))
            .mapToObj(id -> arena.chain.entry(id, 1))
            .flatMap(Optional::stream)
            .toList();
    return arena.tx(operator, 8, new Msg.ProveBatch(entries));
  }

  @Test
  void anHonestProofIsInABlockWithinATenthOfItsWindow() {
    Arena first = arena();
    Outcome before = run(first, new FirstCome(first));
    Arena ours = arena();
    Outcome after = run(ours, new Ours(ours));
    System.out.println(
        "an honest proof beside a flood: first come first served: "
            + say(before)
            + "; in turn: "
            + say(after)
            + " (window "
            + ours.chain.params.window()
            + ")");
    assertThat(after.delay()).isPresent();
    assertThat(after.delay().orElseThrow()).isLessThanOrEqualTo(ours.chain.params.window() / 10);
    assertThat(before.delay()).as("the flood is one").isEmpty();
  }

  private static String say(Outcome outcome) {
    String delay =
        outcome.delay().isPresent()
            ? outcome.delay().getAsLong() + " blocks late"
            : "not in its window";
    return delay
        + ", attackers pay "
        + new BigDecimal(outcome.paidPerBlock(), 18).stripTrailingZeros().toPlainString()
        + " CAIRN a block";
  }
}
