package network.cairn.app.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.StringTokenizer;

/// When a process began, which with its pid names it: a pid alone may be anybody's later.
///
/// On Linux the clock ticks since the machine's start and the id of that start, as no step of the
/// wall clock changes them; elsewhere milliseconds since 1970.
///
/// @param text of digits, lower-case letters, `-` and `@`
record Identity(String text) {
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

  /// Where the state stands behind the process's name in `/proc/PID/stat`, and where its start.
  private static final int STATE = 0;

  private static final int START = 19;

  static boolean isOne(String text) {
    return text.matches("[0-9]{1,18}(@[0-9a-f-]{1,40})?");
  }

  /// Of a process that runs; empty if there is none of this pid, or it only waits to be buried.
  static Optional<Identity> of(long pid) {
    Path stat = Path.of("/proc/" + pid + "/stat");
    if (Files.exists(BOOT)) {
      try {
        return ofStat(
            Files.readString(stat, StandardCharsets.ISO_8859_1), Files.readString(BOOT).strip());
      } catch (IOException e) {
        return Optional.empty(); // It is gone.
      }
    }
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .flatMap(process -> process.info().startInstant())
        .map(Instant::toEpochMilli)
        .map(millis -> new Identity(Long.toString(millis)));
  }

  /// @param stat as `proc(5)` has it; the name between brackets may hold blanks and brackets
  static Optional<Identity> ofStat(String stat, String boot) {
    StringTokenizer words = new StringTokenizer(stat.substring(stat.lastIndexOf(')') + 1));
    Optional<Identity> found = Optional.empty();
    for (int i = 0; words.hasMoreTokens() && i <= START; i++) {
      String word = words.nextToken();
      if (i == STATE && (word.equals("Z") || word.equals("X"))) {
        return Optional.empty();
      }
      if (i == START) {
        found = Optional.of(new Identity(word + "@" + boot));
      }
    }
    return found;
  }
}
