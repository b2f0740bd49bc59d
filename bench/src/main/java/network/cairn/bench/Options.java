package network.cairn.bench;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the command line asks for.
///
/// @param scale 1 for the full sizes (1 GiB, 100,000 files)
/// @param runs measured pairs of each scenario
/// @param warmups pairs before them that do not count
/// @param only names of the scenarios to run; empty for all
/// @param work a folder for homes and data, removed at the end
/// @param out where the report goes, without its ending
record Options(double scale, int runs, int warmups, Set<String> only, Path work, Path out) {
  private static final long GIB = 1L << 30;
  private static final int FILES = 100_000;

  static Options parse(String... words) {
    Map<String, String> given =
        given(List.of("scale", "runs", "warmups", "only", "work", "out"), words);
    return of(given, Double.parseDouble(given.getOrDefault("scale", "1")), "bench-report");
  }

  /// The values of words such as `--runs=3`, by name.
  ///
  /// @throws BenchFailed for a word that is none of these names
  static Map<String, String> given(List<String> names, String... words) {
    Map<String, String> given = new HashMap<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      String name = word.startsWith("--") && equals > 0 ? word.substring(2, equals) : "";
      if (!names.contains(name)) {
        throw new BenchFailed(
            "unknown word " + word + "; the options are --" + String.join("= --", names) + "=");
      }
      given.put(name, word.substring(equals + 1));
    }
    return given;
  }

  /// What all comparisons are asked for.
  ///
  /// @param report where it goes unless the words say otherwise
  static Options of(Map<String, String> given, double scale, String report) {
    String only = given.getOrDefault("only", "");
    return new Options(
        scale,
        Integer.parseInt(given.getOrDefault("runs", "3")),
        Integer.parseInt(given.getOrDefault("warmups", "1")),
        only.isEmpty() ? Set.of() : Set.of(only.split(",")),
        Path.of(given.getOrDefault("work", "bench-work")).toAbsolutePath(),
        Path.of(given.getOrDefault("out", report)).toAbsolutePath());
  }

  boolean wants(Scenario scenario) {
    return only.isEmpty() || only.contains(scenario.name());
  }

  long fileSize() {
    return Math.max(1, (long) (GIB * scale));
  }

  int smallFiles() {
    return Math.max(1, (int) (FILES * scale));
  }

  String fileText() {
    long mib = fileSize() >> 20;
    return mib % 1024 == 0 ? mib / 1024 + " GiB" : mib + " MiB";
  }
}
