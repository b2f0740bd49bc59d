package network.cairn.store.pack;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import network.cairn.base.files.Disk;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.lmdb.Tables;
import network.cairn.store.blockstore.CarRefused;
import network.cairn.store.blockstore.HashPolicy;
import network.cairn.store.car.SectionReader;

/// Rebuilds the index of one pack from its sections, up to the first that is cut off or does not
/// hash to its name.
final class PackScan {
  private static final int BATCH = 8192;

  private final String name;
  private final int id;
  private final Disk.File file;
  private final Hashing hashing;

  PackScan(String name, int id, Disk.File file, Hashing hashing) {
    this.name = name;
    this.id = id;
    this.file = file;
    this.hashing = hashing;
  }

  void restore(Tables tables) throws IOException {
    Map<Multihash, Location> batch = new LinkedHashMap<>();
    long end = 0;
    try {
      SectionReader sections = new SectionReader(name, file);
      end = sections.position();
      for (Optional<SectionReader.Section> next = sections.next();
          next.isPresent();
          next = sections.next()) {
        SectionReader.Section section = next.get();
        Multihash multihash = section.cid().multihash();
        if (!HashPolicy.matches(hashing, multihash, section.content())) {
          break;
        }
        end = sections.position();
        batch.put(
            multihash,
            new Location(id, section.offset(), section.content().length, section.cid().codec()));
        if (batch.size() == BATCH) {
          write(tables, batch, end);
          batch.clear();
        }
      }
    } catch (CarRefused _) {
      // The tail of a pack that was being written; everything before it is good.
    }
    if (end > 0) {
      write(tables, batch, end);
    }
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
