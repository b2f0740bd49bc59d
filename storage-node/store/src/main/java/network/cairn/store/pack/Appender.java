package network.cairn.store.pack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import network.cairn.base.varint.Varint;
import network.cairn.ipld.cid.Cid;
import org.jspecify.annotations.Nullable;

/// The end of the newest pack: takes sections of all writers in one order and writes them in large
/// pieces.
///
/// A pack whose write or fsync failed is given up at once: nobody knows what of it reached the
/// disk, and asking again may report success for lost data. What was committed in it before stays
/// readable. Thread-safe.
final class Appender {
  private static final int MAX_BUFFER = 1 << 20;
  private static final int MIN_BUFFER = 4 << 10;

  private final ReentrantLock lock = new ReentrantLock();
  private final ByteBuffer buffer;
  private final Map<Integer, Long> dirty = new HashMap<>();
  private final Set<Integer> broken = ConcurrentHashMap.newKeySet();
  private final Packs packs;
  private final long packSize;
  private @Nullable Pack active;
  private long written;
  private int nextId;
  private boolean directoryDirty;

  /// @param last the pack to go on with, and its length
  Appender(Packs packs, long packSize, int nextId, Optional<Pack> last, long length) {
    this.packs = packs;
    this.packSize = packSize;
    this.buffer = ByteBuffer.allocateDirect(Math.clamp(packSize / 4, MIN_BUFFER, MAX_BUFFER));
    this.nextId = nextId;
    this.active = last.orElse(null);
    this.written = length;
  }

  static int sectionSize(Cid cid, int length) {
    int body = cid.byteLength() + length;
    return Varint.length(body) + body;
  }

  /// Appends a section; its bytes are durable after [#force] and must be committed or given up by
  /// the caller.
  Location append(Cid cid, byte[] content) throws IOException {
    OptionalInt sum = OptionalInt.of(Location.sumOf(content));
    lock.lock();
    try {
      Pack pack = writable();
      long start = written + buffer.position();
      try {
        int head = sectionSize(cid, content.length) - content.length;
        section(pack, cid, content, head);
        pack.pending.incrementAndGet();
        return new Location(pack.id, start + head, content.length, cid.codec(), sum);
      } catch (IOException e) {
        giveUp(pack.id);
        throw e;
      }
    } finally {
      lock.unlock();
    }
  }

  private void section(Pack pack, Cid cid, byte[] content, int head) throws IOException {
    boolean direct = content.length >= buffer.capacity() / 4;
    if (buffer.remaining() < head + (direct ? 0 : content.length)) {
      drain(pack);
    }
    Varint.write(buffer, (long) cid.byteLength() + content.length);
    cid.write(buffer);
    if (direct) {
      drain(pack);
      pack.file().write(ByteBuffer.wrap(content), written);
      written += content.length;
    } else {
      buffer.put(content);
    }
  }

  private Pack writable() throws IOException {
    Pack pack = active;
    if (pack != null && written + buffer.position() < packSize) {
      return pack;
    }
    if (pack != null) {
      seal(pack);
    }
    pack = packs.create(nextId++);
    active = pack;
    written = 0;
    directoryDirty = true;
    buffer.clear().put(Pack.header());
    return pack;
  }

  private void seal(Pack pack) throws IOException {
    try {
      drain(pack);
    } catch (IOException e) {
      giveUp(pack.id);
      throw e;
    }
    dirty.put(pack.id, written);
    active = null;
  }

  private void drain(Pack pack) throws IOException {
    if (buffer.position() > 0) {
      buffer.flip();
      int size = buffer.remaining();
      pack.file().write(buffer, written);
      buffer.clear();
      written += size;
    }
  }

  /// Hands everything appended so far to the operating system, so that it can be read.
  void flush() throws IOException {
    lock.lock();
    try {
      if (active != null) {
        drain(active);
      }
    } catch (IOException e) {
      if (active != null) {
        giveUp(active.id);
      }
      throw e;
    } finally {
      lock.unlock();
    }
  }

  /// Makes everything appended so far durable. Called by one thread at a time.
  ///
  /// @return the durable length of each pack that was written to
  Map<Integer, Long> force() throws IOException {
    Map<Integer, Long> lengths;
    boolean directory;
    lock.lock();
    try {
      flush();
      if (active != null) {
        dirty.put(active.id, written);
      }
      lengths = new HashMap<>(dirty);
      dirty.clear();
      directory = directoryDirty;
      directoryDirty = false;
    } finally {
      lock.unlock();
    }
    try {
      for (int id : lengths.keySet()) {
        packs
            .find(id)
            .orElseThrow(() -> new IOException(Pack.name(id) + " is gone"))
            .file()
            .force();
      }
      if (directory) {
        packs.disk().forceDirectory();
      }
      return lengths;
    } catch (IOException e) {
      lengths.keySet().forEach(this::giveUp);
      throw e;
    }
  }

  /// Takes durable lengths back that the index refused: others have blocks in those packs, and what
  /// the index does not know is only judged at the next start. The next [#force] answers them
  /// again.
  void tellAgain(Map<Integer, Long> lengths) {
    lock.lock();
    try {
      lengths.forEach((id, length) -> {
        if (!broken.contains(id)) {
          dirty.merge(id, length, Math::max);
        }
      });
    } finally {
      lock.unlock();
    }
  }

  private void giveUp(int id) {
    lock.lock();
    try {
      broken.add(id);
      dirty.remove(id);
      directoryDirty = true;
      if (active != null && active.id == id) {
        active = null;
        buffer.clear();
      }
    } finally {
      lock.unlock();
    }
  }

  boolean isBroken(int pack) {
    return broken.contains(pack);
  }

  /// Ends the newest pack, so that it may be rewritten.
  void roll() throws IOException {
    lock.lock();
    try {
      if (active != null) {
        seal(active);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Whether a pack takes no more sections and none of it waits for a commit.
  boolean isSettled(Pack pack) {
    lock.lock();
    try {
      return active != pack && !dirty.containsKey(pack.id) && pack.pending.get() == 0;
    } finally {
      lock.unlock();
    }
  }

  /// Every later append has a position at or above this.
  long position() {
    lock.lock();
    try {
      return active == null
          ? Location.position(nextId, 0)
          : Location.position(active.id, written + buffer.position());
    } finally {
      lock.unlock();
    }
  }
}
