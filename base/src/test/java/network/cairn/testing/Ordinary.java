package network.cairn.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs a part of a test in a process that the permissions of files bind. They do not bind root,
/// unless it gives the power away, which a process can do for another that it starts.
public final class Ordinary {
  private static final long PATIENCE_SECONDS = 280;

  private Ordinary() {}

  /// Fails with what the process said, if it does not end well.
  ///
  /// @param part a class with a main method, whose assertions end the process
  public static void run(Class<?> part, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(powerless());
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            part.getName()));
    words.addAll(arguments);
    Path said = Files.createTempFile("said", "");
    try {
      Process process =
          new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(said.toFile()).start();
      boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      process.destroyForcibly();
      String text = Files.readString(said, StandardCharsets.UTF_8);
      assertThat(ended).as(text).isTrue();
      assertThat(process.exitValue()).as(text).isZero();
    } finally {
      Files.delete(said);
    }
  }

  private static List<String> powerless() throws IOException, InterruptedException {
    Path closed =
        Files.createTempFile(
            "closed",
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("---------")));
    try {
      if (!Files.isReadable(closed)) {
        return List.of();
      }
    } finally {
      Files.delete(closed);
    }
    List<String> words = List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--");
    assumeThat(can(words)).as("prerequisite: setpriv, or a user who is not root").isTrue();
    return words;
  }

  private static boolean can(List<String> words) throws InterruptedException {
    List<String> nothing = new ArrayList<>(words);
    nothing.add("true");
    try {
      return new ProcessBuilder(nothing).start().waitFor() == 0;
    } catch (IOException e) {
      return false; // there is no such program
    }
  }
}
