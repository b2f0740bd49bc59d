package network.cairn.app.demo;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import network.cairn.cli.CommandFailed;

/// Starts this program again, as processes of their own, in one working folder.
///
/// @param program what the user calls `cairn`, after what it is to be started with
/// @param folder the working directory of every process; homes are named relative to it
record Launcher(List<String> program, Path folder) {
  private static final String PROPERTY = "cairn.launcher";
  private static final File NOTHING = new File("/dev/null");
  private static final int MAX_LINES = 400;
  private static final String SMALL = "-Xmx256m -XX:MaxDirectMemorySize=128m";

  /// Starts processes the way this one was started.
  ///
  /// @throws CommandFailed if that is not known
  static Launcher ofThisProgram(Path folder) {
    String program = System.getProperty(PROPERTY, "");
    if (program.isEmpty()) {
      throw new CommandFailed(
          "the program that starts Cairn is not known; run this as ./cairn demo");
    }
    return new Launcher(List.of(program), folder);
  }

  /// Starts processes in another folder.
  Launcher in(Path other) {
    return new Launcher(program, other);
  }

  /// Starts processes that outlive the terminal they are started from.
  Launcher surviving() {
    Path nohup = Path.of("/usr/bin/nohup");
    if (!Files.isExecutable(nohup)) {
      return this;
    }
    List<String> words = new ArrayList<>(List.of(nohup.toString()));
    words.addAll(program);
    return new Launcher(words, folder);
  }

  /// What a command printed, and its exit code.
  record Output(int code, List<String> lines) {
    Output {
      lines = List.copyOf(lines);
    }
  }

  /// How the reader would type it in the working folder.
  static String typed(Optional<String> home, List<String> words) {
    StringBuilder line = new StringBuilder();
    home.ifPresent(h -> line.append("CAIRN_PATH=").append(h).append(' '));
    line.append("cairn");
    words.forEach(word -> line.append(' ').append(quoted(word)));
    return line.toString();
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=,@+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /// Starts a process that stays, its output in `logs/NAME.log`.
  Child start(String name, Optional<String> home, List<String> words) throws IOException {
    Path log = LogTail.file(folder, name);
    Files.createDirectories(folder.resolve("logs"));
    long logged = Files.exists(log) ? Files.size(log) : 0;
    ProcessBuilder builder = builder(home, words);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return new Child(name, builder.start(), log, logged);
  }

  /// Runs a command to its end; standard error is among its lines.
  ///
  /// @throws CommandFailed if it takes longer than the limit; it is killed then
  Output run(Optional<String> home, Duration limit, List<String> words)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "command", ".out");
    try {
      Process process = builder(home, words).redirectOutput(output.toFile()).start();
      try {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new CommandFailed(
              "\"" + typed(home, words) + "\" did not end within " + limit.toSeconds() + " s");
        }
      } finally {
        process.destroyForcibly();
      }
      List<String> lines = new ArrayList<>();
      // Not strict: a command may print bytes that are no text.
      try (BufferedReader all =
          new BufferedReader(
              new InputStreamReader(Files.newInputStream(output), StandardCharsets.UTF_8))) {
        all.lines().limit(MAX_LINES).forEach(lines::add);
      }
      return new Output(process.exitValue(), lines);
    } finally {
      Files.deleteIfExists(output);
    }
  }

  /// Gets each line of a running command's standard output.
  interface Listener {
    void line(String text) throws IOException;
  }

  /// Runs a command to its end and hands on its standard output line by line; standard error goes
  /// to a file. Returns the exit code.
  ///
  /// @throws CommandFailed if it takes longer than the limit; it is killed then
  int follow(
      Optional<String> home, Duration limit, List<String> words, Path errors, Listener listener)
      throws IOException, InterruptedException {
    Process process =
        builder(home, words).redirectErrorStream(false).redirectError(errors.toFile()).start();
    boolean[] late = {false};
    Thread watch =
        Thread.ofVirtual()
            .start(() -> {
              late[0] = !endsWithin(process, limit);
              // Of a process that has ended this would close the output that is still to be read.
              if (late[0]) {
                process.destroyForcibly();
              }
            });
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        listener.line(line);
      }
      process.waitFor();
    } finally {
      watch.interrupt();
      watch.join();
      process.destroyForcibly();
    }
    if (late[0]) {
      throw new CommandFailed(
          "\"" + typed(home, words) + "\" did not end within " + limit.toSeconds() + " s");
    }
    return process.exitValue();
  }

  private static boolean endsWithin(Process process, Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private ProcessBuilder builder(Optional<String> home, List<String> words) {
    List<String> command = new ArrayList<>(program);
    command.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectErrorStream(true).redirectInput(ProcessBuilder.Redirect.from(NOTHING));
    builder.environment().remove("CAIRN_PATH");
    builder.environment().remove("CAIRN_AS");
    home.ifPresent(h -> builder.environment().put("CAIRN_PATH", folder.resolve(h).toString()));
    builder.environment().putIfAbsent("CAIRN_JAVA_OPTS", SMALL);
    return builder;
  }
}
