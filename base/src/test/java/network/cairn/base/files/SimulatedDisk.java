package network.cairn.base.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// A directory in memory that keeps its promises and no more: after a power cut, of everything not
/// forced an arbitrary part is there, in arbitrary order, torn at arbitrary bytes or with sectors
/// missing between others; names not forced are there or not. A failed force loses what it was for.
///
/// It can be full: what does not fit is refused, and of a write as much is written as fits.
///
/// Thread-safe; without contention seeded by its [Power].
public final class SimulatedDisk implements Disk {
  private static final int SECTOR = 512;

  private sealed interface Op {
    record Write(int position, byte[] bytes) implements Op {}

    record Truncate(int size) implements Op {}
  }

  /// A file's content: what every reader sees, what is safe, and what is between.
  private static final class Inode {
    byte[] seen = new byte[0];
    byte[] safe = new byte[0];
    final List<Op> unforced = new ArrayList<>();

    /// Operations that a failed force gave up: perhaps on the disk, never safe.
    final List<Op> doubtful = new ArrayList<>();
  }

  private final Power power;
  private final Map<String, Inode> names = new TreeMap<>();
  private final Map<String, Inode> safeNames = new TreeMap<>();

  private long capacity = Long.MAX_VALUE;

  public SimulatedDisk(Power power) {
    this.power = power;
  }

  /// Bounds the bytes of all files together; without bound at first.
  public synchronized void capacity(long bytes) {
    capacity = bytes;
  }

  /// Bytes of all files.
  public synchronized long used() {
    return names.values().stream().mapToLong(inode -> inode.seen.length).sum();
  }

  @Override
  public synchronized long usable() {
    return Math.max(0, capacity - used());
  }

  /// What a machine finds after the cut.
  public SimulatedDisk survivor(Power next) {
    Random random = power.random();
    SimulatedDisk disk = new SimulatedDisk(next);
    disk.capacity = capacity;
    Map<String, Inode> left = new TreeMap<>(safeNames);
    for (String name : union()) {
      if (random.nextBoolean()) {
        Inode now = names.get(name);
        if (now == null) {
          left.remove(name);
        } else {
          left.put(name, now);
        }
      }
    }
    left.forEach((name, inode) -> {
      Inode copy = new Inode();
      copy.safe = torn(inode, random);
      copy.seen = copy.safe;
      disk.names.put(name, copy);
      disk.safeNames.put(name, copy);
    });
    return disk;
  }

  private List<String> union() {
    List<String> all = new ArrayList<>(names.keySet());
    safeNames.keySet().stream().filter(name -> !names.containsKey(name)).forEach(all::add);
    return all;
  }

  private static byte[] torn(Inode inode, Random random) {
    List<Op> ops = new ArrayList<>(inode.doubtful);
    ops.addAll(inode.unforced);
    if (random.nextBoolean()) {
      Collections.shuffle(ops, random);
    }
    byte[] content = inode.safe;
    int keep = random.nextInt(101);
    for (Op op : ops) {
      if (random.nextInt(100) < keep) {
        for (Op part : random.nextBoolean() ? List.of(op) : tear(op, random)) {
          content = apply(content, part);
        }
      }
    }
    return content;
  }

  private static List<Op> tear(Op op, Random random) {
    return switch (op) {
      case Op.Truncate truncate -> List.of(truncate);
      case Op.Write write when random.nextInt(3) == 0 -> sectors(write, random);
      case Op.Write write -> List.of(range(write, random));
    };
  }

  private static Op range(Op.Write write, Random random) {
    int from = random.nextBoolean() ? 0 : random.nextInt(write.bytes.length + 1);
    int to = from + random.nextInt(write.bytes.length - from + 1);
    return part(write, from, to);
  }

  private static List<Op> sectors(Op.Write write, Random random) {
    List<Op> parts = new ArrayList<>();
    for (int from = 0; from < write.bytes.length; ) {
      int to = Math.min(write.bytes.length, from + SECTOR - (write.position + from) % SECTOR);
      if (random.nextBoolean()) {
        parts.add(part(write, from, to));
      }
      from = to;
    }
    return parts;
  }

  private static Op part(Op.Write write, int from, int to) {
    return new Op.Write(write.position + from, Arrays.copyOfRange(write.bytes, from, to));
  }

  private static byte[] apply(byte[] content, Op op) {
    return switch (op) {
      case Op.Truncate(int size) -> size < content.length ? Arrays.copyOf(content, size) : content;
      case Op.Write(int position, byte[] bytes) -> {
        byte[] grown = Arrays.copyOf(content, Math.max(content.length, position + bytes.length));
        System.arraycopy(bytes, 0, grown, position, bytes.length);
        yield grown;
      }
    };
  }

  @Override
  public synchronized File create(String name) throws IOException {
    power.spendOrFail("create " + name);
    if (names.containsKey(name)) {
      throw new FileAlreadyExistsException(name);
    }
    Inode inode = new Inode();
    names.put(name, inode);
    return new SimulatedFile(inode);
  }

  @Override
  public synchronized File open(String name) throws IOException {
    Inode inode = names.get(name);
    if (inode == null) {
      throw new FileNotFoundException(name);
    }
    return new SimulatedFile(inode);
  }

  @Override
  public File openReadOnly(String name) throws IOException {
    return open(name);
  }

  @Override
  public synchronized List<String> list() {
    return List.copyOf(names.keySet());
  }

  @Override
  public synchronized void delete(String name) {
    power.spend();
    names.remove(name);
  }

  @Override
  public synchronized void rename(String from, String to) throws IOException {
    power.spendOrFail("rename " + from);
    Inode inode = names.remove(from);
    if (inode == null) {
      throw new FileNotFoundException(from);
    }
    names.put(to, inode);
  }

  @Override
  public synchronized void forceDirectory() throws IOException {
    power.spendOrFail("force directory");
    safeNames.clear();
    safeNames.putAll(names);
  }

  private final class SimulatedFile implements File {
    private final Inode inode;

    SimulatedFile(Inode inode) {
      this.inode = inode;
    }

    @Override
    public long size() {
      synchronized (SimulatedDisk.this) {
        return inode.seen.length;
      }
    }

    @Override
    public int read(ByteBuffer target, long position) {
      synchronized (SimulatedDisk.this) {
        int count = (int) Math.min(target.remaining(), Math.max(0, inode.seen.length - position));
        if (count > 0) {
          target.put(inode.seen, (int) position, count);
        }
        return count;
      }
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      byte[] bytes = new byte[source.remaining()];
      source.get(bytes);
      change(new Op.Write((int) position, bytes));
    }

    @Override
    public void truncate(long size) throws IOException {
      change(new Op.Truncate((int) size));
    }

    private void change(Op op) throws IOException {
      synchronized (SimulatedDisk.this) {
        Op fitting = fitting(op);
        if (!power.isOff()) {
          inode.unforced.add(fitting);
        }
        power.spendOrFail("write");
        inode.seen = apply(inode.seen, fitting);
        if (!fitting.equals(op)) {
          throw new IOException("No space left on the simulated disk");
        }
      }
    }

    private Op fitting(Op op) {
      if (!(op instanceof Op.Write write)) {
        return op;
      }
      long room = usable() + Math.max(0, inode.seen.length - write.position);
      return write.bytes.length <= room ? op : part(write, 0, (int) room);
    }

    @Override
    public void force() throws IOException {
      synchronized (SimulatedDisk.this) {
        try {
          power.spendOrFail("force");
        } catch (IOException e) {
          inode.doubtful.addAll(inode.unforced);
          inode.unforced.clear();
          throw e;
        }
        for (Op op : inode.unforced) {
          inode.safe = apply(inode.safe, op);
        }
        inode.unforced.clear();
      }
    }

    @Override
    public void close() {}
  }
}
