package network.cairn.store.repo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import network.cairn.base.time.Deadline;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.store.blockstore.Blockstore;
import network.cairn.store.blockstore.Deletion;
import network.cairn.store.gc.GcReport;
import network.cairn.store.pin.Pins;

/// One node's data on the disk, open in this process and in no other. Thread-safe.
///
/// Below the home: `version`, `repo.lock`, `blocks/` (packs), `index/` (LMDB), `facts/` (the log of
/// what only the index knows), `spare` (room for what frees room), and `pins-lost` after an index
/// was lost with pins. Other parts of the node keep their files beside them.
public interface Repository extends AutoCloseable {
  /// The layout's version.
  int VERSION = 1;

  /// Opens the repository of a home directory and takes its lock.
  ///
  /// @throws RepoUnusable if there is none, one of another version, or its index is damaged
  /// @throws RepoLocked if another process has it open
  static Repository open(Path home, RepoOptions options) throws IOException {
    return DiskRepository.open(home, options);
  }

  /// Makes a directory a repository; does nothing if it is one.
  static void init(Path home) throws IOException {
    Layout.init(home);
  }

  static boolean exists(Path home) {
    return Layout.exists(home);
  }

  Path home();

  /// Puts are admitted by the quota.
  Blockstore blockstore();

  Pins pins();

  /// Small durable values of other parts of the node.
  StateStore state();

  /// Names roots that garbage collection spares with all that is here below them, for instance the
  /// mutable file system's. A root that becomes live later is protected by
  /// [network.cairn.store.blockstore.Writer#keep] until the supplier names it.
  void addLiveRoots(Supplier<Collection<Cid>> roots);

  /// Removes what nothing keeps, then rewrites packs that are mostly dead. Stops no reader and no
  /// writer.
  ///
  /// @param removed told each block that left the index
  default GcReport gc(Consumer<Multihash> removed) {
    return gc(removed, Deadline.none());
  }

  /// As [#gc(Consumer)] for a caller with a deadline: behind it nothing further is marked, and what
  /// was not removed by then stays.
  ///
  /// @throws CollectionHeld while pins are lost, until the user says that they are made again
  GcReport gc(Consumer<Multihash> removed, Deadline deadline);

  /// Deletes blocks unless they are pinned, as `block rm`; a pinned one is answered with who holds
  /// it.
  Map<Cid, Removal> removeBlocks(Collection<Cid> blocks);

  RepoStat stat();

  /// Reads every block in the packs and checks its hash.
  ///
  /// @param drop whether damaged blocks leave the index
  VerifyReport verify(boolean drop, Consumer<VerifyEvent> progress);

  /// Sets room aside, counted against StorageMax and the disk reserve.
  ///
  /// @throws QuotaExceeded if there is none
  Reservation reserve(long bytes);

  /// Sets room aside for files that do not count against StorageMax, such as a provider's pieces:
  /// only the disk reserve binds.
  ///
  /// @throws QuotaExceeded if there is none
  Reservation reserveOutside(long bytes);

  /// The most that [#reserveOutside] would give now; 0 if nothing.
  long freeOutside();

  @Override
  void close();

  /// What became of one block in [#removeBlocks].
  sealed interface Removal {
    record Done(Deletion deletion) implements Removal {}

    /// Not removed: `reason` is Kubo's wording, such as `pinned: recursive`.
    record Pinned(String reason) implements Removal {}
  }

  /// How a verification ended.
  ///
  /// @param checked blocks read
  /// @param damaged blocks whose bytes are wrong
  record VerifyReport(long checked, long damaged) {}

  /// A step of a verification.
  sealed interface VerifyEvent {
    record Checked(long blocks, long of) implements VerifyEvent {}

    record Damaged(Multihash block, String message) implements VerifyEvent {}
  }

  /// Small durable values by name, atomic each. Thread-safe.
  interface StateStore {
    /// @param name at most 400 bytes of UTF-8
    Optional<byte[]> get(String name);

    void put(String name, byte[] value);

    boolean remove(String name);

    /// Puts, and where a value is empty removes, all at once: after a crash all of it is there, or
    /// nothing.
    void write(Map<String, Optional<byte[]>> changes);

    /// Visits all entries whose name starts with `prefix`, in order of their bytes.
    void scan(String prefix, BiConsumer<String, byte[]> visitor);
  }
}
