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
import network.cairn.api.content.AddListener;
import network.cairn.api.content.AddRequest;
import network.cairn.base.tree.SourceEntry;
import network.cairn.cli.Output;
import network.cairn.cli.Role;
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
            new Output(out, true),
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
  public int run(Role role, Terminal terminal) throws IOException, InterruptedException {
    return switch (role) {
      case Role.Demo(Optional<Path> file, boolean keep) -> Demo.run(file, keep, terminal);
      case Role.TestnetUp(Path net, boolean json) -> Testnet.up(net, json, terminal);
      case Role.TestnetStatus(Path net, boolean json) -> Testnet.status(net, json, terminal);
      case Role.TestnetStart(Path net, String name, boolean json) ->
          Testnet.start(net, name, json, terminal);
      case Role.TestnetStop(Path net, String name, boolean json) ->
          Testnet.stop(net, name, json, terminal);
      case Role.TestnetDown(Path net, boolean json) -> Testnet.down(net, json, terminal);
      default -> throw new IllegalArgumentException(role.toString());
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
  public LocalApi plain() {
    throw new UnsupportedOperationException();
  }

  @Override
  public LocalApi fetching(Path home) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void hash(Path home, AddRequest request, List<SourceEntry> entries, AddListener listener) {
    throw new UnsupportedOperationException();
  }
}
