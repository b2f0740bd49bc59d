package network.cairn.store.pack;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import network.cairn.ipld.multihash.Multihash;

/// Checked contents of blocks that many ask for, within bounds in bytes and in number; the one
/// asked for longest ago goes first.
///
/// A block is kept when it is met again before as many bytes of others were met as there is room
/// for: what is read once from end to end drives nothing out. Whether a block is still in the store
/// is not known here. Thread-safe.
final class HotBlocks {
  /// No block of more than this part of the room.
  private static final int PART = 4;

  private static final int MOST_MET = 4096;

  /// Each takes some hundred bytes beside its content, which may have none.
  static final int MOST_KEPT = 16_384;

  private final long room;
  private final LinkedHashMap<Multihash, byte[]> kept = new LinkedHashMap<>(16, 0.75f, true);
  private final LinkedHashMap<Multihash, Integer> met = new LinkedHashMap<>();
  private long keptBytes;
  private long metBytes;

  /// @param room bytes of contents
  HotBlocks(long room) {
    this.room = room;
  }

  /// The content, not to be changed.
  synchronized Optional<byte[]> get(Multihash block) {
    return Optional.ofNullable(kept.get(block));
  }

  /// A content was read and checked; it must not be changed any more.
  synchronized void met(Multihash block, byte[] content) {
    if (content.length > room / PART || kept.containsKey(block)) {
      return;
    }
    Integer before = met.remove(block);
    if (before == null) {
      met.put(block, content.length);
      metBytes += content.length;
      forget();
      return;
    }
    metBytes -= before;
    kept.put(block, content);
    keptBytes += content.length;
    Iterator<byte[]> oldest = kept.values().iterator();
    while (keptBytes > room || kept.size() > MOST_KEPT) {
      keptBytes -= oldest.next().length;
      oldest.remove();
    }
  }

  private void forget() {
    Iterator<Map.Entry<Multihash, Integer>> oldest = met.entrySet().iterator();
    while (metBytes > room || met.size() > MOST_MET) {
      metBytes -= oldest.next().getValue();
      oldest.remove();
    }
  }

  /// Bytes that are kept.
  synchronized long bytes() {
    return keptBytes;
  }
}
