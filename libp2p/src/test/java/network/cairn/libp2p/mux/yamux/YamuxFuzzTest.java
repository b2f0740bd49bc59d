package network.cairn.libp2p.mux.yamux;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import network.cairn.base.time.RealScheduler;

final class YamuxFuzzTest {
  @FuzzTest(maxDuration = "10s")
  void framesAreTakenOrEndTheSession(byte[] data) throws IOException {
    RealScheduler scheduler = new RealScheduler();
    PipeConn[] ends = PipeConn.pair(scheduler, Math.max(1, data.length));
    ends[0].write(data, 0, data.length);
    ends[0].close();
    TestOwner owner = new TestOwner(scheduler);
    owner.bound = 64L * YamuxLimits.INITIAL_WINDOW;
    YamuxLimits limits = YamuxLimits.standard();
    YamuxSession session =
        new YamuxSession(ends[1], false, limits, scheduler, owner, new ChunkPool());
    SendQueue queue = new SendQueue(scheduler);
    YamuxReader reader =
        new YamuxReader(session, ends[1], new Heartbeat(limits, queue, scheduler), scheduler);
    try {
      reader.run();
    } catch (IOException | YamuxViolation refused) {
      assertThat(refused).hasMessageMatching("(?s).+");
    }
    assertThat(session.openStreams()).isLessThanOrEqualTo(64);
    assertThat(owner.reserved.get()).isBetween(0L, owner.bound);
    session.close(0);
    assertThat(session.openStreams()).isZero();
    assertThat(owner.reserved.get()).isZero();
  }
}
