package network.cairn.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A user before a terminal that a test reads: types commands in one folder, which is home, too.
final class Session {
  private final Path folder;
  private final Roles roles;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private OutputStream to = out;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private InputStream in = InputStream.nullInputStream();
  private boolean person = true;
  private boolean drawn;
  private boolean shown;
  private Map<String, String> environment;

  Session(Path folder, Roles roles) {
    this.folder = folder;
    this.roles = roles;
    this.environment = Map.of("HOME", folder.toString());
  }

  Session(Path folder) {
    this(folder, new NoRoles());
  }

  /// Input comes from a program or file.
  Session piping(String text) {
    in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    person = false;
    return this;
  }

  /// Input comes from a program that may take its time.
  Session reading(InputStream slow) {
    in = slow;
    person = false;
    return this;
  }

  /// A person types this when asked.
  Session typing(String text) {
    in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /// Output goes elsewhere.
  Session writing(OutputStream elsewhere) {
    to = elsewhere;
    return this;
  }

  /// Standard error is a terminal.
  Session drawing() {
    drawn = true;
    return this;
  }

  /// Standard output is a terminal.
  Session showing() {
    shown = true;
    return this;
  }

  Session with(Map<String, String> variables) {
    environment = variables;
    return this;
  }

  Terminal terminal() {
    return new Terminal(
        in,
        new Output(to, true),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        person,
        shown,
        drawn,
        environment,
        folder);
  }

  int run(String... words) {
    return run(List.of(words));
  }

  int run(List<String> words) {
    out.reset();
    err.reset();
    return Shell.run(words, roles, terminal());
  }

  /// Against a daemon.
  int ask(FakeDaemon daemon, String... words) {
    return ask(daemon, List.of(words));
  }

  int ask(FakeDaemon daemon, List<String> words) {
    return run(Stream.concat(Stream.of("--api", daemon.address()), words.stream()).toList());
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  byte[] outBytes() {
    return out.toByteArray();
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
