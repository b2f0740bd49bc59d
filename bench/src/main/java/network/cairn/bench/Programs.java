package network.cairn.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs programs to their end and measures them from the outside.
final class Programs {
  private static final Duration LIMIT = Duration.ofMinutes(15);

  /// How a run ended.
  ///
  /// @param output standard output; empty if it was thrown away
  record Ended(double seconds, String output) {}

  private final Path scratch;

  /// @param scratch an existing folder for what the programs print
  Programs(Path scratch) {
    this.scratch = scratch;
  }

  /// Runs a program and keeps its output, which must be small.
  Ended run(Map<String, String> environment, List<String> words) {
    return run(environment, words, true);
  }

  /// Runs a program whose output goes to the null device.
  Ended discarding(Map<String, String> environment, List<String> words) {
    return run(environment, words, false);
  }

  private Ended run(Map<String, String> environment, List<String> words, boolean keep) {
    Path out = scratch.resolve("out.txt");
    Path err = scratch.resolve("err.txt");
    try {
      ProcessBuilder builder = builder(environment, words).redirectError(err.toFile());
      builder.redirectOutput(
          keep ? ProcessBuilder.Redirect.to(out.toFile()) : ProcessBuilder.Redirect.DISCARD);
      long begin = System.nanoTime();
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new BenchFailed(words + " did not end within " + LIMIT);
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      if (process.exitValue() != 0) {
        throw new BenchFailed(words + " ended with " + process.exitValue() + ": " + text(err));
      }
      return new Ended(seconds, keep ? text(out) : "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailed("interrupted while " + words.getFirst() + " ran");
    }
  }

  /// Starts a program that stays, with both outputs in a file.
  Process start(Map<String, String> environment, List<String> words, Path log) {
    try {
      return builder(environment, words)
          .redirectErrorStream(true)
          .redirectOutput(log.toFile())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ProcessBuilder builder(Map<String, String> environment, List<String> words) {
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().putAll(environment);
    return builder;
  }

  /// The last part of a file of text.
  static String text(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.UTF_8).strip();
    return text.length() > 4000 ? text.substring(text.length() - 4000) : text;
  }
}
