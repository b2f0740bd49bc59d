package network.cairn.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the command line asks of [CompareGateways].
///
/// @param time of one load
/// @param connections numbers of callers at once
/// @param wrk the program of the load; empty to look for it
/// @param mixed how long all kinds of answers are asked for at once, of Cairn alone; zero for the
///   comparison
/// @param both rounds, names, the folder to work in, and where the report goes
record GatewayOptions(
    Duration time, List<Integer> connections, String wrk, Duration mixed, Options both) {
  private static final double MIB_100 = 100 / 1024.0;

  static GatewayOptions parse(String... words) {
    Map<String, String> given = new HashMap<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      if (!word.startsWith("--") || equals < 0) {
        throw new BenchFailed(
            "unknown word "
                + word
                + "; the options are --only= --connections= --seconds= --runs= --warmups= --wrk="
                + " --mixed=MINUTES --work= --out=");
      }
      given.put(word.substring(2, equals), word.substring(equals + 1));
    }
    String only = given.getOrDefault("only", "");
    return new GatewayOptions(
        Duration.ofSeconds(Long.parseLong(given.getOrDefault("seconds", "5"))),
        Arrays.stream(given.getOrDefault("connections", "1,64,1000").split(","))
            .map(Integer::valueOf)
            .toList(),
        given.getOrDefault("wrk", ""),
        Duration.ofMinutes(Long.parseLong(given.getOrDefault("mixed", "0"))),
        new Options(
            MIB_100,
            Integer.parseInt(given.getOrDefault("runs", "3")),
            Integer.parseInt(given.getOrDefault("warmups", "1")),
            only.isEmpty() ? Set.of() : Set.of(only.split(",")),
            Path.of(given.getOrDefault("work", "bench-work")).toAbsolutePath(),
            Path.of(given.getOrDefault("out", "bench-gateway")).toAbsolutePath()));
  }
}
