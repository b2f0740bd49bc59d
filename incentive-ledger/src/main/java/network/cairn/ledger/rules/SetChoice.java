package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How far a set of validators moves towards the one that is wanted, at one border
/// (docs/protocol.md §16). Pure.
///
/// At most a third of the power, rounded down, is taken away, and at most as much is given: so more
/// than two thirds of the new set hold more than a third of the old one, and a light client that
/// trusts the old one can check the new one's signatures.
final class SetChoice {
  /// A place in a set.
  ///
  /// @param validator 20-byte address
  /// @param owner who has one power in all, under whichever key
  /// @param barred leaves before others
  record Seat(ByteString validator, ByteString owner, long power, boolean barred) {}

  private final Map<ByteString, Seat> seats = new LinkedHashMap<>();
  private final List<Seat> wanted;
  private final int most;
  private final long third;

  private SetChoice(List<Seat> now, List<Seat> wanted, int most) {
    now.forEach(seat -> seats.put(seat.validator(), seat));
    this.wanted = wanted;
    this.most = most;
    this.third = now.stream().mapToLong(Seat::power).sum() / 3;
  }

  /// The next set.
  ///
  /// @param now not empty
  /// @param wanted best first; where it is empty, all stays
  /// @param most members that a set with new ones has
  static Map<ByteString, Seat> next(List<Seat> now, List<Seat> wanted, int most) {
    SetChoice choice = new SetChoice(now, wanted, most);
    if (!wanted.isEmpty()) {
      choice.take();
      choice.give();
    }
    return choice.seats;
  }

  private long target(Seat seat) {
    return wanted.stream()
        .filter(want -> want.validator().equals(seat.validator()))
        .mapToLong(Seat::power)
        .sum();
  }

  private void take() {
    long left = third;
    List<Seat> leaving =
        seats.values().stream()
            .filter(seat -> seat.power() > target(seat))
            .sorted(
                Comparator.comparing((Seat seat) -> !seat.barred())
                    .thenComparingLong(Seat::power)
                    .thenComparing(Seat::validator, ByteString.unsignedLexicographicalComparator()))
            .toList();
    for (Seat seat : leaving) {
      long cut = Math.min(seat.power() - target(seat), left);
      left -= cut;
      set(seat, seat.power() - cut);
    }
  }

  private void give() {
    long left = third;
    for (Seat want : wanted) {
      long own =
          seats.values().stream()
              .filter(seat -> seat.owner().equals(want.owner()))
              .mapToLong(Seat::power)
              .sum();
      long more = Math.min(want.power() - own, left);
      Seat seat = seats.get(want.validator());
      if (more > 0 && (seat != null || seats.size() < most)) {
        left -= more;
        set(want, (seat == null ? 0 : seat.power()) + more);
      }
    }
  }

  private void set(Seat seat, long power) {
    if (power == 0) {
      seats.remove(seat.validator());
    } else {
      seats.put(seat.validator(), new Seat(seat.validator(), seat.owner(), power, seat.barred()));
    }
  }
}
