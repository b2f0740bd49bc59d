package network.cairn.store.gc;

import java.util.function.Consumer;
import network.cairn.ipld.cid.Cid;

/// What keeps blocks alive; asked once a collection has begun.
public interface GcRoots {
  /// Roots whose whole DAG must stay. A missing block below one aborts the collection, because what
  /// hangs below it is unknown.
  void recursive(Consumer<Cid> roots);

  /// Single blocks that must stay.
  void direct(Consumer<Cid> roots);

  /// Roots whose DAG stays as far as it is here (the mutable file system, whose parts are fetched
  /// on demand).
  void bestEffort(Consumer<Cid> roots);
}
