package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import network.cairn.ledger.rules.SetChoice.Seat;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

/// Sets move in steps that a light client can follow, and arrive.
final class SetChoiceTest {
  private static final int MOST = 6;

  private static ByteString name(int number) {
    return ByteString.copyFrom(new byte[] {(byte) number});
  }

  private static Seat seat(Random random, int validator) {
    long power = 100L + random.nextInt(random.nextBoolean() ? 100_000 : 100);
    return new Seat(name(validator), name(validator % 20), power, random.nextInt(8) == 0);
  }

  /// Each owner once.
  private static List<Seat> seats(Random random, int least) {
    List<Seat> seats = new ArrayList<>();
    Set<ByteString> owners = new HashSet<>();
    int size = least + random.nextInt(MOST + 1 - least);
    while (seats.size() < size) {
      Seat seat = seat(random, random.nextInt(40));
      if (owners.add(seat.owner())) {
        seats.add(seat);
      }
    }
    return seats;
  }

  private static Map<ByteString, Long> powers(Iterable<Seat> seats) {
    Map<ByteString, Long> powers = new HashMap<>();
    seats.forEach(seat -> powers.put(seat.validator(), seat.power()));
    return powers;
  }

  private static long total(Map<ByteString, Long> powers) {
    return powers.values().stream().mapToLong(p -> p).sum();
  }

  /// Of random groups with more than two thirds of the new power, and of those that are just so
  /// large and hold least of the old.
  private static void requireTrust(
      Random random, Map<ByteString, Long> before, Map<ByteString, Long> after) {
    List<ByteString> members = new ArrayList<>(after.keySet());
    for (int i = 0; i < 20; i++) {
      Collections.shuffle(members, random);
      if (i == 0) {
        members.sort((a, b) ->
            Double.compare(
                before.getOrDefault(a, 0L) / (double) after.getOrDefault(a, 1L),
                before.getOrDefault(b, 0L) / (double) after.getOrDefault(b, 1L)));
      }
      long fresh = 0;
      long old = 0;
      for (ByteString member : members) {
        fresh += after.getOrDefault(member, 0L);
        old += before.getOrDefault(member, 0L);
        if (3 * fresh > 2 * total(after)) {
          break;
        }
      }
      assertThat(3 * old).isGreaterThan(total(before));
    }
  }

  @Test
  void whoHasTwoThirdsOfTheNewHasAThirdOfTheOld() {
    Property.check(
        2_000,
        random -> {
          List<Seat> now = seats(random, 1);
          List<Seat> wanted = seats(random, 0);
          Map<ByteString, Long> before = powers(now);
          Map<ByteString, Long> after = powers(SetChoice.next(now, wanted, MOST).values());
          assertThat(after).isNotEmpty();
          assertThat(after.size()).isLessThanOrEqualTo(Math.max(MOST, now.size()));
          requireTrust(random, before, after);
          if (wanted.isEmpty()) {
            assertThat(after).isEqualTo(before);
          }
        });
  }

  @Test
  void repeatedItArrives() {
    Property.check(
        500,
        random -> {
          List<Seat> now = seats(random, 1);
          List<Seat> wanted = seats(random, 1);
          int borders = 0;
          while (!powers(now).equals(powers(wanted))) {
            now = List.copyOf(SetChoice.next(now, wanted, MOST).values());
            assertThat(++borders).isLessThan(100);
          }
        });
  }

  @Test
  void barredOnesLeaveFirstThenTheSmall() {
    Seat barred = new Seat(name(1), name(1), 30, true);
    Seat small = new Seat(name(2), name(2), 5, false);
    Seat large = new Seat(name(3), name(3), 65, false);
    Seat steady = new Seat(name(4), name(4), 5, false);
    Map<ByteString, Long> after =
        powers(
            SetChoice.next(List.of(barred, small, large, steady), List.of(steady), MOST).values());
    assertThat(after).containsExactlyInAnyOrderEntriesOf(Map.of(name(3), 65L, name(4), 5L));
  }

  @Test
  void anOwnerHasOnePowerUnderAllItsKeys() {
    Seat old = new Seat(name(1), name(1), 1_000, false);
    Seat fresh = new Seat(name(21), name(1), 1_000, false);
    List<Seat> now = List.of(old);
    for (int border = 0; border < 5; border++) {
      now = List.copyOf(SetChoice.next(now, List.of(fresh), MOST).values());
      assertThat(total(powers(now))).isEqualTo(1_000);
    }
    assertThat(powers(now)).containsOnlyKeys(name(21));
  }

  /// Others that leave use up what may be taken at a border, so that the old key keeps its power:
  /// the new one gets none beside it.
  @Test
  void anOwnersNewKeyWaitsWhileTheOldOneCannotLeave() {
    Seat old = new Seat(name(1), name(1), 1_000, false);
    Seat fresh = new Seat(name(21), name(1), 1_000, false);
    Seat leaver = new Seat(name(2), name(2), 900, false);
    Seat steady = new Seat(name(3), name(3), 1_000, false);
    List<Seat> now = List.of(old, leaver, steady);
    List<Seat> wanted = List.of(fresh, steady);
    Map<ByteString, Long> first = powers(SetChoice.next(now, wanted, MOST).values());
    assertThat(first)
        .as("966 may be taken: 900 of who leaves, 66 of the old key")
        .containsExactlyInAnyOrderEntriesOf(Map.of(name(1), 934L, name(21), 66L, name(3), 1_000L));
    for (int border = 0; border < 8; border++) {
      now = List.copyOf(SetChoice.next(now, wanted, MOST).values());
      long own = now.stream().filter(s -> s.owner().equals(name(1))).mapToLong(Seat::power).sum();
      assertThat(own).isEqualTo(1_000);
    }
    assertThat(powers(now)).containsOnlyKeys(name(21), name(3));
  }
}
