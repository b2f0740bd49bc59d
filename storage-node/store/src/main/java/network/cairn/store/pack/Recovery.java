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
import network.cairn.ipld.multihash.Hashing;
import network.cairn.lmdb.Table;
import network.cairn.lmdb.Tables;

/// Brings packs and index together on opening.
///
/// The index rules: bytes beyond a pack's committed length and files that it does not know were
/// never reported as kept. Only an index that has never been written next to existing packs is
/// built anew from them.
final class Recovery {
  /// The repository's table of state; its own keys begin otherwise.
  private static final Table STATE = new Table("STATE", 480);

  private static final byte[] FORMAT = {'f', ':', 'f', 'o', 'r', 'm', 'a', 't'};

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
    recovery.settle(disk, files, PackRow.all(tables));
    return recovery;
  }

  private void rebuild(Disk disk, Set<Integer> files, Tables tables, Hashing hashing)
      throws IOException {
    for (int id : files) {
      try (Disk.File file = disk.openReadOnly(Pack.name(id))) {
        new PackScan(Pack.name(id), id, file, hashing).restore(tables);
      }
    }
    tables.write(change -> {
      change.put(STATE, FORMAT, new byte[] {1});
      return true;
    });
    if (!files.isEmpty()) {
      problems.add("the index was missing and was built anew from " + files.size() + " packs");
    }
  }

  private void settle(Disk disk, Set<Integer> files, Map<Integer, PackRow> rows)
      throws IOException {
    for (int id : files) {
      PackRow row = rows.get(id);
      lastId = Math.max(lastId, id);
      if (row == null) {
        disk.delete(Pack.name(id));
      } else {
        settle(packs.open(id), row);
      }
    }
    for (int id : new TreeSet<>(rows.keySet())) {
      lastId = Math.max(lastId, id);
      if (!files.contains(id)) {
        problems.add(Pack.name(id) + " is missing; " + rows.get(id) + " in it");
      }
    }
    disk.forceDirectory();
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
    if (size > row.length()) {
      pack.file().truncate(row.length());
      pack.file().force();
    }
    last = Optional.of(pack);
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
