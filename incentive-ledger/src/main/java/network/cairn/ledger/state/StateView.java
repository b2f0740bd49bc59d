package network.cairn.ledger.state;

import java.util.Optional;

/// A state that can be read: keys to values, in unsigned order of keys. Values are never empty.
public interface StateView {
  /// Gets each entry of a scan; returns false to end it.
  interface Visitor {
    boolean visit(byte[] key, byte[] value);
  }

  Optional<byte[]> get(byte[] key);

  /// Visits the entries from one key up to, not including, another, in rising order.
  void scan(byte[] fromInclusive, byte[] toExclusive, Visitor visitor);

  /// A state without entries.
  static StateView empty() {
    return new StateView() {
      @Override
      public Optional<byte[]> get(byte[] key) {
        return Optional.empty();
      }

      @Override
      public void scan(byte[] fromInclusive, byte[] toExclusive, Visitor visitor) {}
    };
  }
}
