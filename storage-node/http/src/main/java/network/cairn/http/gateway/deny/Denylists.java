package network.cairn.http.gateway.deny;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import network.cairn.content.unixfs.ContentPath;
import network.cairn.http.gateway.ask.GatewayRefused;
import network.cairn.ipld.cid.Cid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The lists of a folder: its files `*.deny`, by name. Looked at again, at most every [#PAUSE],
/// when somebody asks for something; a list that cannot be read any more counts as it was together
/// with all others. Thread-safe.
public final class Denylists {
  static final Duration PAUSE = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(Denylists.class);
  private static final int MOST = 100;

  private final Path folder;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Read read;

  /// What was read, and when it was looked at last.
  private record Read(Map<Path, String> files, Denylist list, long at) {}

  public Denylists(Path folder, LongSupplier nanoTime) {
    this.folder = folder;
    this.nanoTime = nanoTime;
    this.read = new Read(Map.of(), new Denylist(), nanoTime.getAsLong());
    this.read = again(read);
  }

  /// @throws GatewayRefused with 410 if the path is blocked
  public void check(ContentPath path) {
    Denylist list = current();
    boolean blocked =
        path.namespace() == ContentPath.Namespace.IPNS
            ? list.blocks(path.root(), path.segments()) || list.blocks(path.root(), List.of())
            : list.blocks(path.cid(), path.segments()) || list.blocks(path.cid(), List.of());
    if (blocked) {
      throw refused(path.toString());
    }
  }

  /// @throws GatewayRefused with 410 if the block is blocked, whatever path leads to it
  public void check(Cid block) {
    if (current().blocks(block, List.of())) {
      throw refused("/ipfs/" + block);
    }
  }

  private static GatewayRefused refused(String what) {
    return new GatewayRefused(410, what + " is blocked and cannot be provided");
  }

  private Denylist current() {
    if (nanoTime.getAsLong() - read.at >= PAUSE.toNanos() && lock.tryLock()) {
      try {
        read = again(read);
      } finally {
        lock.unlock();
      }
    }
    return read.list;
  }

  private Read again(Read before) {
    long now = nanoTime.getAsLong();
    try {
      Map<Path, String> files = files();
      return files.equals(before.files)
          ? new Read(before.files, before.list, now)
          : new Read(files, list(files), now);
    } catch (IOException e) {
      LOG.error(
          "the denylists of {} cannot be read, those read before count: {}", folder, e.toString());
      return new Read(before.files, before.list, now);
    }
  }

  /// The lists, each with what shows that it has changed.
  private Map<Path, String> files() throws IOException {
    Map<Path, String> files = new TreeMap<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.deny")) {
      for (Path file : found) {
        files.put(file, Files.getLastModifiedTime(file) + "/" + Files.size(file));
        if (files.size() > MOST) {
          throw new IOException("more than " + MOST + " lists");
        }
      }
    } catch (NoSuchFileException e) {
      return Map.of();
    }
    return files;
  }

  private static Denylist list(Map<Path, String> files) throws IOException {
    Denylist list = new Denylist();
    for (Path file : files.keySet()) {
      List<Integer> faults = list.read(file);
      LOG.info("the denylist {} was read", file);
      if (!faults.isEmpty()) {
        LOG.warn("the denylist {} has lines that are no rules and block nothing: {}", file, faults);
      }
    }
    return list;
  }
}
