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
import network.cairn.lmdb.Table;
import network.cairn.lmdb.Tables;

/// Brings packs and index together on opening.
///
/// Bytes beyond a pack's committed length, and packs newer than every one that the index knows,
/// were never reported as kept, unless the index is older than the packs. So nothing of them is
/// thrown away on its word: blocks that hash to their names are taken into the index, as if they
/// had just been put (a collection removes what nobody pins), and what is no whole block is moved
/// aside. A pack that the index has outlived was emptied, and is deleted. An index that has never
/// been written next to existing packs is built anew from them.
final class Recovery {
  /// The repository's table of state; its own keys begin otherwise.
  private static final Table STATE = new Table("STATE", 480);

  private static final byte[] FORMAT = {'f', ':', 'f', 'o', 'r', 'm', 'a', 't'};

  /// There from when an index was built anew until whoever answers for pins knows.
  private static final byte[] LOST = {'f', ':', 'l', 'o', 's', 't'};

  private final Packs packs;
  private final List<String> problems = new ArrayList<>();
  private int lastId = -1;
  private Optional<Pack> last = Optional.empty();
  private long lastLength;

  private Recovery(Packs packs) {
    this.packs = packs;
  }

  static Recovery run(Disk disk, Tables tables, Hashing hashing) throws IOException {
    List.of(Location.BLOCKS, PackRow.PACKS, STATE).forEach(tables::register);
    Recovery recovery = new Recovery(new Packs(disk));
    Set<Integer> files =
        disk.list().stream()
            .filter(Pack::isName)
            .map(Pack::id)
            .collect(Collectors.toCollection(TreeSet::new));
    if (tables.get(STATE, FORMAT).isEmpty()) {
      recovery.rebuild(disk, files, tables, hashing);
    }
    recovery.adopt(disk, files, tables, hashing);
    recovery.settle(files, PackRow.all(tables));
    disk.forceDirectory();
    return recovery;
  }

  private void rebuild(Disk disk, Set<Integer> files, Tables tables, Hashing hashing)
      throws IOException {
    for (int id : files) {
      try (Disk.File file = disk.openReadOnly(Pack.name(id))) {
        PackScan scan = new PackScan(Pack.name(id), id, file, hashing);
        long end = scan.restore(tables, 0);
        if (scan.damaged() > 0 || end < file.size()) {
          problems.add(
              Pack.name(id)
                  + ": "
                  + scan.damaged()
                  + " damaged blocks were left out; "
                  + (file.size() - end)
                  + " bytes at its end are no whole block and were moved aside");
        }
      }
    }
    tables.write(change -> {
      if (!files.isEmpty()) {
        change.put(STATE, LOST, new byte[] {1});
      }
      change.put(STATE, FORMAT, new byte[] {1});
      return true;
    });
    if (!files.isEmpty()) {
      problems.add(
          "the index was missing and was built anew from "
              + files.size()
              + " packs; pins, agreements, a provider's duties, attached files and names that it"
              + " had are gone: pin what shall stay before anything is collected");
    }
  }

  /// Takes whole blocks of which the index does not know into it, and moves aside what is left.
  private void adopt(Disk disk, Set<Integer> files, Tables tables, Hashing hashing)
      throws IOException {
    Map<Integer, PackRow> rows = PackRow.all(tables);
    int newest = rows.keySet().stream().mapToInt(id -> id).max().orElse(-1);
    for (int id : List.copyOf(files)) {
      String name = Pack.name(id);
      PackRow row = rows.get(id);
      lastId = Math.max(lastId, id);
      if (row == null && id < newest) {
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
      boolean empty = end == 0 && size <= Pack.header().remaining();
      if (size > end && !empty) {
        TornTail.moveAside(disk, name, end);
      }
      if (end == 0) {
        disk.delete(name);
        files.remove(id);
      }
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
  static boolean lostItsIndex(Tables tables) {
    return tables.get(STATE, LOST).isPresent();
  }

  static void lossIsTold(Tables tables) {
    boolean removed = tables.write(change -> change.delete(STATE, LOST));
    if (!removed) {
      throw new IllegalStateException("no loss of an index was to be told");
    }
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
