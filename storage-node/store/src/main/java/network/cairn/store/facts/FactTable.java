package network.cairn.store.facts;

import java.util.Arrays;
import network.cairn.lmdb.Table;

/// Rows that are facts: those of a table whose keys begin with a prefix.
public record FactTable(Table table, byte[] prefix) {
  boolean has(Table other, byte[] key) {
    return table.equals(other) && startsWith(key);
  }

  boolean startsWith(byte[] key) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }
}
