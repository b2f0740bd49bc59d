package network.cairn.bench.consensus;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/// What a ledger's process spent its processor on, by samples of its own clock of processor time.
///
/// @param seconds of the processor, by part of the program
/// @param samples there were
record SampledParts(Map<String, Double> seconds, int samples) {
  private static final String APP = "network.cairn.ledger.engine.comet.LedgerApp";
  private static final Map<String, String> REQUESTS =
      Map.of(
          "check", "CheckTx",
          "begin", "CheckTx",
          "prepare", "PrepareProposal",
          "refusal", "ProcessProposal",
          "finalizeBlock", "FinalizeBlock",
          "commit", "Commit");

  /// How a JVM is told to take the samples.
  static List<String> flags(Path file) {
    return List.of(
        "-XX:FlightRecorderOptions:stackdepth=128",
        "-XX:StartFlightRecording:settings=default,jdk.CPUTimeSample#enabled=true,"
            + "jdk.CPUTimeSample#throttle=5ms,dumponexit=true,filename="
            + file);
  }

  static SampledParts of(Path file, Instant from, Instant to) throws IOException {
    Map<String, Double> seconds = new TreeMap<>();
    int samples = 0;
    try (RecordingFile events = new RecordingFile(file)) {
      while (events.hasMoreEvents()) {
        RecordedEvent event = events.readEvent();
        Instant at = event.getStartTime();
        if (event.getEventType().getName().equals("jdk.CPUTimeSample")
            && !at.isBefore(from)
            && at.isBefore(to)) {
          samples++;
          double stood = event.getDuration("samplingPeriod").toNanos() / 1e9;
          seconds.merge(part(event), stood, Double::sum);
        }
      }
    }
    return new SampledParts(seconds, samples);
  }

  private static String part(RecordedEvent event) {
    if (event.getStackTrace() == null) {
      return "without a stack";
    }
    boolean signature = false;
    for (RecordedFrame frame : event.getStackTrace().getFrames()) {
      String type = frame.getMethod().getType().getName();
      signature |= type.startsWith("network.cairn.ledger.crypto.");
      String request = REQUESTS.get(frame.getMethod().getName());
      if (type.equals(APP) && request != null) {
        return signature ? request + ", signatures" : request;
      }
      if (type.endsWith(".AbciFrames")) {
        return "frames and socket";
      }
      if (type.endsWith(".CometProcess")) {
        return "CometBFT's log";
      }
    }
    return "other";
  }

  /// One line for each part, and one for what no thread of the program had: compiler, collector.
  ///
  /// @param all seconds of the processor that the process had
  String lines(double all) {
    StringBuilder out = new StringBuilder();
    seconds.forEach((part, spent) -> out.append(line(part, spent)));
    double rest = all - seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    return out.append(line("compiler, collector, lost", rest)).toString();
  }

  private static String line(String part, double spent) {
    return String.format(Locale.ROOT, "    %-28s %6.2f s%n", part, spent);
  }
}
