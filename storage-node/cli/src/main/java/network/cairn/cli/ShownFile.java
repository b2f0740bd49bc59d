package network.cairn.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import network.cairn.base.files.PartFile;
import network.cairn.base.tree.ByteSink;

/// A file that has its name when all of its bytes have come, and whose growth is shown. Used by one
/// thread.
final class ShownFile implements ByteSink, AutoCloseable {
  private final Path path;
  private final ProgressBar bar;
  private Optional<PartFile> part = Optional.empty();

  ShownFile(Path path, ProgressBar bar) {
    this.path = path;
    this.bar = bar;
  }

  @Override
  public OutputStream open(long bytes) throws IOException {
    bar.expect(bytes);
    PartFile file = PartFile.of(path);
    part = Optional.of(file);
    return new ShownOutput(file.out(), 0, bar);
  }

  /// Nothing follows.
  void finish() throws IOException {
    if (part.isPresent()) {
      part.get().finish();
    }
  }

  @Override
  public void close() throws IOException {
    if (part.isPresent()) {
      part.get().close();
    }
  }
}
