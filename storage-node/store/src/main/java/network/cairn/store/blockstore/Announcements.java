package network.cairn.store.blockstore;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import network.cairn.ipld.multihash.Multihash;

/// Tells all listeners what became durable, each by itself. Remembers nothing: what nobody heard
/// before a crash is never told. Thread-safe; never called under a lock of the store.
final class Announcements {
  private static final System.Logger LOG = System.getLogger(Announcements.class.getName());

  private final List<BlockListener> listeners = new CopyOnWriteArrayList<>();

  void add(BlockListener listener) {
    listeners.add(listener);
  }

  void tell(Collection<Multihash> blocks) {
    if (!blocks.isEmpty()) {
      listeners.forEach(listener -> guard(() -> listener.stored(blocks)));
    }
  }

  /// Announces; a failure is only logged, because what is announced is done.
  void guard(Runnable announcement) {
    if (listeners.isEmpty()) {
      return;
    }
    try {
      announcement.run();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "announcing stored blocks failed", e);
    }
  }
}
