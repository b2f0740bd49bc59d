package network.cairn.deals.provider;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import network.cairn.store.repo.Repository.StateStore;

/// A store in memory that may fail as a full disk does. For one thread.
final class MemoryState implements StateStore {
  final Map<String, byte[]> entries = new TreeMap<>();
  boolean broken;

  /// Changes made.
  int writes;

  @Override
  public Optional<byte[]> get(String name) {
    return Optional.ofNullable(entries.get(name));
  }

  @Override
  public void put(String name, byte[] value) {
    requireWhole();
    entries.put(name, value);
  }

  @Override
  public boolean remove(String name) {
    requireWhole();
    return entries.remove(name) != null;
  }

  @Override
  public void write(Map<String, Optional<byte[]>> changes) {
    changes.forEach((name, value) -> {
      if (value.isPresent()) {
        put(name, value.get());
      } else {
        remove(name);
      }
    });
  }

  @Override
  public void scan(String prefix, BiConsumer<String, byte[]> visitor) {
    entries.forEach((name, value) -> {
      if (name.startsWith(prefix)) {
        visitor.accept(name, value);
      }
    });
  }

  private void requireWhole() {
    if (broken) {
      throw new UncheckedIOException(new IOException("No space left on device"));
    }
    writes++;
  }
}
