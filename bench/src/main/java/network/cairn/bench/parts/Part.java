package network.cairn.bench.parts;

/// A piece of work that can be repeated.
///
/// @param amount how much one call does, in `unit`s
/// @param unit what a rate per second counts
/// @param threads how many do the work
/// @param work returns something that depends on all its work, so that none of it can be left out
record Part(String name, double amount, String unit, int threads, Work work) {
  Part(String name, double amount, String unit, Work work) {
    this(name, amount, unit, 1, work);
  }

  /// One call.
  interface Work {
    Object run() throws Exception;
  }
}
