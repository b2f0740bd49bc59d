package network.cairn.store.pin;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import network.cairn.base.time.Deadline;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.lmdb.Table;
import network.cairn.lmdb.Tables;
import network.cairn.store.blockstore.Blockstore;
import network.cairn.store.blockstore.LinkReader;
import network.cairn.store.blockstore.LocalWalk;
import network.cairn.store.blockstore.Writer;
import network.cairn.store.facts.FactTable;

/// [Pins] in the table PINS: key mode and CID, value the name.
public final class TablePins implements Pins {
  private static final Table PINS = new Table("PINS", 480);

  /// All pins.
  public static final FactTable FACTS = new FactTable(PINS, new byte[0]);

  private static final int PAGE = 1024;

  private final Tables tables;
  private final Blockstore store;
  private final LinkReader links;
  private final SecureRandom random = new SecureRandom();
  private final Consumer<Runnable> freeing;
  private final AtomicLong generation;
  private final Deadline deadline;

  public TablePins(Tables tables, Blockstore store, LinkReader links) {
    this(tables, store, links, Runnable::run);
  }

  /// @param freeing runs what removes pins, if need be with room that is set aside for that
  public TablePins(Tables tables, Blockstore store, LinkReader links, Consumer<Runnable> freeing) {
    this(tables, store, links, freeing, new AtomicLong(), Deadline.none());
    tables.register(PINS);
  }

  private TablePins(
      Tables tables,
      Blockstore store,
      LinkReader links,
      Consumer<Runnable> freeing,
      AtomicLong generation,
      Deadline deadline) {
    this.tables = tables;
    this.store = store;
    this.links = links;
    this.freeing = freeing;
    this.generation = generation;
    this.deadline = deadline;
  }

  @Override
  public Pins until(Deadline end) {
    return new TablePins(tables, store, links, freeing, generation, end);
  }

  /// Grows inside the transaction.
  @Override
  public long generation() {
    return generation.get();
  }

  @Override
  public void add(Cid root, Mode mode, Optional<String> name) {
    try (Writer writer = store.writer()) {
      writer.keep(root);
      requireWhole(root, mode);
      addComplete(root, mode, name);
    }
  }

  private void requireWhole(Cid root, Mode mode) {
    Optional<LocalWalk.Broken> broken =
        switch (mode) {
          case DIRECT ->
              store.has(root)
                  ? Optional.empty()
                  : Optional.of(new LocalWalk.Broken(root, "not found"));
          case RECURSIVE -> walk().walk(root, true, cid -> true);
        };
    broken.ifPresent(fault -> {
      throw new PinRefused("cannot pin " + root + ": block " + fault.cid() + ": " + fault.reason());
    });
  }

  @Override
  public void addComplete(Cid root, Mode mode, Optional<String> name) {
    byte[] value = encodeName(name.orElse(""));
    requireKey(root);
    tables.write(change -> {
      if (mode == Mode.DIRECT && change.get(PINS, key(Mode.RECURSIVE, root)).isPresent()) {
        throw new PinRefused(root + " already pinned recursively");
      }
      change.delete(PINS, key(Mode.DIRECT, root));
      change.put(PINS, key(mode, root), value);
      generation.incrementAndGet();
      return true;
    });
  }

  @Override
  public void remove(Cid root, Mode mode) {
    requireKey(root);
    freeing.accept(() -> removeRow(root, mode));
  }

  private void removeRow(Cid root, Mode mode) {
    tables.write(change -> {
      boolean recursive = change.get(PINS, key(Mode.RECURSIVE, root)).isPresent();
      if (mode == Mode.DIRECT && recursive) {
        throw new PinRefused(root + " is pinned recursively");
      }
      boolean removed = change.delete(PINS, key(Mode.RECURSIVE, root));
      removed |= change.delete(PINS, key(Mode.DIRECT, root));
      if (!removed) {
        throw new PinRefused("not pinned or pinned indirectly");
      }
      return true;
    });
  }

  @Override
  public void update(Cid from, Cid to, boolean unpin) {
    if (!updates(from, to)) {
      return;
    }
    try (Writer writer = store.writer()) {
      writer.keep(to);
      requireWhole(to, Mode.RECURSIVE);
      tables.write(change -> replace(change, from, to, unpin));
    }
  }

  @Override
  public boolean updates(Cid from, Cid to) {
    requireKey(from);
    requireKey(to);
    requireUpdatable(
        tables.get(PINS, key(Mode.RECURSIVE, from)),
        from,
        to,
        find(to, Mode.RECURSIVE).isPresent());
    return !from.equals(to);
  }

  /// The name to keep. A pin that `to` has of its own would lose its name, and `from` its pin for
  /// nothing.
  private static byte[] requireUpdatable(
      Optional<byte[]> name, Cid from, Cid to, boolean alreadyPinned) {
    byte[] kept =
        name.orElseThrow(() -> new PinRefused("'from' cid was not recursively pinned already"));
    if (alreadyPinned && !from.equals(to)) {
      throw new PinRefused("'to' cid was already recursively pinned");
    }
    return kept;
  }

  private boolean replace(Tables.Change change, Cid from, Cid to, boolean unpin) {
    byte[] name =
        requireUpdatable(
            change.get(PINS, key(Mode.RECURSIVE, from)),
            from,
            to,
            change.get(PINS, key(Mode.RECURSIVE, to)).isPresent());
    if (unpin) {
      change.delete(PINS, key(Mode.RECURSIVE, from));
    }
    change.delete(PINS, key(Mode.DIRECT, to));
    change.put(PINS, key(Mode.RECURSIVE, to), name);
    generation.incrementAndGet();
    return true;
  }

  @Override
  public Optional<Pin> find(Cid root) {
    if (root.byteLength() >= PINS.maxKey()) {
      return Optional.empty();
    }
    return find(root, Mode.RECURSIVE).or(() -> find(root, Mode.DIRECT));
  }

  private Optional<Pin> find(Cid root, Mode mode) {
    return tables.get(PINS, key(mode, root)).map(value -> new Pin(root, mode, decodeName(value)));
  }

  @Override
  public Stream<Pin> list() {
    return Stream.iterate(
            page(new byte[] {0}), page -> !page.isEmpty(), page -> page(after(page.getLast())))
        .flatMap(List::stream);
  }

  private List<Pin> page(byte[] first) {
    return tables.read(reader -> {
      List<Pin> page = new ArrayList<>();
      reader.scan(
          PINS,
          first,
          (key, value) -> {
            Cid root = Cid.decode(Arrays.copyOfRange(key, 1, key.length));
            page.add(new Pin(root, mode(key[0]), decodeName(value)));
            return page.size() < PAGE;
          });
      return page;
    });
  }

  private static byte[] after(Pin pin) {
    byte[] key = key(pin.mode(), pin.root());
    return Arrays.copyOf(key, key.length + 1);
  }

  @Override
  public Map<Cid, PinStatus> status(Collection<Cid> cids) {
    Map<Cid, PinStatus> found = new LinkedHashMap<>();
    List<Cid> open = new ArrayList<>();
    for (Cid cid : cids) {
      Optional<Pin> pin = find(cid);
      found.put(cid, pin.<PinStatus>map(PinStatus.Pinned::new).orElseGet(PinStatus.NotPinned::new));
      if (pin.isEmpty()) {
        open.add(cid);
      }
    }
    above(open).forEach((cid, root) -> found.put(cid, new PinStatus.Indirect(root)));
    return found;
  }

  @Override
  public Map<Cid, Cid> above(Collection<Cid> cids) {
    Map<Cid, Cid> found = new HashMap<>();
    Map<Multihash, List<Cid>> open = new HashMap<>();
    for (Cid cid : new LinkedHashSet<>(cids)) {
      open.computeIfAbsent(cid.multihash(), _ -> new ArrayList<>()).add(cid);
    }
    if (open.isEmpty()) {
      return found;
    }
    List<Cid> wanted = new ArrayList<>();
    LocalWalk walk = walk();
    for (Cid root : recursiveRoots().toList()) {
      if (open.containsKey(root.multihash())) {
        wanted.add(root);
      } else {
        searchBelow(root, walk, open, found);
      }
    }
    // A walk passes over what it has seen; one that began at a wanted block would hide it from
    // others.
    wanted.forEach(root -> searchBelow(root, walk(), open, found));
    return found;
  }

  private static void searchBelow(
      Cid root, LocalWalk walk, Map<Multihash, List<Cid>> open, Map<Cid, Cid> found) {
    if (open.isEmpty()) {
      return;
    }
    walk.walk(
        root,
        false,
        cid -> {
          List<Cid> hits = open.getOrDefault(cid.multihash(), List.of());
          List<Cid> left = hits.stream().filter(root::equals).toList();
          hits.stream().filter(hit -> !hit.equals(root)).forEach(hit -> found.put(hit, root));
          if (left.isEmpty()) {
            open.remove(cid.multihash());
          } else {
            open.put(cid.multihash(), left);
          }
          return !open.isEmpty();
        });
  }

  @Override
  public void indirect(Consumer<Cid> blocks) {
    LocalWalk walk = walk();
    recursiveRoots()
        .forEach(root ->
            walk.walk(
                root,
                false,
                cid -> {
                  if (find(cid).isEmpty()) {
                    blocks.accept(cid);
                  }
                  return true;
                }));
  }

  @Override
  public void verify(Consumer<PinCheck> results) {
    recursiveRoots()
        .forEach(root -> {
          List<PinCheck.Bad> bad = new ArrayList<>();
          walk().check(root, broken -> note(bad, broken));
          results.accept(new PinCheck(root, bad));
        });
  }

  private static void note(List<PinCheck.Bad> bad, LocalWalk.Broken broken) {
    if (bad.size() < PinCheck.MAX_BAD) {
      bad.add(new PinCheck.Bad(broken.cid(), broken.reason()));
    }
  }

  private Stream<Cid> recursiveRoots() {
    return list().filter(pin -> pin.mode() == Mode.RECURSIVE).map(Pin::root);
  }

  private LocalWalk walk() {
    return new LocalWalk(store, links, random, deadline);
  }

  private static byte[] key(Mode mode, Cid root) {
    ByteBuffer buffer = ByteBuffer.allocate(1 + root.byteLength());
    buffer.put(
        switch (mode) {
          case RECURSIVE -> (byte) 1;
          case DIRECT -> (byte) 2;
        });
    root.write(buffer);
    return buffer.array();
  }

  private static Mode mode(byte code) {
    return code == 1 ? Mode.RECURSIVE : Mode.DIRECT;
  }

  private static void requireKey(Cid root) {
    if (root.byteLength() >= PINS.maxKey()) {
      throw new PinRefused(
          "cannot pin a CID of "
              + root.byteLength()
              + " bytes; the limit is "
              + (PINS.maxKey() - 1));
    }
  }

  private static byte[] encodeName(String name) {
    return Pin.checkedName(name).getBytes(StandardCharsets.UTF_8);
  }

  private static String decodeName(byte[] value) {
    return new String(value, StandardCharsets.UTF_8);
  }
}
