package network.cairn.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives lifecycle methods an empty directory each, and deletes all of them only when every test
/// has ended.
///
/// For a minute or more ext4 passes over each inode that was freed, for each new file: 20,000 files
/// then take whoever makes them 10 s instead of half a second. A test that measures must not follow
/// the clean-up of another.
final class LateCleanup implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(LateCleanup.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Path.class;
  }

  @Override
  public Path resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Shelf shelf =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .computeIfAbsent(Shelf.class, _ -> Shelf.make(), Shelf.class);
    return shelf.next();
  }

  /// Everything that was given out.
  private record Shelf(Path path) implements AutoCloseable {
    static Shelf make() {
      try {
        return new Shelf(Files.createTempDirectory("cairn-interop"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Path next() {
      try {
        return Files.createTempDirectory(path, "home");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      List<Path> all;
      try (Stream<Path> below = Files.walk(path)) {
        all = below.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path each : all) {
        Files.deleteIfExists(each);
      }
    }
  }
}
