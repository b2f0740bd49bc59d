package network.cairn.ledger.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/// A disk in memory that can lose power: what was not synced is kept, dropped or torn by sectors,
/// in any order; a file whose creation was not synced may vanish.
public final class SimulatedDisk implements LogDisk {
  private static final int SECTOR = 512;

  /// Power is gone.
  public static final class PowerLost extends IOException {
    private static final long serialVersionUID = 1L;

    PowerLost() {
      super("power lost");
    }
  }

  private static final class State {
    byte[] durable = new byte[0];
    byte[] seen = new byte[0];
    boolean created;
  }

  private final Map<String, State> files = new TreeMap<>();
  private final Random random;
  private Optional<Integer> operationsLeft = Optional.empty();
  private int operations;

  public SimulatedDisk(Random random) {
    this.random = random;
  }

  /// Power goes after so many more operations that change something.
  public void losePowerAfter(int more) {
    operationsLeft = Optional.of(more);
  }

  public int operations() {
    return operations;
  }

  /// What a machine finds after power came back.
  public SimulatedDisk restarted() {
    SimulatedDisk disk = new SimulatedDisk(random);
    files.forEach((name, file) -> {
      if (file.created || random.nextBoolean()) {
        State kept = new State();
        kept.durable = survivors(file);
        kept.seen = kept.durable.clone();
        kept.created = true;
        disk.files.put(name, kept);
      }
    });
    return disk;
  }

  private byte[] survivors(State file) {
    int fate = random.nextInt(3);
    if (fate == 0) {
      return file.durable.clone();
    }
    return fate == 1 ? file.seen.clone() : torn(file);
  }

  private byte[] torn(State file) {
    int grown = Math.max(0, file.seen.length - file.durable.length);
    int length = file.durable.length + random.nextInt(grown + 1);
    byte[] out = Arrays.copyOf(file.durable, length);
    for (int from = 0; from < length; from += SECTOR) {
      int to = Math.min(length, from + SECTOR);
      if (to > file.durable.length && to <= file.seen.length && random.nextBoolean()) {
        System.arraycopy(file.seen, from, out, from, to - from);
      }
    }
    return out;
  }

  private void operate() throws PowerLost {
    operations++;
    if (operationsLeft.isPresent()) {
      if (operationsLeft.get() <= 0) {
        throw new PowerLost();
      }
      operationsLeft = Optional.of(operationsLeft.get() - 1);
    }
  }

  @Override
  public List<String> list() {
    return new ArrayList<>(files.keySet());
  }

  @Override
  public void sync() throws IOException {
    operate();
    files.values().forEach(file -> file.created = true);
  }

  @Override
  public LogFile open(String name) throws IOException {
    if (!files.containsKey(name)) {
      operate();
      files.put(name, new State());
    }
    State file = files.get(name);
    return new LogFile() {
      @Override
      public long size() {
        return file.seen.length;
      }

      @Override
      public void append(byte[] bytes) throws IOException {
        int half = bytes.length / 2;
        write(Arrays.copyOf(bytes, half));
        write(Arrays.copyOfRange(bytes, half, bytes.length));
      }

      private void write(byte[] bytes) throws IOException {
        operate();
        int at = file.seen.length;
        file.seen = Arrays.copyOf(file.seen, at + bytes.length);
        System.arraycopy(bytes, 0, file.seen, at, bytes.length);
      }

      @Override
      public byte[] read(long offset, int length) throws IOException {
        if (offset + length > file.seen.length) {
          throw new IOException("read past the end");
        }
        return Arrays.copyOfRange(file.seen, (int) offset, (int) offset + length);
      }

      @Override
      public void truncate(long size) throws IOException {
        operate();
        file.seen = Arrays.copyOf(file.seen, (int) size);
      }

      @Override
      public void sync() throws IOException {
        operate();
        file.durable = file.seen.clone();
      }

      @Override
      public void close() {}
    };
  }
}
