package network.cairn.bench;

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

  @Override
  void close();
}
