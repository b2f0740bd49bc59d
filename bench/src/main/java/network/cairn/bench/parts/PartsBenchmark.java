package network.cairn.bench.parts;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Every part under JMH: time per call.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PartsBenchmark {
  /// The part's name in [Parts].
  @Param({
    "sha256-1MiB",
    "commp-subtree",
    "commp-stream",
    "proof-verify",
    "ed25519-new-key",
    "ed25519-known-key",
    "ed25519-library",
    "cid-parse",
    "dagpb-decode",
    "dagpb-encode",
    "noise-seal",
    "connection"
  })
  public String part = "";

  private Part.@Nullable Work work;

  /// Makes the part's data.
  @Setup
  public void setUp() {
    work = Optional.ofNullable(Parts.all().get(part)).orElseThrow().get().work();
  }

  /// One call.
  @Benchmark
  public Object call() throws Exception {
    return Optional.ofNullable(work).orElseThrow().run();
  }
}
