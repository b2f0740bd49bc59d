package network.cairn.http.gateway.deny;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import network.cairn.content.unixfs.ContentPath;
import network.cairn.http.gateway.ask.GatewayRefused;
import network.cairn.ipld.cid.Cid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The lists of some folders: their files `*.deny`, folder by folder, by name in each. Looked at
/// again, at most every [#PAUSE], when somebody asks for something; a list that cannot be read any
/// more counts as it was. Thread-safe.
public final class Denylists {
  static final Duration PAUSE = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(Denylists.class);
  private static final int MOST = 100;

  private final List<Path> folders;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Read read;

  /// What was read, and when it was looked at last.
  private record Read(Map<Path, Loaded> files, DenyRules rules, long at) {
    Read(Map<Path, Loaded> files, long at) {
      this(files, new DenyRules(files.values().stream().map(Loaded::rules).toList()), at);
    }
  }

  /// A list as it was when it could be read last.
  ///
  /// @param stamp shows that it has changed
  private record Loaded(String stamp, Denylist rules) {
    /// The stamp of one that could not be read since.
    static final String UNREAD = "unread";

    /// Of a list that nobody has read.
    static Loaded none() {
      return new Loaded("new", new Denylist());
    }
  }

  /// Reads all lists.
  ///
  /// @param folders that may be missing; what lists of later ones say counts before what those of
  ///   earlier ones say
  /// @throws IOException if one of them cannot be read, because nothing of it would be blocked; the
  ///   message names it
  public Denylists(List<Path> folders, LongSupplier nanoTime) throws IOException {
    this.folders = List.copyOf(folders);
    this.nanoTime = nanoTime;
    Map<Path, Loaded> files = new LinkedHashMap<>();
    for (Map.Entry<Path, String> file : stamps().entrySet()) {
      files.put(file.getKey(), new Loaded(file.getValue(), list(file.getKey())));
    }
    this.read = new Read(files, nanoTime.getAsLong());
  }

  /// @throws GatewayRefused with 410 if the path is blocked
  public void check(ContentPath path) {
    DenyRules list = current();
    if (list.isEmpty()) {
      return;
    }
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

  private DenyRules current() {
    if (nanoTime.getAsLong() - read.at >= PAUSE.toNanos() && lock.tryLock()) {
      try {
        read = again(read);
      } finally {
        lock.unlock();
      }
    }
    return read.rules;
  }

  private Read again(Read before) {
    long now = nanoTime.getAsLong();
    Map<Path, String> stamps;
    try {
      stamps = stamps();
    } catch (IOException e) {
      LOG.error("{}; the lists read before count", e.getMessage());
      return new Read(before.files, before.rules, now);
    }
    Map<Path, Loaded> files = new LinkedHashMap<>();
    stamps.forEach((file, stamp) ->
        files.put(
            file,
            again(
                file, stamp, Optional.ofNullable(before.files.get(file)).orElseGet(Loaded::none))));
    before.files.keySet().stream()
        .filter(file -> !files.containsKey(file))
        .forEach(file ->
            LOG.warn("the denylist {} is gone; what it alone blocked is served again", file));
    return files.equals(before.files)
        ? new Read(before.files, before.rules, now)
        : new Read(files, now);
  }

  /// The list as it is now, or as it was.
  private static Loaded again(Path file, String stamp, Loaded before) {
    if (before.stamp().equals(stamp)) {
      return before;
    }
    try {
      return new Loaded(stamp, list(file));
    } catch (IOException e) {
      if (!before.stamp().equals(Loaded.UNREAD)) {
        LOG.error("{}; it blocks what it blocked before", e.getMessage());
      }
      return new Loaded(Loaded.UNREAD, before.rules());
    }
  }

  /// The lists in order, each with what shows that it has changed.
  private Map<Path, String> stamps() throws IOException {
    Map<Path, String> files = new LinkedHashMap<>();
    for (Path folder : folders) {
      files.putAll(stamps(folder));
    }
    return files;
  }

  private static Map<Path, String> stamps(Path folder) throws IOException {
    Map<Path, String> files = new TreeMap<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.deny")) {
      for (Path file : found) {
        files.put(file, Files.getLastModifiedTime(file) + "/" + Files.size(file));
        if (files.size() > MOST) {
          throw new IOException("more than " + MOST + " lists");
        }
      }
    } catch (NoSuchFileException e) {
      if (Files.notExists(folder)) {
        return Map.of();
      }
      throw unread(folder, e);
    } catch (DirectoryIteratorException e) {
      throw unread(folder, e);
    } catch (IOException e) {
      throw unread(folder, e);
    }
    return files;
  }

  private static Denylist list(Path file) throws IOException {
    Denylist list = new Denylist();
    List<Integer> faults;
    try {
      faults = list.read(file);
    } catch (IOException e) {
      throw unread(file, e);
    }
    LOG.info("the denylist {} was read", file);
    if (!faults.isEmpty()) {
      LOG.warn("the denylist {} has lines that are no rules and block nothing: {}", file, faults);
    }
    return list;
  }

  private static IOException unread(Path what, Exception e) {
    return new IOException("the denylist " + what + " cannot be read: " + e, e);
  }
}
