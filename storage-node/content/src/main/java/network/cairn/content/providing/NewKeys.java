package network.cairn.content.providing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import network.cairn.ipld.multihash.Multihash;

/// Keys that are new and have not been announced yet: [#MOST], of which the oldest give way,
/// because the root of what is added comes last. For one lock of its owner.
final class NewKeys {
  static final int MOST = 65_536;

  private final SequencedSet<Multihash> keys = new LinkedHashSet<>();
  private boolean overflown;

  void add(Collection<Multihash> more) {
    for (Multihash key : more) {
      if (key.bytes().length <= KeySlice.MAX_KEY) {
        keys.addLast(key);
      }
      if (keys.size() > MOST) {
        keys.removeFirst();
        overflown = true;
      }
    }
  }

  int size() {
    return keys.size();
  }

  boolean contains(Multihash key) {
    return keys.contains(key);
  }

  /// Whether some gave way since this was asked last.
  boolean takeOverflown() {
    boolean was = overflown;
    overflown = false;
    return was;
  }

  /// The newest; they are no longer here.
  List<Multihash> take(int most) {
    List<Multihash> taken = new ArrayList<>();
    while (taken.size() < most && !keys.isEmpty()) {
      taken.add(keys.removeLast());
    }
    return taken;
  }
}
