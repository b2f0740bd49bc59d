package network.cairn.app.metrics;

import java.util.Optional;
import java.util.function.Supplier;

/// Makes the meters of a part when the part is first there, so that no process says 0 of what it
/// does not do. Thread-safe.
final class Lazily<T> implements Supplier<T> {
  private final Supplier<T> maker;
  private Optional<T> made = Optional.empty();

  Lazily(Supplier<T> maker) {
    this.maker = maker;
  }

  @Override
  public synchronized T get() {
    T now = made.orElseGet(maker);
    made = Optional.of(now);
    return now;
  }
}
