package network.cairn.store.pack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import network.cairn.base.files.Disk;
import network.cairn.ipld.cid.Cid;
import network.cairn.store.blockstore.CorruptBlock;

/// The open packs by number. Thread-safe.
final class Packs {
  private final ConcurrentMap<Integer, Pack> packs = new ConcurrentHashMap<>();
  private final Disk disk;

  Packs(Disk disk) {
    this.disk = disk;
  }

  Pack create(int id) throws IOException {
    Pack pack = new Pack(id, disk, disk.create(Pack.name(id)));
    packs.put(id, pack);
    return pack;
  }

  Pack open(int id) throws IOException {
    Pack pack = new Pack(id, disk, disk.open(Pack.name(id)));
    packs.put(id, pack);
    return pack;
  }

  Optional<Pack> find(int id) {
    return Optional.ofNullable(packs.get(id));
  }

  List<Integer> ids() {
    return packs.keySet().stream().sorted().toList();
  }

  /// The content at a location; empty if the pack is gone, so that the caller looks the block up
  /// again.
  ///
  /// @throws CorruptBlock if the pack ends too early
  Optional<byte[]> read(Cid cid, Location location) {
    Pack pack = packs.get(location.pack());
    if (pack == null || !pack.acquire()) {
      return Optional.empty();
    }
    try {
      byte[] content = new byte[location.length()];
      int count = pack.file().read(ByteBuffer.wrap(content), location.offset());
      if (count < content.length) {
        throw new CorruptBlock(
            cid,
            pack.name,
            location.offset(),
            "the file ends after " + count + " of " + content.length + " bytes");
      }
      return Optional.of(content);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + pack.name + ": " + e.getMessage(), e);
    } finally {
      pack.release();
    }
  }

  /// Takes a pack out and deletes its file when the last reader is gone.
  void remove(int id) {
    Pack pack = packs.remove(id);
    if (pack != null) {
      pack.retire(true);
    }
  }

  void close() {
    for (int id : ids()) {
      Pack pack = packs.remove(id);
      if (pack != null) {
        pack.retire(false);
      }
    }
  }

  Disk disk() {
    return disk;
  }

  /// Length of all files, in bytes.
  long bytes() {
    long sum = 0;
    for (Pack pack : packs.values()) {
      if (pack.acquire()) {
        try {
          sum += pack.file().size();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        } finally {
          pack.release();
        }
      }
    }
    return sum;
  }

  int count() {
    return packs.size();
  }
}
