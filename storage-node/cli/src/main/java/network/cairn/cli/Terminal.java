package network.cairn.cli;

import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/// Where a command reads from and writes to.
///
/// @param out answers; what cannot be written there fails the command
/// @param err progress and errors; what is lost there fails nothing
/// @param inputIsTerminal whether standard input is a person
/// @param errorIsTerminal whether progress may be drawn
public record Terminal(
    InputStream in,
    Output out,
    PrintStream err,
    boolean inputIsTerminal,
    boolean outputIsTerminal,
    boolean errorIsTerminal,
    Map<String, String> environment,
    Path directory) {
  /// What the launcher sets where it was called by the name of Kubo's program.
  private static final String NAME = "CAIRN_AS";

  private static final String KUBO = "ipfs";

  /// Stands in an argument for bytes that are no text.
  private static final char REPLACED = '\uFFFD';

  /// The name that the program was called by, and calls itself in lists, help and scripts, so that
  /// what they say can be typed.
  String program() {
    return asKubo() ? KUBO : "cairn";
  }

  /// Whether it was called by the name of Kubo's program, and is what Kubo's tools expect.
  boolean asKubo() {
    return KUBO.equals(environment.get(NAME));
  }

  /// A path as the user wrote it.
  ///
  /// @throws CommandFailed if no file can have it
  Path path(String text) {
    try {
      return directory.resolve(text);
    } catch (InvalidPathException e) {
      throw new CommandFailed("'" + text + "' is no path here: " + e.getReason());
    }
  }

  /// As [#path], where `~/` is the user's home, also where no shell has seen the word.
  Path file(String text) {
    String home = environment.getOrDefault("HOME", "");
    boolean below = text.startsWith("~/") && !home.isEmpty();
    return path(below ? home + text.substring(1) : text);
  }

  /// The path of something that is to be read.
  ///
  /// @throws CommandFailed if it is not there or may not be read
  Path readable(String text) {
    Path path = path(text);
    if (Files.isReadable(path) || Files.isSymbolicLink(path)) {
      return path;
    }
    if (Files.exists(path)) {
      throw new CommandFailed(text + ": permission denied");
    }
    throw new CommandFailed(
        text
            + ": no such file or directory"
            + (text.indexOf(REPLACED) < 0 ? "" : " (a name that is not UTF-8 cannot be given)"));
  }

  /// The process's own.
  static Terminal system() {
    String outTarget = target(1);
    boolean outTerminal = isTerminal(outTarget);
    boolean outPipe = outTarget.startsWith("pipe:") || outTarget.startsWith("socket:");
    Output out = new Output(new FileOutputStream(FileDescriptor.out), outTerminal, outPipe);
    PrintStream err =
        new PrintStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.err), 1024),
            true,
            StandardCharsets.UTF_8);
    return new Terminal(
        System.in,
        out,
        err,
        isTerminal(target(0)),
        outTerminal,
        isTerminal(target(2)),
        System.getenv(),
        Path.of("").toAbsolutePath());
  }

  /// The kernel's view of a descriptor; empty where there is none to be had.
  private static String target(int descriptor) {
    Path link = Path.of("/proc/self/fd/" + descriptor);
    try {
      return Files.isSymbolicLink(link) ? Files.readSymbolicLink(link).toString() : "";
    } catch (IOException e) {
      return "closed";
    }
  }

  /// Asks the kernel's view of the descriptor where there is one; `System.console()` would cost
  /// tens of milliseconds.
  @SuppressWarnings("SystemConsoleNull") // a JVM may be told to have none
  private static boolean isTerminal(String target) {
    if (!target.isEmpty()) {
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    }
    Console console = System.console();
    return console != null && console.isTerminal();
  }
}
