package network.cairn.app.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import network.cairn.base.tree.SourceEntry;
import network.cairn.cli.Invocation;
import network.cairn.cli.Roles;
import network.cairn.cli.Shell;
import network.cairn.cli.Terminal;

/// `demo` and `testnet` as a user types them.
final class Typed implements Roles {
  private final Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /// @param folder the working directory, and the user's
  Typed(Path folder) {
    this.folder = folder;
  }

  /// The exit code.
  int run(String... words) {
    out.reset();
    err.reset();
    Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false,
            false,
            Map.of("HOME", folder.toString()),
            folder);
    return Shell.run(List.of(words), this, terminal);
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Override
  public int run(String role, Path home, Invocation invocation)
      throws IOException, InterruptedException {
    return switch (role) {
      case "demo" -> Demo.run(invocation);
      case "testnet up" -> Testnet.up(invocation);
      case "testnet status" -> Testnet.status(invocation);
      case "testnet down" -> Testnet.down(invocation);
      default -> throw new IllegalArgumentException(role);
    };
  }

  @Override
  public LocalApi local(Path home) {
    throw new UnsupportedOperationException();
  }

  @Override
  public LocalApi dialing(Path home) {
    throw new UnsupportedOperationException();
  }

  @Override
  public LocalApi fetching(Path home) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void hash(
      Function<String, Optional<String>> option,
      boolean wrap,
      List<SourceEntry> entries,
      Hashed hashed) {
    throw new UnsupportedOperationException();
  }
}
