package network.cairn.ledger.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import network.cairn.base.files.Disk;

/// A disk on which whoever reads a certain file is held up in the middle of it.
final class StuckDisk implements Disk {
  private final Disk disk;
  private volatile String stuck = "";
  private volatile CountDownLatch reading = new CountDownLatch(0);
  private volatile CountDownLatch goOn = new CountDownLatch(0);

  StuckDisk(Disk disk) {
    this.disk = disk;
  }

  /// From now on reads of this file wait.
  ///
  /// @return what the first of them counts down
  CountDownLatch stickAt(String name) {
    reading = new CountDownLatch(1);
    goOn = new CountDownLatch(1);
    stuck = name;
    return reading;
  }

  void free() {
    stuck = "";
    goOn.countDown();
  }

  @Override
  public File openReadOnly(String name) throws IOException {
    return new StuckFile(name, disk.openReadOnly(name));
  }

  @Override
  public File create(String name) throws IOException {
    return disk.create(name);
  }

  @Override
  public File open(String name) throws IOException {
    return disk.open(name);
  }

  @Override
  public List<String> list() throws IOException {
    return disk.list();
  }

  @Override
  public void delete(String name) throws IOException {
    disk.delete(name);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    disk.rename(from, to);
  }

  @Override
  public long usable() throws IOException {
    return disk.usable();
  }

  @Override
  public void forceDirectory() throws IOException {
    disk.forceDirectory();
  }

  private final class StuckFile implements File {
    private final String name;
    private final File file;

    StuckFile(String name, File file) {
      this.name = name;
      this.file = file;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      if (name.equals(stuck)) {
        reading.countDown();
        try {
          goOn.await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
      return file.read(target, position);
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      file.write(source, position);
    }

    @Override
    public void truncate(long size) throws IOException {
      file.truncate(size);
    }

    @Override
    public void force() throws IOException {
      file.force();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
