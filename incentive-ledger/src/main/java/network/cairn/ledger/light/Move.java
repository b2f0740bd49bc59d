package network.cairn.ledger.light;

import java.util.List;

/// What a way from a believed header to another needs next.
public sealed interface Move {
  /// The header of a height, asked of whoever may have it.
  record Ask(long height) implements Move {}

  /// The end: the other header may be believed, and each of these, the last of which it is.
  record Arrived(List<LightHeader> steps) implements Move {
    public Arrived {
      steps = List.copyOf(steps);
    }
  }

  /// The end: the other header is not believed.
  ///
  /// @param why for people
  /// @param otherChain whether it is a block of another chain than the believed one
  record Refused(String why, boolean otherChain) implements Move {
    Refused(String why) {
      this(why, false);
    }
  }
}
