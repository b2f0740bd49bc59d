package network.cairn.store.pack;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import network.cairn.base.files.Disk;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.lmdb.Tables;
import network.cairn.store.blockstore.CarRefused;
import network.cairn.store.blockstore.HashPolicy;
import network.cairn.store.car.SectionReader;

/// Brings into the index what one pack holds and the index does not know: every section that hashes
/// to its name. One that does not is left out; what is cut off or malformed ends the scan.
final class PackScan {
  private static final int BATCH = 8192;

  private final String name;
  private final int id;
  private final Disk.File file;
  private final Hashing hashing;
  private int damaged;

  PackScan(String name, int id, Disk.File file, Hashing hashing) {
    this.name = name;
    this.id = id;
    this.file = file;
    this.hashing = hashing;
  }

  /// Durable in the index when this returns, so the file is forced before.
  ///
  /// @param from where to begin, the end of a whole section; 0 for the pack's header
  /// @return the end of the last whole section; `from` if there is none
  long restore(Tables tables, long from) throws IOException {
    Map<Multihash, Location> batch = new LinkedHashMap<>();
    long end = from;
    try {
      SectionReader sections =
          from == 0 ? new SectionReader(name, file) : new SectionReader(name, file, from);
      for (Optional<SectionReader.Section> next = sections.next();
          next.isPresent();
          next = sections.next()) {
        SectionReader.Section section = next.get();
        Multihash multihash = section.cid().multihash();
        if (!HashPolicy.matches(hashing, multihash, section.content())) {
          damaged++;
          continue;
        }
        end = sections.position();
        batch.put(
            multihash,
            new Location(
                id,
                section.offset(),
                section.content().length,
                section.cid().codec(),
                OptionalInt.of(Location.sumOf(section.content()))));
        if (batch.size() == BATCH) {
          write(tables, batch, end);
          batch.clear();
        }
      }
    } catch (CarRefused _) {
      // The tail of a pack that was being written; everything before it is good.
    }
    if (!batch.isEmpty()) {
      write(tables, batch, end);
    }
    return end;
  }

  /// Sections so far that do not hash to their name.
  int damaged() {
    return damaged;
  }

  private void write(Tables tables, Map<Multihash, Location> batch, long length) {
    tables.write(change -> {
      Committer.Rows rows = new Committer.Rows(change);
      rows.put(id, rows.get(id).grownTo(length));
      batch.forEach((multihash, location) -> Committer.place(change, rows, multihash, location));
      rows.flush();
      return true;
    });
  }
}
