package network.cairn.interop;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/// Four validators, real processes, to which something is done while payments go on.
@Tag("interop")
@ExtendWith(LateCleanup.class)
abstract class ClusterFaults {
  private final String[] options;
  Cluster cluster;
  Payments payments;
  Invariants invariants;

  /// @param options of the command that makes the chain
  ClusterFaults(String... options) {
    this.options = options;
  }

  @BeforeEach
  void start(Path folder) throws Exception {
    Path comet = Prerequisite.of("cometbft.bin", "CometBFT");
    Path launcher = Prerequisite.of("cairn.bin", "built ./cairn");
    cluster = new Cluster(folder, launcher, comet, options);
    cluster.reach(cluster.validators, 3);
    payments = new Payments(cluster.get(1).home);
    invariants = new Invariants(cluster, payments);
  }

  @AfterEach
  void end() throws Exception {
    if (payments != null) {
      payments.end();
    }
    if (invariants != null) {
      invariants.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }
}
