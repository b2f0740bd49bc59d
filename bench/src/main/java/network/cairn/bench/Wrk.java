package network.cairn.bench;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The load of Debian's `wrk`: so many connections, each of which asks again as soon as it has its
/// answer.
final class Wrk {
  private static final String MARK = "load:";
  private static final int THREADS = 2;

  /// An answer of 100 MiB to each of a thousand callers takes minutes.
  private static final String PATIENCE = "600s";

  private static final String SCRIPT =
      """
      local asked = {
      ASKED}
      local requests = {}
      local at = 0
      function init(args)
        for i, ask in ipairs(asked) do
          requests[i] = wrk.format("GET", ask.path, ask.headers)
        end
      end
      function request()
        at = at % #requests + 1
        return requests[at]
      end
      function done(summary, latency, requests)
        local e = summary.errors
        io.write(string.format("MARK %.0f %.0f %.0f %.0f %.0f %.0f\\n", summary.duration,
          summary.requests, summary.bytes, latency:percentile(99), e.status,
          e.connect + e.read + e.write + e.timeout))
      end
      """;

  private final String program;
  private final Programs programs;
  private final Path script;

  /// What one question is.
  ///
  /// @param range the header `Range`; empty for none
  record Ask(String path, String range) {
    private String lua() {
      String headers = range.isEmpty() ? "" : "[\"Range\"] = \"" + range + "\"";
      return "  { path = \"" + path + "\", headers = { " + headers + " } },\n";
    }
  }

  /// What a load gave.
  ///
  /// @param answers that came whole
  /// @param bytes that came, also of answers that did not end in time
  /// @param p99 milliseconds in which 99 of 100 answers were there; 0 if none was
  /// @param refused answers with a status of 400 or more
  /// @param broken connections and answers that failed
  record Load(double seconds, long answers, long bytes, double p99, long refused, long broken) {
    double answersPerSecond() {
      return answers / seconds;
    }

    double gigabytesPerSecond() {
      return bytes / seconds / 1e9;
    }
  }

  private Wrk(String program, Programs programs, Path script) {
    this.program = program;
    this.programs = programs;
    this.script = script;
  }

  /// @param given the program; empty to look for it where the shell does
  /// @throws BenchFailed if it is not there
  static Wrk find(String given, Programs programs, Path script) {
    List<String> folders = Arrays.asList(System.getenv("PATH").split(File.pathSeparator));
    Optional<Path> found =
        given.isEmpty()
            ? folders.stream().map(f -> Path.of(f, "wrk")).filter(Files::isExecutable).findFirst()
            : Optional.of(Path.of(given)).filter(Files::isExecutable);
    return found
        .map(path -> new Wrk(path.toString(), programs, script))
        .orElseThrow(() ->
            new BenchFailed(
                "the load needs wrk (apt-get install wrk); it is not "
                    + (given.isEmpty() ? "on the PATH" : "at " + given)
                    + "; --wrk= says where it is"));
  }

  /// @param address `http://HOST:PORT`
  /// @param asks in turns, of each thread from the first
  Load run(String address, List<Ask> asks, int connections, Duration time) {
    try {
      Files.writeString(script, text(asks));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String output =
        programs
            .run(
                Map.of(),
                List.of(
                    program,
                    "-t" + Math.min(THREADS, connections),
                    "-c" + connections,
                    "-d" + time.toSeconds() + "s",
                    "--timeout",
                    PATIENCE,
                    "-s",
                    script.toString(),
                    address))
            .output();
    return parse(output);
  }

  static String text(List<Ask> asks) {
    String asked = asks.stream().map(Ask::lua).collect(Collectors.joining());
    return SCRIPT.replace("ASKED", asked).replace("MARK", MARK);
  }

  /// @throws BenchFailed if the output has no line of the script's
  static Load parse(String output) {
    String line =
        output
            .lines()
            .filter(l -> l.startsWith(MARK))
            .findFirst()
            .orElseThrow(() -> new BenchFailed("wrk told nothing: " + output));
    long[] numbers =
        Arrays.stream(line.substring(MARK.length()).strip().split(" "))
            .mapToLong(Long::parseLong)
            .toArray();
    return new Load(
        numbers[0] / 1e6, numbers[1], numbers[2], numbers[3] / 1e3, numbers[4], numbers[5]);
  }
}
