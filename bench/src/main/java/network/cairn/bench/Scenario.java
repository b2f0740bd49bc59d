package network.cairn.bench;

import java.util.OptionalDouble;

/// Something both programs do.
interface Scenario extends AutoCloseable {
  /// The short name that picks it.
  String name();

  String title();

  /// `s`, `ms` or `MiB`.
  default String unit() {
    return "s";
  }

  Goal goal();

  /// Makes what all runs share; not measured.
  void prepare();

  /// Does it once and returns the figure in [#unit].
  double measure(Peer peer);

  /// What the last run took of the processor, of all daemons together, for each GiB moved; empty
  /// where that says nothing.
  default OptionalDouble processorSecondsOfGib() {
    return OptionalDouble.empty();
  }

  @Override
  void close();
}
