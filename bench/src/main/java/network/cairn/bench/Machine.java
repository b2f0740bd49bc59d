package network.cairn.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// Where it was measured; only what a reader needs to judge the figures.
final class Machine {
  private Machine() {}

  static String describe() {
    return Runtime.getRuntime().availableProcessors()
        + " × "
        + field("/proc/cpuinfo", "model name").orElse("unknown processor")
        + ", "
        + field("/proc/meminfo", "MemTotal").map(Machine::gib).orElse("?")
        + " GiB, "
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.version")
        + ", Java "
        + Runtime.version();
  }

  /// The load average over a minute, or `?`.
  static String load() {
    try {
      return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
    } catch (IOException e) {
      return "?";
    }
  }

  private static String gib(String kib) {
    return Long.toString(Math.round(Long.parseLong(kib.replaceAll("\\D", "")) / 1048576.0));
  }

  private static Optional<String> field(String file, String name) {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(l -> l.startsWith(name))
          .map(l -> l.substring(l.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
