package network.cairn.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import network.cairn.base.tree.ByteSink;

/// A file that is made when its bytes come, and whose growth is shown. Used by one thread.
final class ShownFile implements ByteSink, AutoCloseable {
  private final Path path;
  private final ProgressBar bar;
  private Optional<OutputStream> out = Optional.empty();

  ShownFile(Path path, ProgressBar bar) {
    this.path = path;
    this.bar = bar;
  }

  @Override
  public OutputStream open(long bytes) throws IOException {
    bar.expect(bytes);
    OutputStream file = new ShownOutput(Files.newOutputStream(path), 0, bar);
    out = Optional.of(file);
    return file;
  }

  @Override
  public void close() throws IOException {
    if (out.isPresent()) {
      out.get().close();
    }
  }
}
