package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.Collections;
import java.util.Optional;
import java.util.function.Supplier;
import network.cairn.ledger.engine.Engine.Refused;
import network.cairn.ledger.engine.Submitter;
import network.cairn.ledger.engine.pool.Mempool;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;
import org.junit.jupiter.api.Test;

/// What the pool checks, and how much of it.
class PoolBoundsTest {
  private static final int FORGIVEN = 8;
  private static final int ALLOWED = 64;

  /// Finds every signature false, and counts.
  private static final class Counting implements Crypto {
    private int verified;

    @Override
    public boolean verify(byte[] pubkey, byte[] message, byte[] signature) {
      verified++;
      return false;
    }

    @Override
    public Optional<byte[]> beacon(byte[] pubkey, byte[] alpha, byte[] pi) {
      return Optional.empty();
    }
  }

  private static String reason(Optional<Refused> refused) {
    return refused.map(Refused::reason).orElse("");
  }

  @Test
  void falseSignaturesOfANetworkAreCheckedSoManyTimesOnly() {
    Arena arena = new Arena("false", 1_000, 300);
    Counting crypto = new Counting();
    PooledChain pooled = new PooledChain(arena.chain, crypto);
    for (int i = 0; i < 1_000; i++) {
      Submitter from = Submitter.of("192.0.2." + i % 256);
      String reason = reason(pooled.add(arena.payment("attacker0"), from));
      assertThat(reason).isEqualTo(i < ALLOWED ? "BAD_SIGNATURE" : "BUSY");
    }
    System.out.println("1000 false signatures of one network: " + crypto.verified + " checked");
    assertThat(crypto.verified).isEqualTo(ALLOWED);
    ByteString other = arena.payment("attacker0");
    assertThat(reason(pooled.add(other, Submitter.of("192.0.3.1")))).isEqualTo("BAD_SIGNATURE");
    assertThat(reason(pooled.add(other, Submitter.local()))).isEqualTo("BAD_SIGNATURE");
    pooled.block(1_000);
    for (int i = 0; i < 20; i++) {
      String reason = reason(pooled.add(other, Submitter.of("192.0.2.7")));
      assertThat(reason).isEqualTo(i < FORGIVEN ? "BAD_SIGNATURE" : "BUSY");
    }
  }

  @Test
  void aNetworkIsAFewAddresses() {
    assertThat(Submitter.of("192.0.2.1")).isEqualTo(Submitter.of("192.0.2.255"));
    assertThat(Submitter.of("192.0.2.1")).isNotEqualTo(Submitter.of("192.0.3.1"));
    assertThat(Submitter.of("2001:db8:0:1::1")).isEqualTo(Submitter.of("2001:db8:0:ff:2::"));
    assertThat(Submitter.of("2001:db8:0:1::1")).isNotEqualTo(Submitter.of("2001:db8:0:100::1"));
    assertThat(Submitter.of("a.example")).isNotEqualTo(Submitter.of("b.example"));
  }

  @Test
  void aLaneHoldsOneKindAtATime() {
    Arena arena = new Arena("lanes", 1_000, 300);
    arena.register("op0");
    arena.openSets(java.util.Map.of("op0", 1));
    while (arena.chain.height < arena.chain.params.proofSeed(deadline(arena))) {
      arena.pooled.block(1_000);
    }
    ByteString proof =
        arena.tx(
            "op0", 2, new Msg.ProveBatch(java.util.List.of(arena.chain.entry(1, 1).orElseThrow())));
    Msg add = new Msg.BondAdd(Amount.ofPebbles(1));
    assertThat(arena.pooled.add(proof, Submitter.local())).isEmpty();
    ByteString behind = arena.tx("op0", 2, add);
    assertThat(reason(arena.pooled.add(behind, Submitter.local()))).isEqualTo("BUSY");
    assertThat(arena.pooled.add(arena.tx("op0", 3, add), Submitter.local())).isEmpty();
    arena.pooled.block(100_000);
    assertThat(arena.pooled.add(arena.tx("op0", 2, add), Submitter.local())).isEmpty();
  }

  private static long deadline(Arena arena) {
    return arena.chain.params.deadline(arena.chain.view.set(1).orElseThrow().getOpenedHeight(), 1);
  }

  @Test
  void whatIsJudgedBesideOthersEntersInOrderAndOnce() {
    Arena arena = new Arena("judged", 1_000, 300);
    ByteString first = arena.payment("honest0");
    ByteString second = arena.payment("honest0");
    Supplier<Optional<Refused>> later = arena.pooled.judge(second);
    Supplier<Optional<Refused>> sooner = arena.pooled.judge(first);
    Supplier<Optional<Refused>> again = arena.pooled.judge(first);
    assertThat(arena.pooled.waiting()).isZero();
    assertThat(sooner.get()).isEmpty();
    assertThat(again.get()).isEmpty();
    assertThat(later.get()).isEmpty();
    assertThat(arena.pooled.waiting()).isEqualTo(2);
    // Judged over the state before the block that used its nonce.
    ByteString third = arena.payment("honest0");
    Supplier<Optional<Refused>> late = arena.pooled.judge(third);
    assertThat(arena.pooled.add(third, Submitter.local())).isEmpty();
    arena.pooled.block(100_000);
    assertThat(reason(late.get())).isEqualTo("WRONG_NONCE");
    assertThat(arena.pooled.waiting()).isZero();
  }

  /// Who waits for the outcome of a large payment is told to come again, not that it is poor.
  @Test
  void whatIsReservedIsNotLostUntilItIsSpent() {
    Arena arena = new Arena("reserved", 1_000, 300);
    Amount nearlyAll = Amount.ofCairn(999);
    Msg large = new Msg.Transfer(arena.chain.address("treasury"), nearlyAll);
    assertThat(arena.pooled.add(arena.tx("honest0", 1, large), Submitter.local())).isEmpty();
    assertThat(arena.pooled.add(arena.tx("honest0", 2, large), Submitter.local())).isEmpty();
    ByteString small = arena.payment("honest0");
    assertThat(reason(arena.pooled.add(small, Submitter.local()))).isEqualTo("BUSY");
    BlockResult result = arena.pooled.block(100_000);
    assertThat(result.results().stream().skip(1).map(TxResult::code))
        .containsExactly(TxResult.DONE, TxResult.FAILED);
    assertThat(arena.pooled.add(small, Submitter.local())).isEmpty();
  }

  /// A half full of one payer's and others' transactions has room for who comes new.
  @Test
  void aFullPoolTakesWhoHoldsLess() {
    Arena arena = new Arena("full", 1_000, 300);
    int taken = 0;
    for (int i = 0; i < Arena.ATTACKERS + Arena.OPERATORS; i++) {
      String payer = i < Arena.ATTACKERS ? "attacker" + i : "op" + (i - Arena.ATTACKERS);
      for (int j = 0; j < 40; j++) {
        ByteString filler = arena.filler(payer, 1, 65_000);
        taken += arena.pooled.add(filler, Submitter.local()).isEmpty() ? 1 : 0;
      }
    }
    int full = arena.pooled.waiting();
    assertThat(taken).isGreaterThan(full);
    for (int i = 0; i < Arena.HONEST; i++) {
      assertThat(arena.pooled.add(arena.payment("honest" + i), Submitter.local())).isEmpty();
    }
    assertThat(arena.pooled.waiting()).isLessThan(full + Arena.HONEST);
    BlockResult result = arena.pooled.block(200_000);
    long honest = result.results().stream().skip(1).filter(r -> r.code() == TxResult.DONE).count();
    assertThat(honest).isEqualTo(Arena.HONEST);
  }

  /// Short transactions take their least room of a block, and only their bytes of a message.
  @Test
  void aBlockIsBoundByRoomAndByBytes() {
    Arena arena = new Arena("room", 1_000, 300);
    for (int i = 0; i < 20; i++) {
      assertThat(arena.pooled.add(arena.payment("honest0"), Submitter.local())).isEmpty();
    }
    int framed = arena.pooled.choose(Long.MAX_VALUE).getFirst().size() + Mempool.FRAME;
    long room = 10L * Validation.LEAST_TX_BYTES;
    assertThat(framed).isLessThan(Validation.LEAST_TX_BYTES / 2);
    assertThat(arena.pooled.choose(room, Long.MAX_VALUE)).hasSize(10);
    assertThat(arena.pooled.choose(room - 1, Long.MAX_VALUE)).hasSize(9);
    assertThat(arena.pooled.choose(room, 10L * framed)).hasSize(10);
    assertThat(arena.pooled.choose(room, 5L * framed)).hasSize(5);
    assertThat(arena.pooled.choose(room, 5L * framed - 1)).hasSize(4);
  }

  /// What a vote makes too large for any block leaves the pool, and its sender is told why.
  @Test
  void whatNoBlockHasRoomForAnyMoreLeaves() {
    Senate senate = new Senate();
    PooledChain pooled = new PooledChain(senate.chain);
    Msg one = new Msg.TerminateAgreement(1);
    ByteString many = senate.tx("client", Collections.nCopies(16, one).toArray(Msg[]::new));
    ByteString few = senate.tx("op7", one, one);
    assertThat(pooled.add(many, Submitter.local())).isEmpty();
    assertThat(pooled.add(few, Submitter.local())).isEmpty();
    senate.pass(Senate.changes("maxEndWork", 40));
    assertThat(pooled.waiting()).isEqualTo(2);
    pooled.advance();
    assertThat(pooled.waiting()).isEqualTo(1);
    assertThat(pooled.add(few, Submitter.local())).as("waits already").isEmpty();
    Refused refused = pooled.add(many, Submitter.local()).orElseThrow();
    assertThat(refused.reason()).isEqualTo("NEXT_BLOCK");
    assertThat(refused.detail()).contains("send fewer messages");
  }
}
