package network.cairn.store.pack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
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
      problems.add(
          "the index was missing and was built anew from "
              + found
              + " packs; pins, agreements, a provider's duties, attached files and names that it"
              + " had are gone: pin what shall stay before anything is collected");
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

  /// Moves aside what a pack has behind its last whole block, and deletes one that has none.
  private void keepWhole(Disk disk, Set<Integer> files, int id, long end, long size)
      throws IOException {
    String name = Pack.name(id);
    boolean empty = end == 0 && size <= Pack.header().remaining();
    if (size > end && !empty) {
      String aside = TornTail.moveAside(disk, name, end);
      problems.add(
          name
              + ": "
              + (size - end)
              + " bytes from byte "
              + end
              + " on are no whole block and were moved to "
              + aside);
    }
    if (end == 0) {
      disk.delete(name);
      files.remove(id);
    }
  }

  private void settle(Set<Integer> files, Map<Integer, PackRow> rows) throws IOException {
    for (int id : files) {
      settle(packs.open(id), rows.getOrDefault(id, PackRow.NEW));
    }
    for (int id : new TreeSet<>(rows.keySet())) {
      lastId = Math.max(lastId, id);
      if (!files.contains(id)) {
        problems.add(Pack.name(id) + " is missing; " + rows.get(id) + " in it");
      }
    }
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
    last = Optional.of(pack);
    lastLength = row.length();
  }

  /// Whether the index was built anew, and nobody has said since that this was told.
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
