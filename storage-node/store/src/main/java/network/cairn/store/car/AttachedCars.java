package network.cairn.store.car;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import network.cairn.base.files.Disk;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.lmdb.Table;
import network.cairn.lmdb.Tables;
import network.cairn.store.blockstore.Announcements;
import network.cairn.store.blockstore.AttachedCar;
import network.cairn.store.blockstore.CorruptBlock;
import network.cairn.store.blockstore.HashPolicy;

/// Immutable CAR files that belong to somebody else and whose blocks the store serves.
///
/// A file's row is written first as *indexing* and becomes *complete* in the end, and *indexing*
/// again when it is detached; the entries of a row that is not complete count for nothing and are
/// removed on opening. Files are only read. Thread-safe.
public final class AttachedCars {
  private static final int BATCH = 4096;

  /// The files by their owner's name for them.
  private static final Table CARS = new Table("ATTACHED", 480);

  /// Places by multihash and number of the file.
  public static final Table BLOCKS =
      new Table("ATTACHED_BLOCKS", HashPolicy.MAX_MULTIHASH + Integer.BYTES);

  /// Multihashes by number of the file and offset.
  private static final Table SECTIONS = new Table("ATTACHED_SECTIONS", Integer.BYTES + Long.BYTES);

  /// Where a block's content lies.
  ///
  /// @param car number of the file
  public record Place(int car, long offset, int length) {}

  private record Section(byte[] multihash, long offset, int length) {}

  /// The value of CARS; its key is the id.
  private record Row(int car, boolean complete, long size, long blocks, String path) {
    byte[] encode() {
      byte[] text = path.getBytes(StandardCharsets.UTF_8);
      return ByteBuffer.allocate(21 + text.length)
          .putInt(car)
          .put((byte) (complete ? 1 : 0))
          .putLong(size)
          .putLong(blocks)
          .put(text)
          .array();
    }

    static Row decode(byte[] value) {
      ByteBuffer buffer = ByteBuffer.wrap(value);
      return new Row(
          buffer.getInt(),
          buffer.get() == 1,
          buffer.getLong(),
          buffer.getLong(),
          new String(value, buffer.position(), buffer.remaining(), StandardCharsets.UTF_8));
    }
  }

  private final Disk home;
  private final Tables tables;
  private final Hashing hashing;
  private final Announcements announcements;
  private final ReentrantLock changes = new ReentrantLock();
  private final Map<Integer, Open> open = new ConcurrentHashMap<>();

  private record Open(AttachedCar car, Disk.File file) {}

  /// @param home where relative paths begin
  /// @param announcements told what became readable
  /// @param problems told what cannot be opened
  public AttachedCars(
      Disk home,
      Tables tables,
      Hashing hashing,
      Announcements announcements,
      List<String> problems) {
    this.home = home;
    this.tables = tables;
    this.hashing = hashing;
    this.announcements = announcements;
    List.of(CARS, BLOCKS, SECTIONS).forEach(tables::register);
    rows().forEach((id, row) -> restore(id, row, problems));
  }

  private void restore(String id, Row row, List<String> problems) {
    if (!row.complete()) {
      erase(id, row.car());
      return;
    }
    try {
      Disk.File file = home.openReadOnly(row.path());
      if (file.size() != row.size()) {
        problems.add(
            "attached file "
                + row.path()
                + " has "
                + file.size()
                + " bytes instead of "
                + row.size());
      }
      open.put(
          row.car(),
          new Open(new AttachedCar(id, Path.of(row.path()), row.size(), row.blocks()), file));
    } catch (IOException e) {
      problems.add(
          "attached file " + row.path() + " (" + id + ") cannot be opened: " + e.getMessage());
    }
  }

  /// As `Blockstore.attach`.
  public AttachedCar attach(String id, Path path) throws IOException {
    int number;
    AttachedCar car;
    changes.lock();
    try {
      Optional<Row> known = tables.get(CARS, key(id)).map(Row::decode);
      if (known.isPresent() && known.get().complete()) {
        return again(id, path, known.get());
      }
      AttachedCar planned = new AttachedCar(id, path, 0, 0);
      number = nextNumber();
      putRow(id, new Row(number, false, 0, 0, planned.path().toString()));
      try {
        car = index(planned, number);
      } catch (IOException | RuntimeException e) {
        erase(id, number);
        throw e;
      }
    } finally {
      changes.unlock();
    }
    int announced = number;
    announcements.guard(() -> announce(announced));
    return car;
  }

  /// Tells a file's blocks, as its index has them, a page at a time; ends early if it is detached.
  private void announce(int number) {
    NavigableMap<Long, Multihash> page = page(number, 0);
    while (!page.isEmpty() && isActive(number)) {
      announcements.tell(Collections.unmodifiableCollection(page.values()));
      page = page(number, page.lastKey() + 1);
    }
  }

  /// Blocks of a file by offset, from one on, at most [#BATCH].
  private NavigableMap<Long, Multihash> page(int number, long offset) {
    return tables.read(reader -> {
      NavigableMap<Long, Multihash> page = new TreeMap<>();
      reader.scan(
          SECTIONS,
          place(number, offset),
          (key, value) -> {
            if (ByteBuffer.wrap(key).getInt() != number) {
              return false;
            }
            page.put(ByteBuffer.wrap(key).getLong(4), Multihash.decode(value));
            return page.size() < BATCH;
          });
      return page;
    });
  }

  private AttachedCar again(String id, Path path, Row row) {
    if (!row.path().equals(path.toString())) {
      throw new IllegalArgumentException(
          "id " + id + " is attached with another file: " + row.path());
    }
    Open known = open.get(row.car());
    if (known == null) {
      throw new IllegalStateException(
          "attached file " + row.path() + " (" + id + ") cannot be opened; detach it first");
    }
    return known.car();
  }

  private AttachedCar index(AttachedCar planned, int number) throws IOException {
    Disk.File file = home.openReadOnly(planned.path().toString());
    try {
      file.force();
      long blocks = indexSections(planned.path().toString(), file, number);
      AttachedCar car = new AttachedCar(planned.id(), planned.path(), file.size(), blocks);
      putRow(car.id(), new Row(number, true, car.size(), blocks, car.path().toString()));
      open.put(number, new Open(car, file));
      return car;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private long indexSections(String name, Disk.File file, int number) throws IOException {
    SectionReader sections = new SectionReader(name, file);
    List<Section> batch = new ArrayList<>();
    long blocks = 0;
    for (Optional<SectionReader.Section> next = sections.next();
        next.isPresent();
        next = sections.next()) {
      Multihash multihash = next.get().cid().multihash();
      if (!HashPolicy.matches(hashing, multihash, next.get().content())) {
        throw sections.fault("block " + next.get().cid() + " does not hash to its CID");
      }
      batch.add(
          new Section(
              HashPolicy.keepable(next.get().cid()).bytes(),
              next.get().offset(),
              next.get().content().length));
      blocks++;
      if (batch.size() == BATCH) {
        putSections(batch, number);
        batch.clear();
      }
    }
    putSections(batch, number);
    return blocks;
  }

  private void putSections(List<Section> batch, int number) {
    tables.write(change -> {
      for (Section section : batch) {
        byte[] value =
            ByteBuffer.allocate(12).putLong(section.offset()).putInt(section.length()).array();
        change.put(BLOCKS, suffixed(section.multihash(), number), value);
        change.put(SECTIONS, place(number, section.offset()), section.multihash());
      }
      return true;
    });
  }

  /// As `Blockstore.detach`.
  public boolean detach(String id) {
    changes.lock();
    try {
      Optional<Row> row = tables.get(CARS, key(id)).map(Row::decode);
      if (row.isEmpty()) {
        return false;
      }
      Row known = row.get();
      putRow(id, new Row(known.car(), false, known.size(), known.blocks(), known.path()));
      Open gone = open.remove(known.car());
      if (gone != null) {
        closeQuietly(gone);
      }
      erase(id, known.car());
      return true;
    } finally {
      changes.unlock();
    }
  }

  /// Removes a file's entries in steps, its row last.
  private void erase(String id, int number) {
    boolean more = true;
    while (more) {
      more = tables.write(change -> eraseSome(change, number));
    }
    tables.write(change -> change.delete(CARS, key(id)));
  }

  private static boolean eraseSome(Tables.Change change, int number) {
    List<byte[]> places = new ArrayList<>();
    List<byte[]> multihashes = new ArrayList<>();
    change.scan(
        SECTIONS,
        ByteBuffer.allocate(Integer.BYTES).putInt(number).array(),
        (key, value) -> {
          if (ByteBuffer.wrap(key).getInt() != number) {
            return false;
          }
          places.add(key);
          multihashes.add(value);
          return places.size() < BATCH;
        });
    places.forEach(place -> change.delete(SECTIONS, place));
    multihashes.forEach(multihash -> change.delete(BLOCKS, suffixed(multihash, number)));
    return places.size() == BATCH;
  }

  /// Where an attached file holds a block.
  public Optional<Place> find(Multihash multihash) {
    if (open.isEmpty()) {
      return Optional.empty();
    }
    byte[] prefix = multihash.bytes();
    List<Place> places = new ArrayList<>(1);
    tables.read(reader -> {
      reader.scan(BLOCKS, prefix, (key, value) -> collect(prefix, key, value, places));
      return true;
    });
    return places.stream().findFirst();
  }

  private boolean collect(byte[] prefix, byte[] key, byte[] value, List<Place> places) {
    if (key.length != prefix.length + 4
        || !Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length)) {
      return false;
    }
    if (!isActive(number(key))) {
      return true;
    }
    ByteBuffer buffer = ByteBuffer.wrap(value);
    places.add(new Place(number(key), buffer.getLong(), buffer.getInt()));
    return false;
  }

  /// A block's bytes, hashed.
  ///
  /// @throws CorruptBlock if the file is not what was attached
  public Optional<byte[]> read(Cid cid) {
    Optional<Place> place = find(cid.multihash());
    if (place.isEmpty()) {
      return Optional.empty();
    }
    Open car = open.get(place.get().car());
    return car == null ? Optional.empty() : read(cid, place.get(), car);
  }

  private Optional<byte[]> read(Cid cid, Place place, Open car) {
    byte[] content = new byte[place.length()];
    String name = car.car().path().toString();
    try {
      int count = car.file().read(ByteBuffer.wrap(content), place.offset());
      if (count < content.length) {
        throw new CorruptBlock(
            cid,
            name,
            place.offset(),
            "the file ends after " + count + " of " + content.length + " bytes");
      }
    } catch (IOException e) {
      if (!isActive(place.car())) {
        return Optional.empty();
      }
      throw new UncheckedIOException("reading " + name + ": " + e.getMessage(), e);
    }
    if (!HashPolicy.matches(hashing, cid.multihash(), content)) {
      throw new CorruptBlock(cid, name, place.offset(), "the hash differs");
    }
    return Optional.of(content);
  }

  private boolean isActive(int number) {
    return open.containsKey(number);
  }

  public List<AttachedCar> list() {
    return open.values().stream()
        .map(Open::car)
        .sorted(Comparator.comparing(AttachedCar::id))
        .toList();
  }

  public void close() {
    open.values().forEach(AttachedCars::closeQuietly);
    open.clear();
  }

  /// The file is only read, so nothing can be lost by a failure here.
  private static void closeQuietly(Open car) {
    try {
      car.file().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, Row> rows() {
    return tables.read(reader -> {
      Map<String, Row> rows = new LinkedHashMap<>();
      reader.scan(
          CARS,
          new byte[0],
          (key, value) -> {
            rows.put(new String(key, StandardCharsets.UTF_8), Row.decode(value));
            return true;
          });
      return rows;
    });
  }

  private int nextNumber() {
    return rows().values().stream().mapToInt(Row::car).max().orElse(0) + 1;
  }

  private void putRow(String id, Row row) {
    tables.write(change -> {
      change.put(CARS, key(id), row.encode());
      return true;
    });
  }

  private static byte[] key(String id) {
    return id.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] suffixed(byte[] multihash, int number) {
    return ByteBuffer.allocate(multihash.length + 4).put(multihash).putInt(number).array();
  }

  private static byte[] place(int number, long offset) {
    return ByteBuffer.allocate(12).putInt(number).putLong(offset).array();
  }

  /// The multihash in a key of [#BLOCKS]; empty if its file does not count.
  public Optional<Multihash> multihash(byte[] key) {
    return isActive(number(key))
        ? Optional.of(Multihash.decode(Arrays.copyOf(key, key.length - Integer.BYTES)))
        : Optional.empty();
  }

  /// The file's number at the end of a key of BLOCKS.
  private static int number(byte[] key) {
    return ByteBuffer.wrap(key, key.length - 4, 4).getInt();
  }
}
