package network.cairn.bench;

/// What is hoped for: a bound on the ratio of the two sides.
///
/// @param faster whether the ratio says how many times faster Cairn is (Kubo's time by Cairn's), at
///   least `bound`; otherwise it says how much more Cairn takes (Cairn's figure by Kubo's), at most
///   `bound`
/// @param bound 0 if nothing was hoped for, and the figure only informs
record Goal(boolean faster, double bound) {
  static Goal atLeast(double times) {
    return new Goal(true, times);
  }

  static Goal atMost(double times) {
    return new Goal(false, times);
  }

  static Goal hopingFaster() {
    return new Goal(true, 0);
  }

  static Goal hopingSmaller() {
    return new Goal(false, 0);
  }

  double ratio(double ours, double theirs) {
    return faster ? theirs / ours : ours / theirs;
  }

  boolean met(double ratio) {
    return bound == 0 || (faster ? ratio >= bound : ratio <= bound);
  }

  @Override
  public String toString() {
    return bound == 0 ? "–" : (faster ? "≥ " : "≤ ") + Figures.number(bound);
  }
}
