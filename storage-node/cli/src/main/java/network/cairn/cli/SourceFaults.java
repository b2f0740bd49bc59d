package network.cairn.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.util.List;
import network.cairn.base.tree.SourceEntry;

/// Entries whose faults name the entry: what cannot be read is the user's to know, whoever was
/// reading.
final class SourceFaults {
  private SourceFaults() {}

  private interface Source<T> {
    T get() throws IOException;
  }

  /// The entries, which throw [CommandFailed] where they cannot be read.
  static List<SourceEntry> told(List<SourceEntry> entries) {
    return entries.stream().map(e -> told(e, e.name())).toList();
  }

  private static SourceEntry told(SourceEntry entry, String path) {
    return switch (entry) {
      case SourceEntry.File file -> told(file, path);
      case SourceEntry.Symlink link -> link;
      case SourceEntry.Directory directory ->
          directory.from(() ->
              read(path, directory.lister()::list).stream()
                  .map(e -> told(e, path.isEmpty() ? e.name() : path + "/" + e.name()))
                  .toList());
    };
  }

  static SourceEntry.File told(SourceEntry.File file, String path) {
    return file.from(() -> new Told(path, read(path, file.opener()::open)));
  }

  private static <T> T read(String path, Source<T> source) {
    try {
      return source.get();
    } catch (FileSystemException e) {
      throw new CommandFailed(Faults.text(e));
    } catch (IOException e) {
      throw new CommandFailed(path + ": " + Faults.text(e));
    }
  }

  private static final class Told extends InputStream {
    private final String path;
    private final InputStream in;

    Told(String path, InputStream in) {
      this.path = path;
      this.in = in;
    }

    @Override
    public int read() {
      return SourceFaults.read(path, in::read);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      return SourceFaults.read(path, () -> in.read(bytes, offset, length));
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
