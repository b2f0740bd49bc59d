package network.cairn.store.repo;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import network.cairn.lmdb.Table;
import network.cairn.lmdb.Tables;
import network.cairn.store.facts.FactTable;

/// The state store in the table STATE, below a prefix of its own.
final class TableState implements Repository.StateStore {
  private static final Table STATE = new Table("STATE", 480);
  private static final String OWN = "s:";

  /// All that others keep here.
  static final FactTable FACTS = new FactTable(STATE, OWN.getBytes(StandardCharsets.UTF_8));

  private static final int MAX_NAME = 400;
  private static final int PAGE = 256;

  private final Tables tables;

  TableState(Tables tables) {
    this.tables = tables;
    tables.register(STATE);
  }

  @Override
  public Optional<byte[]> get(String name) {
    return tables.get(STATE, key(name));
  }

  @Override
  public void put(String name, byte[] value) {
    byte[] copy = value.clone();
    tables.write(change -> {
      change.put(STATE, key(name), copy);
      return true;
    });
  }

  @Override
  public boolean remove(String name) {
    return tables.write(change -> change.delete(STATE, key(name)));
  }

  @Override
  public void write(Map<String, Optional<byte[]>> changes) {
    tables.write(change -> {
      changes.forEach((name, value) -> {
        if (value.isPresent()) {
          change.put(STATE, key(name), value.get());
        } else {
          change.delete(STATE, key(name));
        }
      });
      return true;
    });
  }

  @Override
  public void scan(String prefix, BiConsumer<String, byte[]> visitor) {
    byte[] start = key(prefix);
    byte[] next = start;
    boolean more = true;
    while (more) {
      Map<String, byte[]> page = page(start, next);
      page.forEach(visitor);
      more = page.size() == PAGE;
      if (more) {
        byte[] last = key(page.keySet().stream().reduce((a, b) -> b).orElseThrow());
        next = Tables.after(last);
      }
    }
  }

  private Map<String, byte[]> page(byte[] prefix, byte[] first) {
    return tables.read(reader -> {
      Map<String, byte[]> page = new LinkedHashMap<>();
      reader.scan(
          STATE,
          first,
          (key, value) -> {
            if (!startsWith(key, prefix)) {
              return false;
            }
            page.put(
                new String(key, OWN.length(), key.length - OWN.length(), StandardCharsets.UTF_8),
                value);
            return page.size() < PAGE;
          });
      return page;
    });
  }

  private static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static byte[] key(String name) {
    byte[] key = (OWN + name).getBytes(StandardCharsets.UTF_8);
    if (key.length > MAX_NAME + OWN.length()) {
      throw new IllegalArgumentException("a name has at most " + MAX_NAME + " bytes: " + name);
    }
    return key;
  }
}
