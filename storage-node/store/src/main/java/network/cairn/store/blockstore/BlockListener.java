package network.cairn.store.blockstore;

import java.util.Collection;
import network.cairn.ipld.multihash.Multihash;

/// Hears which blocks became this node's: the one event that exchange and providing act on.
public interface BlockListener {
  /// These blocks are durable and can be read from now on; told after their commit, on the thread
  /// that made it, which holds no lock of the store. A large import or an attached file is told in
  /// several calls, and several threads may call at once. A block that was put again may be told
  /// again.
  ///
  /// Must not block: whoever commits waits. What it throws is logged, and hurts neither the commit
  /// nor other listeners.
  ///
  /// @param blocks not to be kept: copy what is needed
  void stored(Collection<Multihash> blocks);
}
