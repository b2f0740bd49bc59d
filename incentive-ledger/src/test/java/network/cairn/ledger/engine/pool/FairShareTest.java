package network.cairn.ledger.engine.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import network.cairn.base.hash.Sha256;
import network.cairn.ledger.rules.PendingTx;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Sig;
import network.cairn.ledger.types.SignedTx;
import network.cairn.ledger.types.TxBody;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

/// Whose turn it is, and who gives way.
final class FairShareTest {
  private static final int LONGEST = 60_000;
  private long numbers;

  private static Address payer(int i) {
    return Address.of(Sha256.of(new byte[] {(byte) i}));
  }

  private static PendingTx tx(Address payer, int size, long fee) {
    TxBody body =
        TxBody.of(
            ByteString.EMPTY,
            payer,
            0,
            1,
            1,
            List.of(new Msg.Transfer(payer, Amount.ofPebbles(1))));
    SignedTx signed = new SignedTx(body.encode(), Sig.ed25519(new byte[32], new byte[64]));
    return new PendingTx(
        ByteString.copyFrom(new byte[size]),
        signed,
        body,
        BigInteger.valueOf(fee),
        BigInteger.ZERO,
        List.of());
  }

  private Waiting add(FairShare share, PendingTx tx) {
    long number = numbers++;
    ByteString id =
        ByteString.copyFrom(Long.toString(number), java.nio.charset.StandardCharsets.US_ASCII);
    Waiting waiting = new Waiting(id, tx, number, share.finish(tx));
    share.add(waiting);
    return waiting;
  }

  /// Serves the next one, as a block of one transaction does.
  private static Waiting serve(FairShare share) {
    List<Waiting> all = share.inTurn();
    share.clear();
    share.served(all.getFirst());
    List<Waiting> rest = new ArrayList<>(all.subList(1, all.size()));
    rest.sort(Comparator.comparingLong(Waiting::number));
    rest.forEach(share::add);
    return all.getFirst();
  }

  /// Of every other payer a newcomer waits for no more bytes than its own and one transaction.
  @Test
  void nobodyWaitsForMoreThanItsOwnBytesOfEachOther() {
    int[] waited = {0};
    Property.check(
        30,
        random -> {
          FairShare share = new FairShare(Long.MAX_VALUE);
          for (int i = 0; i < 40; i++) {
            add(share, tx(payer(1 + random.nextInt(5)), 1 + random.nextInt(LONGEST), 0));
          }
          for (int round = 0; round < 20; round++) {
            Waiting own = add(share, tx(payer(0), 1 + random.nextInt(LONGEST), 0));
            waited[0] += requireTurn(share, own, random);
          }
        });
    assertThat(waited[0]).isPositive();
  }

  private int requireTurn(FairShare share, Waiting own, Random random) {
    Map<Address, Long> before = new HashMap<>();
    int turns = 0;
    while (true) {
      for (int i = 0; i < 3; i++) {
        add(share, tx(payer(1 + random.nextInt(5)), 1 + random.nextInt(LONGEST), 0));
      }
      Waiting next = serve(share);
      if (next.equals(own)) {
        return turns;
      }
      turns++;
      long bytes = before.merge(next.payer(), (long) next.tx().size(), Long::sum);
      assertThat(bytes).isLessThanOrEqualTo(own.tx().size() + LONGEST);
    }
  }

  @Test
  void equalTurnsGoByPriceThenByAge() {
    FairShare share = new FairShare(Long.MAX_VALUE);
    Waiting cheap = add(share, tx(payer(1), 1_000, 5));
    Waiting later = add(share, tx(payer(2), 1_000, 5));
    Waiting dear = add(share, tx(payer(3), 1_000, 6));
    assertThat(share.inTurn()).containsExactly(dear, cheap, later);
  }

  @Test
  void whoHoldsMostGivesWayWithItsNewest() {
    FairShare share = new FairShare(5L * Waiting.LEAST_ROOM);
    List<Waiting> much = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      much.add(add(share, tx(payer(1), 100, 1)));
    }
    add(share, tx(payer(2), 100, 1));
    assertThat(share.makeRoom(tx(payer(1), 100, 9))).isEmpty();
    PendingTx newcomer = tx(payer(3), 2 * Waiting.LEAST_ROOM, 1);
    assertThat(share.makeRoom(newcomer)).isEqualTo(Optional.of(List.of(much.get(3), much.get(2))));
    add(share, newcomer);
    // Now three payers hold two, one and two: none gives way to who would hold as much.
    assertThat(share.makeRoom(tx(payer(4), 2 * Waiting.LEAST_ROOM, 0))).isEmpty();
    assertThat(share.inTurn()).hasSize(4);
    assertThat(share.makeRoom(tx(payer(4), 100, 1))).isPresent();
  }

  @Test
  void whoGivesWayIsWhomALookAtAllFinds() {
    int[] seen = new int[2];
    Property.check(
        40,
        random -> {
          long most = 20L * Waiting.LEAST_ROOM;
          FairShare share = new FairShare(most);
          List<Waiting> all = new ArrayList<>();
          for (int i = 0; i < 120; i++) {
            int size = 1 + random.nextInt(4 * Waiting.LEAST_ROOM);
            PendingTx tx = tx(payer(random.nextInt(8)), size, random.nextInt(4));
            Optional<List<Waiting>> expected = whoGivesWay(all, tx, most);
            assertThat(share.makeRoom(tx)).isEqualTo(expected);
            if (expected.isPresent()) {
              all.removeAll(expected.get());
              all.add(add(share, tx));
              seen[0] += expected.get().size();
            } else {
              seen[1]++;
            }
          }
        });
    assertThat(seen[0]).isGreaterThan(100);
    assertThat(seen[1]).isGreaterThan(100);
  }

  private static Optional<List<Waiting>> whoGivesWay(List<Waiting> all, PendingTx tx, long most) {
    List<Waiting> stay = new ArrayList<>(all);
    List<Waiting> left = new ArrayList<>();
    while (held(stay, Optional.empty()) + Waiting.room(tx) > most) {
      Waiting victim =
          stay.stream()
              .filter(w -> newest(stay, w))
              .max(
                  Comparator.<Waiting>comparingLong(w -> held(stay, Optional.of(w.payer())))
                      .thenComparing((a, b) -> Waiting.comparePrice(b.tx(), a.tx()))
                      .thenComparingLong(Waiting::number))
              .orElseThrow();
      long after = held(stay, Optional.of(tx.payer())) + Waiting.room(tx);
      long before = held(stay, Optional.of(victim.payer()));
      boolean dearer = after == before && Waiting.comparePrice(tx, victim.tx()) > 0;
      if (victim.payer().equals(tx.payer()) || !(after < before || dearer)) {
        return Optional.empty();
      }
      stay.remove(victim);
      left.add(victim);
    }
    return Optional.of(left);
  }

  private static boolean newest(List<Waiting> all, Waiting one) {
    return all.stream().noneMatch(w -> w.payer().equals(one.payer()) && w.number() > one.number());
  }

  private static long held(List<Waiting> all, Optional<Address> by) {
    return all.stream()
        .filter(w -> by.isEmpty() || w.payer().equals(by.get()))
        .mapToLong(Waiting::room)
        .sum();
  }
}
