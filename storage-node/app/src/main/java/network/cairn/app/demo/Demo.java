package network.cairn.app.demo;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import network.cairn.cli.CommandFailed;
import network.cairn.cli.Invocation;

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
  /// @return 0, or 130 after Ctrl-C
  /// @throws CommandFailed naming the step that failed; by then every process is ended
  public static int run(Invocation invocation) throws IOException, InterruptedException {
    Pace pace = Pace.real();
    long started = pace.nanoTime();
    Screen screen = Screen.of(invocation.terminal(), pace);
    Launcher launcher = Launcher.ofThisProgram(invocation.terminal().directory());
    Path folder = Files.createTempDirectory("cairn-demo-").toRealPath();
    Network network = new Network(launcher.in(folder), pace, screen);
    AtomicBoolean cut = new AtomicBoolean();
    Thread hook =
        Thread.ofPlatform()
            .unstarted(() -> {
              cut.set(true);
              cleanUp(network, invocation);
            });
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      screen.say("working in " + folder + "; every command below can be typed there");
      new Story(network, pace, screen, file(invocation, folder)).tell();
    } catch (StepFailed e) {
      if (cut.get()) {
        return INTERRUPTED; // The step failed because its processes were taken away.
      }
      screen.settle();
      throw new CommandFailed(
          e.getMessage() + (invocation.flag("keep") ? "" : "; --keep leaves the logs for a look"));
    } finally {
      cleanUp(network, invocation);
    }
    Duration taken = Duration.ofNanos(pace.nanoTime() - started);
    screen.say(
        (invocation.flag("keep") ? "left " + folder : "everything is cleaned up")
            + String.format(Locale.ROOT, "; done in %.1f s", taken.toMillis() / 1e3));
    return 0;
  }

  private static Path file(Invocation invocation, Path folder) throws IOException {
    if (invocation.arguments().isEmpty()) {
      Path made = folder.resolve("data.bin");
      make(made);
      return made;
    }
    Path given = invocation.terminal().directory().resolve(invocation.argument(0));
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
  private static void cleanUp(Network network, Invocation invocation) {
    try {
      network.end();
      if (!invocation.flag("keep")) {
        Folders.remove(network.folder());
      }
    } catch (IOException e) {
      invocation.terminal().err().println("could not remove " + network.folder() + ": " + e);
    }
  }
}
