package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import network.cairn.ledger.engine.Submitter;
import network.cairn.ledger.proof.Challenges;
import network.cairn.ledger.proof.ProofPlan;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.proto.ledger.ProviderRecord;
import org.junit.jupiter.api.Test;

/// For each way to deny others something of the ledger: what it costs the attacker and what it
/// denies, over the real rules and the real pool (docs/protocol.md §14).
class EconomyTest {
  private static final int BLOCK = Validation.MAX_BLOCK_BYTES;
  private static final int FILLER = 30_000;
  private static final int INTEREST_PERCENT = 10;
  private static final int DAYS = 365;

  /// @param denied at the protocol's prices, pebbles
  private record Row(String attack, BigInteger denied, BigInteger cost, String how) {}

  @Test
  void noAttackCostsLessThanItDenies() {
    List<Row> rows =
        List.of(
            junk(),
            repeated(),
            purse(),
            paidBytes(),
            calendar(),
            places(),
            trueProofs(),
            tickets(),
            state("accounts", EconomyTest::accounts),
            state("agreements", EconomyTest::agreements),
            state("unbondings", EconomyTest::unbondings));
    System.out.printf(Locale.ROOT, "%-34s %16s %16s  %s%n", "attack", "denied, CAIRN", "cost", "");
    for (Row row : rows) {
      System.out.printf(
          Locale.ROOT,
          "%-34s %16s %16s  %s%n",
          row.attack(),
          cairn(row.denied()),
          cairn(row.cost()),
          row.how());
    }
    assertThat(rows)
        .allSatisfy(
            row -> assertThat(row.cost()).as(row.attack()).isGreaterThanOrEqualTo(row.denied()));
  }

  private static String cairn(BigInteger pebbles) {
    return String.format(Locale.ROOT, "%.9f", new BigDecimal(pebbles, 18));
  }

  private static boolean add(Arena arena, ByteString tx) {
    return arena.pooled.add(tx, Submitter.local()).isEmpty();
  }

  private static List<ByteString> honest(Arena arena) {
    List<ByteString> txs = new ArrayList<>();
    for (int i = 0; i < Arena.HONEST; i++) {
      txs.add(arena.payment("honest" + i));
      assertThat(add(arena, txs.getLast())).isTrue();
    }
    return txs;
  }

  /// Of these, those that the next block does not hold.
  private static long putOff(Arena arena, List<ByteString> txs) {
    Set<ByteString> chosen = new HashSet<>(arena.pooled.choose(BLOCK));
    return txs.stream().filter(tx -> !chosen.contains(tx)).count();
  }

  /// What is taken of a block or put off, at the protocol's prices.
  private static BigInteger worth(Arena arena, long bytes, long putOff) {
    BigInteger fee = arena.chain.params.fees().transfer().pebbles();
    return arena.price(bytes).add(fee.multiply(BigInteger.valueOf(putOff)));
  }

  private static long bytes(Arena arena, Set<ByteString> of) {
    return arena.pooled.choose(BLOCK).stream()
        .filter(of::contains)
        .mapToLong(ByteString::size)
        .sum();
  }

  private static Row junk() {
    Arena arena = new Arena("junk", 1_000, 300);
    Set<ByteString> sent = new HashSet<>();
    for (int i = 0; i < 64; i++) {
      ByteString junk = ByteString.copyFrom(new byte[FILLER]);
      sent.add(arena.tx("attacker0", 1, new Msg.ProveBatch(List.of(junk))));
    }
    long taken = sent.stream().filter(tx -> add(arena, tx)).count();
    long late = putOff(arena, honest(arena));
    return row(arena, "batches that prove nothing", sent, late, taken + " of 64 taken");
  }

  private static Row row(
      Arena arena, String name, Set<ByteString> sent, long late, String how, String... purses) {
    BigInteger before = purses.length == 0 ? BigInteger.ZERO : arena.wealth(purses);
    long bytes = 0;
    while (arena.pooled.waiting() > 0) {
      bytes += bytes(arena, sent);
      arena.pooled.block(BLOCK);
    }
    BigInteger cost = purses.length == 0 ? BigInteger.ZERO : before.subtract(arena.wealth(purses));
    return new Row(name, worth(arena, bytes, late), cost, how + ", " + late + " honest put off");
  }

  private static Row repeated() {
    Arena arena = new Arena("repeated", 1_000, 20_000);
    arena.register("op0");
    arena.openSets(Map.of("op0", 1));
    while (arena.pooled.chain.height < arena.chain.params.proofSeed(deadline(arena))) {
      arena.pooled.block(BLOCK);
    }
    ByteString entry = arena.chain.entry(1, 1).orElseThrow();
    List<ByteString> sent = new ArrayList<>();
    for (int lane = 1; lane < 16; lane++) {
      sent.add(arena.tx("op0", lane, new Msg.ProveBatch(List.of(entry))));
    }
    List<ByteString> taken = sent.stream().filter(tx -> add(arena, tx)).toList();
    assertThat(taken).hasSize(1);
    long late = putOff(arena, honest(arena));
    Set<ByteString> free = new HashSet<>(sent);
    free.removeAll(taken);
    return row(arena, "one proof in many envelopes", free, late, "1 of 15 taken");
  }

  private static long deadline(Arena arena) {
    return arena.chain.params.deadline(arena.chain.view.set(1).orElseThrow().getOpenedHeight(), 1);
  }

  private static Row purse() {
    Arena arena = new Arena("purse", 1_000, 300);
    Amount all = Amount.ofCairn(1_000).minus(Amount.ofPebbles(20_000_000_000_000_000L));
    Set<ByteString> sent = new HashSet<>();
    sent.add(arena.tx("attacker0", 1, new Msg.Transfer(arena.chain.address("refuge"), all)));
    sent.forEach(tx -> add(arena, tx));
    int taken = 0;
    for (int i = 0; i < 40; i++) {
      ByteString tx = arena.filler("attacker0", 1, FILLER);
      sent.add(tx);
      taken += add(arena, tx) ? 1 : 0;
    }
    long late = putOff(arena, honest(arena));
    return row(
        arena,
        "a purse that empties itself",
        sent,
        late,
        taken + " of 40 taken",
        "attacker0",
        "refuge");
  }

  private static Row paidBytes() {
    Arena arena = new Arena("bytes", 1_000, 300);
    Set<ByteString> sent = new HashSet<>();
    String[] attackers = new String[Arena.ATTACKERS];
    for (int i = 0; i < attackers.length; i++) {
      attackers[i] = "attacker" + i;
      for (int j = 0; j < 64; j++) {
        ByteString tx = arena.filler(attackers[i], 1, FILLER);
        sent.add(tx);
        assertThat(add(arena, tx)).isTrue();
      }
    }
    long late = putOff(arena, honest(arena));
    return row(arena, "paid bytes in every block", sent, late, "512 of 512 taken", attackers);
  }

  /// Ten entries a block; the attacker withdraws its bond in little pieces.
  private static Row calendar() {
    Arena arena = new Arena("calendar", 40, 300);
    arena.register("op0");
    BigInteger before = arena.wealth("op0");
    Msg[] withdrawals = new Msg[5];
    Arrays.fill(withdrawals, new Msg.BondWithdraw(Amount.ofPebbles(1)));
    List<ByteString> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(arena.tx("op0", 1, withdrawals));
      assertThat(add(arena, all.getLast())).isTrue();
    }
    List<ByteString> creations = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      creations.add(arena.tx("honest" + i, 1, arena.create()));
      assertThat(add(arena, creations.getLast())).isTrue();
    }
    all.addAll(creations);
    long failed =
        arena.chain.dryRun(all).results().stream()
            .filter(r -> r.reason() == Reason.NEXT_BLOCK)
            .count();
    long late = putOff(arena, creations);
    while (arena.pooled.waiting() > 0) {
      arena.pooled.block(BLOCK);
    }
    BigInteger fee = arena.chain.params.fees().createAgreement().pebbles();
    BigInteger cost = before.subtract(arena.wealth("op0")).subtract(BigInteger.valueOf(100));
    return new Row(
        "entries of the calendar",
        fee.multiply(BigInteger.valueOf(late)),
        cost,
        late + " of 5 put off; in order of arrival " + failed + " of 25 would fail and pay");
  }

  private static BigInteger interest(BigInteger locked, long days) {
    return locked
        .multiply(BigInteger.valueOf(INTEREST_PERCENT * days))
        .divide(BigInteger.valueOf(100L * DAYS));
  }

  /// One place at a deadline, for a day.
  private static Row places() {
    Arena arena = new Arena("places", 1_000, 300);
    arena.register("op0");
    BigInteger before = free(arena);
    BigInteger burned = Money.of(arena.chain.view.pools().getBurned());
    arena.openSets(Map.of("op0", 16));
    BigInteger fees = Money.of(arena.chain.view.pools().getBurned()).subtract(burned);
    BigInteger locked = before.subtract(free(arena)).subtract(fees);
    Params p = arena.chain.params;
    BigInteger smallest =
        p.minCollateral().pebbles().add(Formulas.deposit(p, 1)).multiply(BigInteger.valueOf(16));
    return new Row(
        "16 places at deadlines, a day",
        interest(smallest, 1),
        interest(locked, 1),
        cairn(locked) + " locked");
  }

  private static BigInteger free(Arena arena) {
    BigInteger reserved =
        arena
            .chain
            .view
            .provider(arena.chain.address("op0"))
            .map(ProviderRecord::getReserved)
            .map(Money::of)
            .orElse(BigInteger.ZERO);
    return arena.wealth("op0", "client").subtract(reserved);
  }

  /// The longest proof that main asks for in a day, of the largest piece, which need not exist.
  private static Row trueProofs() {
    Params main = Params.defaults(Profile.MAIN);
    long leaves = 1L << 30;
    long[] indices = Challenges.indices(new byte[32], 1, 1, leaves, Challenges.count(leaves));
    long bytes = 16L + ProofPlan.of(30, indices).encodedLength();
    BigInteger denied = main.bytePrice().pebbles().multiply(BigInteger.valueOf(bytes));
    BigInteger locked = main.minCollateral().pebbles().add(Formulas.deposit(main, 1));
    double yearly =
        100 * DAYS * new BigDecimal(denied).doubleValue() / new BigDecimal(locked).doubleValue();
    return new Row(
        "proofs that verify, a set and day",
        denied,
        interest(locked, 1),
        String.format(Locale.ROOT, "%d bytes; even at %.1f %% a year", bytes, yearly));
  }

  /// A reservation that lapses, against the highest rent that its C goes with.
  private static Row tickets() {
    Stage stage = new Stage();
    TestChain chain = stage.chain;
    BigInteger bond = bond(chain);
    BigInteger collateral = stage.collateral.pebbles();
    long reserved = 6;
    assertThat(chain.view.ticket(2).orElseThrow().getReservedBy())
        .isEqualTo(chain.address("op4").bytes());
    while (!chain.view.ticket(2).orElseThrow().getReservedBy().isEmpty()) {
      chain.emptyBlock();
    }
    BigInteger rent =
        collateral
            .multiply(BigInteger.valueOf(chain.height - reserved))
            .divide(BigInteger.valueOf(30 * chain.params.period()));
    return new Row(
        "a reserved ticket",
        rent,
        bond.subtract(bond(chain)),
        "held from height " + reserved + " to " + chain.height);
  }

  private static BigInteger bond(TestChain chain) {
    return Money.of(chain.view.provider(chain.address("op4")).orElseThrow().getBond());
  }

  private interface Growth {
    void grow(Arena arena);
  }

  private static Row state(String name, Growth growth) {
    Arena arena = new Arena("state", 1_000, 300);
    arena.register("op0");
    long before = arena.stateBytes();
    BigInteger burned = Money.of(arena.chain.view.pools().getBurned());
    growth.grow(arena);
    long grown = arena.stateBytes() - before;
    BigInteger cost = Money.of(arena.chain.view.pools().getBurned()).subtract(burned);
    return new Row("state: 16 " + name, arena.price(grown), cost, grown + " bytes");
  }

  private static void accounts(Arena arena) {
    Msg[] msgs = new Msg[16];
    for (int i = 0; i < msgs.length; i++) {
      msgs[i] = new Msg.Transfer(arena.chain.address("nobody" + i), Amount.ofPebbles(1));
    }
    arena.must(arena.tx("attacker0", 0, msgs));
  }

  private static void agreements(Arena arena) {
    Msg[] msgs = new Msg[16];
    Arrays.fill(msgs, arena.create());
    arena.must(arena.tx("attacker0", 0, msgs));
  }

  private static void unbondings(Arena arena) {
    Msg[] msgs = new Msg[16];
    Arrays.fill(msgs, new Msg.BondWithdraw(Amount.ofPebbles(1)));
    arena.must(arena.tx("op0", 0, msgs));
  }
}
