package network.cairn.libp2p.select;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import network.cairn.base.time.Scheduler;
import network.cairn.base.time.SimScheduler;
import network.cairn.libp2p.io.Duplex;
import org.junit.jupiter.api.Test;

final class LazyNegotiationSimTest {
  /// Takes a second for the first write.
  private static final class SlowWire implements Duplex {
    private final SimScheduler sim;
    private boolean fast;
    final ByteArrayOutputStream written = new ByteArrayOutputStream();

    SlowWire(SimScheduler sim) {
      this.sim = sim;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      return -1;
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      try {
        if (!fast) {
          fast = true;
          sim.sleep(Duration.ofSeconds(1));
        }
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      written.write(buffer, offset, length);
    }
  }

  @Test
  void nothingIsWrittenBeforeTheProposalWhoeverSendsIt() {
    SimScheduler sim = new SimScheduler(1);
    sim.run(() -> {
      SlowWire wire = new SlowWire(sim);
      LazyNegotiation lazy = Multistream.lazy(wire, "/a", sim.monitor());
      Scheduler.Task reader = sim.start("reader", () -> propose(lazy));
      sim.sleep(Duration.ofMillis(500));
      lazy.write(new byte[] {'x'}, 0, 1);
      reader.join();
      assertThat(wire.written.toString(StandardCharsets.UTF_8))
          .isEqualTo("\u0013/multistream/1.0.0\n\u0003/a\nx");
    });
  }

  private static void propose(LazyNegotiation lazy) {
    try {
      lazy.propose();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
