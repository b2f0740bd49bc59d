package network.cairn.bench.consensus;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// Processes whose processor time counts, by name.
record Processor(Map<String, ProcessHandle> processes) {
  /// Seconds of the processor that each has had until now.
  Map<String, Double> seconds() {
    Map<String, Double> seconds = new LinkedHashMap<>();
    processes.forEach((name, process) ->
        seconds.put(name, process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9));
    return seconds;
  }

  /// What each had since.
  Map<String, Double> since(Map<String, Double> before) {
    Map<String, Double> spent = seconds();
    spent.replaceAll((name, now) -> now - before.getOrDefault(name, 0.0));
    return spent;
  }
}
