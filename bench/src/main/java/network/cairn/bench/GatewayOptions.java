package network.cairn.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

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
    Map<String, String> given =
        Options.given(
            List.of(
                "only", "connections", "seconds", "runs", "warmups", "wrk", "mixed", "work", "out"),
            words);
    return new GatewayOptions(
        Duration.ofSeconds(Long.parseLong(given.getOrDefault("seconds", "5"))),
        Arrays.stream(given.getOrDefault("connections", "1,64,1000").split(","))
            .map(Integer::valueOf)
            .toList(),
        given.getOrDefault("wrk", ""),
        Duration.ofMinutes(Long.parseLong(given.getOrDefault("mixed", "0"))),
        Options.of(given, MIB_100, "bench-gateway"));
  }
}
