package network.cairn.bench;

/// What is hoped for: a bound on the ratio of the two sides.
///
/// @param kind what the ratio says
/// @param bound 0 if nothing was hoped for, and the figure only informs
record Goal(Kind kind, double bound) {
  /// What the ratio says.
  private enum Kind {
    /// How many times faster Cairn is: Kubo's time by Cairn's, at least the bound.
    FASTER,
    /// How many times more Cairn does in a time: Cairn's rate by Kubo's, at least the bound.
    MORE_OFTEN,
    /// How much more Cairn takes: Cairn's figure by Kubo's, at most the bound.
    TAKES
  }

  static Goal atLeast(double times) {
    return new Goal(Kind.FASTER, times);
  }

  static Goal rateAtLeast(double times) {
    return new Goal(Kind.MORE_OFTEN, times);
  }

  static Goal atMost(double times) {
    return new Goal(Kind.TAKES, times);
  }

  static Goal hopingFaster() {
    return new Goal(Kind.FASTER, 0);
  }

  static Goal hopingSmaller() {
    return new Goal(Kind.TAKES, 0);
  }

  double ratio(double ours, double theirs) {
    return kind == Kind.FASTER ? theirs / ours : ours / theirs;
  }

  boolean met(double ratio) {
    return bound == 0 || (kind == Kind.TAKES ? ratio <= bound : ratio >= bound);
  }

  @Override
  public String toString() {
    return bound == 0 ? "–" : (kind == Kind.TAKES ? "≤ " : "≥ ") + Figures.number(bound);
  }
}
