package network.cairn.ledger.api;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import network.cairn.ledger.chain.Times;
import network.cairn.proto.comet.Header;

/// Something that a header of the chain proves (docs/protocol.md §9). Made in this package alone,
/// from what was checked; whoever deletes or pays takes one, so that nothing a server merely says
/// can get there. Immutable if its value is.
///
/// @param <T> what is proved
public final class Proved<T> {
  private final long height;
  private final Header header;
  private final T value;

  Proved(long height, Header header, T value) {
    this.height = height;
    this.header = header;
    this.value = value;
  }

  /// The height of the state or block that has it; what is read over a state that moves on may be
  /// of a later one, never of an earlier.
  public long height() {
    return height;
  }

  /// The believed header that proves it, of the height after.
  public Header header() {
    return header;
  }

  /// The time of that header.
  public Instant headerTime() {
    return Times.instant(header.getTime());
  }

  public T value() {
    return value;
  }

  /// What follows from it.
  ///
  /// @param conclusion depends on its argument alone
  public <R> Proved<R> map(Function<? super T, R> conclusion) {
    return new Proved<>(height, header, conclusion.apply(value));
  }

  /// As [#map], where something may follow or not.
  public <R> Optional<Proved<R>> flatMap(Function<? super T, Optional<R>> conclusion) {
    return conclusion.apply(value).map(result -> new Proved<>(height, header, result));
  }

  @Override
  public String toString() {
    return value + " proved at height " + height;
  }
}
