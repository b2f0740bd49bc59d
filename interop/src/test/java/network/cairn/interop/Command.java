package network.cairn.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs programs to their end, bounded in time, and keeps what they say.
final class Command {
  private static final Duration LONGEST = Duration.ofMinutes(15);

  private final Path logs;
  private final List<String> program;
  private final Map<String, String> environment;

  /// @param program the words that every command begins with
  Command(Path logs, List<String> program, Map<String, String> environment) {
    this.logs = logs;
    this.program = List.copyOf(program);
    this.environment = Map.copyOf(environment);
  }

  /// Runs a command that has to succeed.
  ///
  /// @return what it printed, without white space at the ends
  String run(String... arguments) {
    Result result = attempt(arguments);
    if (result.exit != 0) {
      throw new AssertionError(List.of(arguments) + " failed: " + result.output + result.errors);
    }
    return result.output.strip();
  }

  /// How a command ended.
  record Result(int exit, String output, String errors) {}

  Result attempt(String... arguments) {
    try {
      Path output = Files.createTempFile(logs, "out", ".txt");
      Path errors = Files.createTempFile(logs, "err", ".txt");
      Process process =
          builder(arguments).redirectOutput(output.toFile()).redirectError(errors.toFile()).start();
      if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(List.of(arguments) + " took over " + LONGEST);
      }
      return new Result(process.exitValue(), Files.readString(output), Files.readString(errors));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /// Runs a command and hashes what it prints.
  Digest digest(String... arguments) {
    try {
      Process process =
          builder(arguments).redirectError(logs.resolve("digest.err").toFile()).start();
      try (InputStream in = process.getInputStream()) {
        Digest digest = Digest.of(in);
        process.waitFor();
        return digest;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /// Starts a command that goes on; its output goes to a file of this name.
  Process start(String log, String... arguments) {
    try {
      return builder(arguments)
          .redirectErrorStream(true)
          .redirectOutput(logs.resolve(log).toFile())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String log(String name) {
    try {
      Path file = logs.resolve(name);
      return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ProcessBuilder builder(String... arguments) {
    List<String> words = new ArrayList<>(program);
    words.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().putAll(environment);
    return builder;
  }

  /// SHA-256 and length of some bytes.
  record Digest(String sha256, long size) {
    static Digest of(InputStream in) throws IOException {
      MessageDigest hash = sha256Hasher();
      byte[] buffer = new byte[1 << 16];
      long size = 0;
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        hash.update(buffer, 0, n);
        size += n;
      }
      return new Digest(java.util.HexFormat.of().formatHex(hash.digest()), size);
    }

    static MessageDigest sha256Hasher() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (java.security.NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }
  }
}
