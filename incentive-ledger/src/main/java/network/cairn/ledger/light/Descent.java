package network.cairn.ledger.light;

import java.util.List;
import java.util.Optional;

/// The way down from a believed header to a lower one, by the hash of the block before that each
/// carries, whoever signed: the same validators can have signed a second chain. For one thread.
public final class Descent {
  /// How far below a believed header one may be: as far as a ledger keeps outcomes at least.
  static final int MOST_BACK = 20_000;

  private final LightHeader target;
  private LightHeader at;

  /// A header that the way down does not lead to.
  private Optional<LightHeader> stray = Optional.empty();

  /// @param from a believed header, no lower than the target
  public Descent(LightHeader from, LightHeader target) {
    this.at = from;
    this.target = target;
  }

  /// Goes as far as the headers that are there lead.
  public Move next() {
    if (at.height() - target.height() > MOST_BACK) {
      return new Move.Refused("height " + target.height() + " is too far below what is followed");
    }
    if (at.height() == target.height() + 1) {
      answer(target);
    }
    if (stray.isPresent()) {
      return notTheChains(stray.get());
    }
    if (at.height() > target.height()) {
      return new Move.Ask(at.height() - 1);
    }
    if (at.mark().equals(target.mark())) {
      return new Move.Arrived(List.of(target));
    }
    return at.validators().equals(target.validators())
        ? signedTwice(target.height())
        : notTheChains(target);
  }

  private static Move.Refused notTheChains(LightHeader other) {
    return new Move.Refused("the header of height " + other.height() + " is not the chain's", true);
  }

  static Move.Refused signedTwice(long height) {
    return new Move.Refused("the validators signed two headers of height " + height, true);
  }

  /// Answers the last [Move.Ask].
  ///
  /// @param header of the height that was asked for
  public void answer(LightHeader header) {
    if (at.follows(header.mark())) {
      at = header;
    } else {
      stray = Optional.of(header);
    }
  }

  /// The lowest header that the way led to, which may be believed as its start is.
  public LightHeader reached() {
    return at;
  }
}
