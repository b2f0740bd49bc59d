package network.cairn.store.pack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import network.cairn.base.files.DeadTail;
import network.cairn.base.files.Disk;
import network.cairn.base.files.TornTail;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.lmdb.Tables;

/// Brings packs and index together on opening.
///
/// Bytes beyond a pack's committed length, and packs newer than every one that the index knows,
/// were never reported as kept, unless the index is older than the packs. So nothing of them is
/// thrown away on its word: blocks that hash to their names are taken into the index, as if they
/// had just been put (a collection removes what nobody pins), and what is no whole block is moved
/// aside and named. A pack that the index has outlived was emptied, and is deleted. An index that
/// has never been written next to existing packs is built anew from them; it counts as written only
/// once no pack is left of which it knows nothing, because that is how an emptied one looks.
final class Recovery {
  private final Packs packs;
  private final List<String> problems = new ArrayList<>();

  /// Packs with bytes behind their last whole block.
  private final Set<Integer> torn = new HashSet<>();

  private int lastId = -1;
  private Optional<Pack> last = Optional.empty();
  private long lastLength;

  private Recovery(Packs packs) {
    this.packs = packs;
  }

  static Recovery run(Disk disk, Tables tables, Hashing hashing) throws IOException {
    List.of(Location.BLOCKS, PackRow.PACKS).forEach(tables::register);
    StoreState.register(tables);
    Recovery recovery = new Recovery(new Packs(disk));
    Set<Integer> files =
        disk.list().stream()
            .filter(Pack::isName)
            .map(Pack::id)
            .collect(Collectors.toCollection(TreeSet::new));
    if (!StoreState.isComplete(tables)) {
      recovery.rebuild(disk, files, tables, hashing);
    }
    recovery.adopt(disk, files, tables, hashing);
    recovery.settle(files, PackRow.all(tables));
    recovery.missing(files, tables);
    disk.forceDirectory();
    return recovery;
  }

  private void rebuild(Disk disk, Set<Integer> files, Tables tables, Hashing hashing)
      throws IOException {
    int found = files.size();
    for (int id : List.copyOf(files)) {
      lastId = Math.max(lastId, id);
      int damaged;
      long end;
      long size;
      try (Disk.File file = disk.openReadOnly(Pack.name(id))) {
        PackScan scan = new PackScan(Pack.name(id), id, file, hashing);
        end = scan.restore(tables, 0);
        damaged = scan.damaged();
        size = file.size();
      }
      if (damaged > 0) {
        problems.add(Pack.name(id) + ": " + damaged + " damaged blocks were left out");
      }
      keepWhole(disk, files, id, end, size);
    }
    StoreState.complete(tables, found > 0);
    if (found > 0) {
      problems.add("the index was missing and was built anew from " + found + " packs");
    }
  }

  /// Takes whole blocks of which the index does not know into it, and moves aside what is left.
  private void adopt(Disk disk, Set<Integer> files, Tables tables, Hashing hashing)
      throws IOException {
    Map<Integer, PackRow> rows = PackRow.all(tables);
    int emptied = StoreState.emptied(tables);
    int newest = rows.keySet().stream().mapToInt(id -> id).max().orElse(-1);
    lastId = Math.max(lastId, emptied);
    for (int id : List.copyOf(files)) {
      String name = Pack.name(id);
      PackRow row = rows.get(id);
      lastId = Math.max(lastId, id);
      if (row == null && id <= Math.max(newest, emptied)) {
        disk.delete(name);
        files.remove(id);
        continue;
      }
      if (row != null && row.cut()) {
        finishCut(disk, id, row);
        continue;
      }
      long known = row == null ? 0 : row.length();
      long end = known;
      long size;
      try (Disk.File file = disk.openReadOnly(name)) {
        size = file.size();
        if (size > known) {
          // The index must not know of blocks that the disk does not keep.
          file.force();
          disk.forceDirectory();
          end = new PackScan(name, id, file, hashing).restore(tables, known);
        }
      }
      keepWhole(disk, files, id, end, size);
    }
  }

  /// A pack that was being cut has nothing but dead blocks beyond its length, which must not come
  /// back.
  private static void finishCut(Disk disk, int id, PackRow row) throws IOException {
    try (Disk.File file = disk.open(Pack.name(id))) {
      DeadTail.cut(file, row.length());
    }
  }

  /// Moves aside what a pack has behind its last whole block, and the whole of one that has none.
  /// Where a full disk has no room beside, the bytes stay, and nothing is put behind them.
  private void keepWhole(Disk disk, Set<Integer> files, int id, long end, long size)
      throws IOException {
    String name = Pack.name(id);
    if (end == 0) {
      files.remove(id);
      if (size <= Pack.header().remaining()) {
        disk.delete(name);
      } else {
        problems.add(torn(name, end, size) + "were moved to " + TornTail.moveAllAside(disk, name));
      }
    } else if (size > end) {
      try {
        problems.add(
            torn(name, end, size) + "were moved to " + TornTail.moveAside(disk, name, end));
      } catch (IOException e) {
        if (disk.usable() > size - end) {
          throw e;
        }
        torn.add(id);
        problems.add(torn(name, end, size) + "stay, because the disk is full: " + e.getMessage());
      }
    }
  }

  private static String torn(String name, long end, long size) {
    return name + ": " + (size - end) + " bytes from byte " + end + " on are no whole block and ";
  }

  private void settle(Set<Integer> files, Map<Integer, PackRow> rows) throws IOException {
    for (int id : files) {
      settle(packs.open(id), rows.getOrDefault(id, PackRow.NEW));
    }
  }

  /// Names the packs that the index knows and the disk has not, and forgets those that it needs
  /// not.
  private void missing(Set<Integer> files, Tables tables) {
    new TreeMap<>(PackRow.all(tables))
        .forEach((id, row) -> {
          lastId = Math.max(lastId, id);
          if (files.contains(id)) {
            return;
          }
          if (row.liveBlocks() == 0) {
            forget(tables, id);
            return;
          }
          problems.add(
              Pack.name(id)
                  + " is missing, and with it "
                  + row.contents()
                  + "; put it back from a backup, or let 'repo verify --drop' forget its blocks");
        });
  }

  private static void forget(Tables tables, int id) {
    tables.write(change -> {
      Committer.Rows rows = new Committer.Rows(change);
      rows.get(id);
      rows.forget(id);
      rows.flush();
      return true;
    });
  }

  private void settle(Pack pack, PackRow row) throws IOException {
    long size = pack.file().size();
    last = Optional.empty();
    if (size < row.length()) {
      problems.add(
          pack.name
              + " has "
              + size
              + " bytes, the index knows "
              + row.length()
              + "; run 'repo verify'");
      return;
    }
    last = Optional.of(pack).filter(known -> !torn.contains(known.id) && !row.cut());
    lastLength = row.length();
  }

  Packs packs() {
    return packs;
  }

  List<String> problems() {
    return problems;
  }

  /// Goes on with the newest pack if it is whole.
  Appender appender(long packSize) {
    boolean whole = last.filter(pack -> pack.id == lastId && lastLength > 0).isPresent();
    return new Appender(
        packs, packSize, lastId + 1, whole ? last : Optional.empty(), whole ? lastLength : 0);
  }
}
