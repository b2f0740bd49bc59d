package network.cairn.app.demo;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import network.cairn.cli.CommandFailed;
import network.cairn.cli.Terminal;

/// `cairn demo [FILE]`: keeps a file for pay in a network of real processes, loses a provider, sees
/// the repair, fetches, verifies, accounts for every token, and cleans up.
public final class Demo {
  private static final int FILE_BYTES = 64 << 20;
  private static final int CHUNK = 1 << 20;

  /// What a shell says of a program that Ctrl-C ended.
  private static final int INTERRUPTED = 130;

  private Demo() {}

  /// Runs the whole story; needs the launcher's path in the system property `cairn.launcher`.
  ///
  /// @param file what to keep, made if empty
  /// @param keep whether the network's files are left
  /// @param wish what makes the blocks
  /// @return 0, or 130 after Ctrl-C
  /// @throws CommandFailed naming the step that failed; by then every process is ended
  public static int run(Optional<Path> file, boolean keep, BlockMakers.Wish wish, Terminal terminal)
      throws IOException, InterruptedException {
    BlockMakers makers = wish.fulfilled();
    Pace pace = Pace.real();
    long started = pace.nanoTime();
    Screen screen = Screen.of(terminal, pace);
    Launcher launcher = Launcher.ofThisProgram(terminal.directory());
    Path folder = Files.createTempDirectory("cairn-demo-").toRealPath();
    Network network = new Network(makers, launcher.in(folder), pace, screen);
    AtomicBoolean cut = new AtomicBoolean();
    Thread hook =
        Thread.ofPlatform()
            .unstarted(() -> {
              cut.set(true);
              cleanUp(network, keep, terminal);
            });
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      screen.say("working in " + folder + "; every command below can be typed there");
      new Story(network, pace, screen, file(file, folder)).tell();
    } catch (StepFailed e) {
      if (cut.get()) {
        return INTERRUPTED; // The step failed because its processes were taken away.
      }
      screen.settle();
      throw new CommandFailed(e.getMessage() + (keep ? "" : "; --keep leaves the logs for a look"));
    } finally {
      cleanUp(network, keep, terminal);
    }
    Duration taken = Duration.ofNanos(pace.nanoTime() - started);
    screen.say(
        (keep ? "left " + folder : "everything is cleaned up")
            + String.format(Locale.ROOT, "; done in %.1f s", taken.toMillis() / 1e3));
    return 0;
  }

  private static Path file(Optional<Path> named, Path folder) throws IOException {
    if (named.isEmpty()) {
      Path made = folder.resolve("data.bin");
      make(made);
      return made;
    }
    Path given = named.get();
    if (!Files.isRegularFile(given) || !Files.isReadable(given)) {
      throw new CommandFailed(given + " is no file that can be read");
    }
    return given.toRealPath();
  }

  /// 64 MiB that do not compress and differ from run to run.
  private static void make(Path file) throws IOException {
    Random random = new Random();
    byte[] chunk = new byte[CHUNK];
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < FILE_BYTES / CHUNK; i++) {
        random.nextBytes(chunk);
        out.write(chunk);
      }
    }
  }

  /// Also runs on Ctrl-C, whatever step it came in. Twice does no harm.
  private static void cleanUp(Network network, boolean keep, Terminal terminal) {
    try {
      network.end();
      if (!keep) {
        Folders.remove(network.folder());
      }
    } catch (IOException e) {
      terminal.err().println("could not remove " + network.folder() + ": " + e);
    }
  }
}
