package network.cairn.ledger.state;

import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// A state in memory with its tree, for tests.
public final class MemoryState implements StateView, Jmt.Nodes {
  private final NavigableMap<byte[], byte[]> values = new TreeMap<>(Arrays::compareUnsigned);
  private final NavigableMap<byte[], byte[]> nodes = new TreeMap<>(Arrays::compareUnsigned);

  @Override
  public Optional<byte[]> get(byte[] key) {
    return Optional.ofNullable(values.get(key));
  }

  @Override
  public void scan(byte[] fromInclusive, byte[] toExclusive, Visitor visitor) {
    for (Map.Entry<byte[], byte[]> entry : values.subMap(fromInclusive, toExclusive).entrySet()) {
      if (!visitor.visit(entry.getKey(), entry.getValue())) {
        return;
      }
    }
  }

  @Override
  public Optional<byte[]> node(byte[] nodeKey) {
    return Optional.ofNullable(nodes.get(nodeKey));
  }

  public byte[] write(Map<byte[], Optional<byte[]>> writes) {
    Jmt.Update update = Jmt.update(this, writes);
    apply(nodes, update.nodes());
    apply(values, writes);
    return update.root();
  }

  private static void apply(
      NavigableMap<byte[], byte[]> to, Map<byte[], Optional<byte[]>> changes) {
    changes.forEach(
        (key, value) -> value.ifPresentOrElse(v -> to.put(key, v), () -> to.remove(key)));
  }

  NavigableMap<byte[], byte[]> values() {
    return values;
  }

  int nodeCount() {
    return nodes.size();
  }
}
