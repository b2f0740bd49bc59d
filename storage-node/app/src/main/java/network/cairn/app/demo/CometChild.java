package network.cairn.app.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The CometBFT of a validator, a child of its process.
///
/// @param handle knows it from a later process of the same number
record CometChild(ProcessHandle handle) {
  /// The one that runs on a validator's home; empty if none does.
  static Optional<CometChild> of(Path home) throws IOException {
    Path file = home.resolve("comet").resolve("pid");
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    String text = Files.readString(file).strip();
    return text.matches("[1-9][0-9]{0,17}")
        ? ProcessHandle.of(Long.parseLong(text))
            .filter(handle -> isOf(home, handle))
            .map(CometChild::new)
        : Optional.empty();
  }

  /// A number that was left behind may be anybody's by now.
  private static boolean isOf(Path home, ProcessHandle handle) {
    String folder = home.resolve("comet").toAbsolutePath().normalize().toString();
    return handle.info().arguments().stream().flatMap(Arrays::stream).anyMatch(folder::equals);
  }

  long pid() {
    return handle.pid();
  }

  /// Makes it stand still.
  void stop() throws IOException, InterruptedException {
    signal("STOP");
  }

  /// Lets it go on.
  void goOn() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
    if (kill.waitFor() != 0) {
      throw new IOException("process " + pid() + " took no signal " + name);
    }
  }

  /// Waits for the end of one whose parent has ended; kills it if it takes too long.
  void end(Duration grace) {
    if (!endsWithin(grace)) {
      handle.destroyForcibly();
      endsWithin(grace);
    }
  }

  private boolean endsWithin(Duration limit) {
    try {
      handle.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (java.util.concurrent.TimeoutException | java.util.concurrent.ExecutionException e) {
      return !handle.isAlive();
    }
  }
}
