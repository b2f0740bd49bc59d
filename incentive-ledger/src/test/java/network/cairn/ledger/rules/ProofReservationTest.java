package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import network.cairn.ledger.state.Overlay;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;
import network.cairn.proto.ledger.ProviderRecord;
import network.cairn.testing.Property;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a batch of proofs may cost is reserved of its provider's balance, and what that does not
/// cover of its free bond: the next batch is judged over what is left.
class ProofReservationTest {
  private static final String PROVIDER = "op0";
  private static final int SETS = 4;
  private static final int RUNS = 150;
  private static final int PROOF_LANE = 8;

  private Arena arena;
  private TestChain chain;
  private BigInteger fee;

  /// A provider whose sets wait for proofs.
  @BeforeEach
  void open() {
    arena = new Arena("reserve", 1_000, 300);
    chain = arena.chain;
    fee = chain.params.proofFee().pebbles();
    arena.register(PROVIDER);
    arena.openSets(Map.of(PROVIDER, SETS));
    long opened = chain.view.set(1).orElseThrow().getOpenedHeight();
    while (chain.height < chain.params.proofSeed(chain.params.deadline(opened, 1))) {
      chain.emptyBlock();
    }
  }

  /// The provider has so much from here on, and nothing else.
  private void means(BigInteger balance, BigInteger freeBond) {
    Address address = chain.address(PROVIDER);
    Overlay change = new Overlay(chain.state);
    change.put(
        StateKeys.account(address),
        chain.view.account(address).orElseThrow().toBuilder()
            .setBalance(Money.bytes(balance))
            .build()
            .toByteArray());
    ProviderRecord provider = chain.view.provider(address).orElseThrow();
    BigInteger bound = chain.params.minBond().pebbles().add(Money.of(provider.getReserved()));
    change.put(
        StateKeys.provider(address),
        provider.toBuilder().setBond(Money.bytes(bound.add(freeBond))).build().toByteArray());
    chain.state.apply(change.writes());
  }

  /// True proofs of these sets, and as many entries as asked for that prove nothing.
  private ByteString batch(int lane, List<Long> sets, int junk) {
    List<ByteString> entries = new ArrayList<>();
    sets.forEach(set -> entries.add(chain.entry(set, 1).orElseThrow()));
    for (int i = 0; i < junk; i++) {
      entries.add(ByteString.copyFrom(new byte[20]));
    }
    return arena.tx(PROVIDER, lane, new Msg.ProveBatch(entries));
  }

  private static Optional<Reason> take(
      Admission admission, ByteString bytes, Set<ProofClaim.Key> claimed) {
    try {
      PendingTx read = admission.read(bytes);
      Admission.verify(new TestCrypto(), read);
      PendingTx taken = admission.admit(read, key -> !claimed.contains(key));
      taken.claims().forEach(claim -> claimed.add(claim.key()));
      admission.reserve(taken);
      return Optional.empty();
    } catch (Inadmissible why) {
      return Optional.of(why.reason());
    }
  }

  private Admission admission() {
    return new Admission(chain.state, chain.height + 1);
  }

  private List<Integer> codes(List<ByteString> txs) {
    return chain.dryRun(txs).results().stream().skip(1).map(TxResult::code).toList();
  }

  @Test
  void takesASecondBatchExactlyIfTheRulesWouldAfterTheFirstPaidForAllItsEntries() {
    ByteString first = batch(PROOF_LANE, List.of(1L, 2L), 3);
    ByteString second = batch(PROOF_LANE, List.of(3L, 4L), 2);
    BigInteger firstFee = fee.multiply(BigInteger.valueOf(5));
    BigInteger secondFee = fee.multiply(BigInteger.valueOf(4));
    for (long less = 0; less <= 1; less++) {
      BigInteger left = secondFee.subtract(BigInteger.valueOf(less));
      BigInteger all = firstFee.add(left);
      for (BigInteger balance :
          List.of(BigInteger.ZERO, BigInteger.ONE, fee, firstFee, firstFee.add(fee), all)) {
        String what = "balance " + balance + " of " + all;
        means(balance, all.subtract(balance));
        Admission admission = admission();
        Set<ProofClaim.Key> claimed = new HashSet<>();
        assertThat(take(admission, first, claimed)).as(what).isEmpty();
        Optional<Reason> refusal = take(admission, second, claimed);
        assertThat(refusal)
            .as(what)
            .isEqualTo(less == 0 ? Optional.empty() : Optional.of(Reason.FEE_NOT_COVERED));
        if (refusal.isEmpty()) {
          assertThat(codes(List.of(first, second))).as(what).containsOnly(TxResult.DONE);
        }
        BigInteger paid = firstFee.min(balance);
        means(balance.subtract(paid), all.subtract(balance).subtract(firstFee.subtract(paid)));
        assertThat(codes(List.of(second)))
            .as(what)
            .containsExactly(less == 0 ? TxResult.DONE : TxResult.VOID);
      }
    }
  }

  /// While something that takes from the bond waits, no batch is paid out of it.
  @Test
  void countsNoFreeBondBesideAWithdrawal() {
    ByteString batch = batch(PROOF_LANE, List.of(1L), 0);
    ByteString withdrawal = withdrawal(1);
    means(spent(withdrawal), fee.multiply(BigInteger.TEN));
    Admission admission = admission();
    Set<ProofClaim.Key> claimed = new HashSet<>();
    assertThat(take(admission, withdrawal, claimed)).isEmpty();
    assertThat(take(admission, batch, claimed)).contains(Reason.FEE_NOT_COVERED);
    assertThat(take(admission(), batch, claimed)).isEmpty();
  }

  private ByteString withdrawal(long pebbles) {
    return arena.tx(PROVIDER, 1, new Msg.BondWithdraw(Amount.ofPebbles(pebbles)));
  }

  /// The fee of a transaction.
  private BigInteger spent(ByteString tx) {
    return chain
        .params
        .bytePrice()
        .pebbles()
        .multiply(BigInteger.valueOf(tx.size()))
        .add(chain.params.fees().bondWithdraw().pebbles());
  }

  @Test
  void nothingThatIsTakenIsVoidInTheBlockForLackOfMeans() {
    int[] seen = new int[2];
    Property.check(
        RUNS,
        random -> {
          BigInteger withdrawal = spent(withdrawal(1));
          means(
              some(random, 12).add(random.nextBoolean() ? withdrawal : BigInteger.ZERO),
              some(random, 12));
          Admission admission = admission();
          Set<ProofClaim.Key> claimed = new HashSet<>();
          List<ByteString> proofs = new ArrayList<>();
          List<ByteString> others = new ArrayList<>();
          List<ByteString> all = new ArrayList<>();
          for (int i = 0; i < 6; i++) {
            boolean proof = random.nextInt(4) > 0;
            ByteString tx = proof ? someBatch(random) : withdrawal(1 + random.nextInt(3));
            Optional<Reason> refusal = take(admission, tx, claimed);
            if (refusal.isEmpty()) {
              (proof ? proofs : others).add(tx);
              all.add(tx);
            }
            seen[refusal.filter(Reason.FEE_NOT_COVERED::equals).isPresent() ? 1 : 0]++;
          }
          assertThat(codes(all)).doesNotContain(TxResult.VOID);
          assertThat(codes(Stream.concat(proofs.stream(), others.stream()).toList()))
              .doesNotContain(TxResult.VOID);
        });
    assertThat(seen[0]).isGreaterThan(RUNS);
    assertThat(seen[1]).isGreaterThan(RUNS / 2);
  }

  private BigInteger some(RandomGenerator random, int most) {
    return fee.multiply(BigInteger.valueOf(random.nextInt(most)))
        .add(BigInteger.valueOf(random.nextInt(2)));
  }

  private ByteString someBatch(RandomGenerator random) {
    List<Long> sets = new ArrayList<>();
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      sets.add(1L + random.nextInt(SETS));
    }
    return batch(PROOF_LANE + random.nextInt(3), sets, random.nextInt(6));
  }
}
