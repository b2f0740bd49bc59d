package network.cairn.app.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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

  /// An output that takes nothing, as a full disk or a pipe that nobody reads.
  static final class Broken extends OutputStream {
    private final String why;
    private int taken;

    Broken(String why) {
      this(why, 0);
    }

    /// @param taken how many writes it takes before
    Broken(String why, int taken) {
      this.why = why;
      this.taken = taken;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (taken == 0) {
        throw new IOException(why);
      }
      taken--;
    }
  }

  /// The exit code.
  int run(String... words) {
    return run(out, words);
  }

  /// As [#run(String...)], on another output.
  int run(OutputStream to, String... words) {
    out.reset();
    err.reset();
    Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(),
            new Output(to, true),
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
      case Role.Demo(Optional<Path> file, boolean keep, Optional<String> validators) ->
          Demo.run(file, keep, wish(validators), terminal);
      case Role.TestnetUp(Path net, Optional<String> validators, boolean json) ->
          Testnet.up(net, wish(validators), json, terminal);
      case Role.TestnetStatus(Path net, boolean json) -> Testnet.status(net, json, terminal);
      case Role.TestnetStart(Path net, String name, boolean json) ->
          Testnet.start(net, name, wish(Optional.empty()), json, terminal);
      case Role.TestnetStop(Path net, String name, boolean json) ->
          Testnet.stop(net, name, json, terminal);
      case Role.TestnetDown(Path net, boolean json) -> Testnet.down(net, json, terminal);
      default -> throw new IllegalArgumentException(role.toString());
    };
  }

  private static BlockMakers.Wish wish(Optional<String> validators) {
    return new BlockMakers.Wish(validators.map(Integer::valueOf), () -> Path.of("/c/cometbft"));
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
