package network.cairn.ledger.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The root by its definition alone, from all entries, to compare with.
public final class NaiveJmt {
  private NaiveJmt() {}

  private record Entry(byte[] keyHash, byte[] valueHash) {}

  public static byte[] root(Map<byte[], byte[]> values) {
    JmtHash hasher = new JmtHash();
    List<Entry> entries = new ArrayList<>();
    values.forEach((k, v) -> entries.add(new Entry(hasher.plain(k), hasher.plain(v))));
    return root(hasher, entries, 0);
  }

  private static byte[] root(JmtHash hasher, List<Entry> entries, int bit) {
    if (entries.isEmpty()) {
      return "SPARSE_MERKLE_PLACEHOLDER_HASH__"
          .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }
    if (entries.size() == 1) {
      return hasher.leaf(entries.getFirst().keyHash(), entries.getFirst().valueHash());
    }
    List<Entry> left = entries.stream().filter(e -> bit(e, bit) == 0).toList();
    List<Entry> right = entries.stream().filter(e -> bit(e, bit) == 1).toList();
    return hasher.inner(root(hasher, left, bit + 1), root(hasher, right, bit + 1));
  }

  private static int bit(Entry entry, int bit) {
    return entry.keyHash()[bit / 8] >> (7 - bit % 8) & 1;
  }
}
