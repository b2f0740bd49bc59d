package network.cairn.app.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A process that was started and must be ended. Thread-safe.
final class Child {
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final int TAIL = 6;
  private final String name;
  private final Process process;
  private final Path log;
  private final long logged;

  Child(String name, Process process, Path log) {
    this(name, process, log, 0);
  }

  /// @param logged bytes of the log that are an earlier process's
  Child(String name, Process process, Path log, long logged) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.logged = logged;
  }

  String name() {
    return name;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// Whether a whole line of its output begins so.
  boolean said(String words) throws IOException {
    if (!Files.exists(log)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(log)) {
      in.skipNBytes(Math.min(logged, Files.size(log)));
      // Not strict: a log may hold bytes that are no text.
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return ("\n" + text).contains("\n" + words);
    }
  }

  /// @throws IllegalStateException with its last words if it has ended
  void requireAlive() throws IOException {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          name + " ended with code " + process.exitValue() + "; its last words: " + tail());
    }
  }

  private String tail() throws IOException {
    return String.join(" | ", LogTail.of(log, TAIL));
  }

  /// Ends it at once, as a power cut would: SIGKILL.
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Asks it to end, without waiting.
  void ask() {
    process.destroy();
  }

  /// Waits for the end of one that was asked; kills it if it takes too long or nobody has the time.
  void end() {
    try {
      process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (process.isAlive()) {
      process.destroyForcibly();
      awaitEnd();
    }
  }

  /// Until then it still writes into the folder that is to be removed.
  private void awaitEnd() {
    boolean interrupted = Thread.interrupted();
    try {
      process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
