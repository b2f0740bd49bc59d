package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;

/// A recording of how this process runs: where its processors' time goes, what it allocates, what
/// it waits for, what collecting garbage takes. Events that carry texts of others (environment,
/// properties, command lines, paths, messages of exceptions) are neither asked for nor kept where
/// another recording of the process asked for them. Used by one thread.
final class JvmRecording implements AutoCloseable {
  private static final long MOST_BYTES = 64L << 20;
  private static final Duration LONG_WAIT = Duration.ofMillis(10);

  /// With a stack.
  private static final List<String> SAMPLES =
      List.of("jdk.ExecutionSample", "jdk.NativeMethodSample", "jdk.ObjectAllocationSample");

  /// With a stack, where they take longer than a wait that anybody would feel.
  private static final List<String> WAITS =
      List.of("jdk.JavaMonitorEnter", "jdk.ThreadPark", "jdk.VirtualThreadPinned");

  private static final List<String> FIGURES =
      List.of(
          "jdk.CPULoad",
          "jdk.ThreadCPULoad",
          "jdk.GarbageCollection",
          "jdk.GCPhasePause",
          "jdk.GCHeapSummary",
          "jdk.GCConfiguration",
          "jdk.GCHeapConfiguration",
          "jdk.JavaThreadStatistics",
          "jdk.DirectBufferStatistics",
          "jdk.CodeCacheStatistics",
          "jdk.PhysicalMemory",
          "jdk.ResidentSetSize",
          "jdk.CPUInformation");

  /// All that a recording holds.
  static final Set<String> EVENTS =
      Stream.of(SAMPLES, WAITS, FIGURES)
          .flatMap(List::stream)
          .collect(Collectors.toUnmodifiableSet());

  private final Recording recording;

  private JvmRecording(Recording recording) {
    this.recording = recording;
  }

  /// Begins one.
  static JvmRecording start() {
    Recording recording = new Recording();
    recording.setName("cairn diag profile");
    recording.setMaxSize(MOST_BYTES);
    for (EventType type : FlightRecorder.getFlightRecorder().getEventTypes()) {
      recording.disable(type.getName());
    }
    SAMPLES.forEach(name -> recording.enable(name).withStackTrace());
    WAITS.forEach(name -> recording.enable(name).withStackTrace().withThreshold(LONG_WAIT));
    FIGURES.forEach(recording::enable);
    recording.start();
    return new JvmRecording(recording);
  }

  /// Ends it.
  ///
  /// @param folder for the file, and for one beside it, both to be removed by the caller
  /// @return the file
  Path stop(Path folder) throws IOException {
    recording.stop();
    Path all = folder.resolve("all.jfr");
    Path kept = folder.resolve("kept.jfr");
    recording.dump(all);
    try (RecordingFile file = new RecordingFile(all)) {
      file.write(kept, event -> EVENTS.contains(event.getEventType().getName()));
    }
    return kept;
  }

  @Override
  public void close() {
    recording.close();
  }
}
