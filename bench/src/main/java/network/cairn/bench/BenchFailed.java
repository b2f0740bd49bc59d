package network.cairn.bench;

/// A measurement could not be taken, so there is no figure.
final class BenchFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BenchFailed(String message) {
    super(message);
  }
}
