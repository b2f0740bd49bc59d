package network.cairn.ledger.rules;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import network.cairn.ledger.state.StateView;

/// A state in memory, changed by whole blocks.
final class MemoryState implements StateView {
  private final TreeMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);

  void apply(SortedMap<byte[], Optional<byte[]>> writes) {
    writes.forEach(
        (key, value) -> value.ifPresentOrElse(v -> entries.put(key, v), () -> entries.remove(key)));
  }

  SortedMap<byte[], byte[]> entries() {
    return entries;
  }

  @Override
  public Optional<byte[]> get(byte[] key) {
    return Optional.ofNullable(entries.get(key));
  }

  @Override
  public void scan(byte[] fromInclusive, byte[] toExclusive, Visitor visitor) {
    for (Map.Entry<byte[], byte[]> entry : entries.subMap(fromInclusive, toExclusive).entrySet()) {
      if (!visitor.visit(entry.getKey(), entry.getValue())) {
        return;
      }
    }
  }
}
