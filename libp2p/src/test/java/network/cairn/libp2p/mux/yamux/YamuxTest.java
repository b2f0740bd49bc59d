package network.cairn.libp2p.mux.yamux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import network.cairn.base.time.RealScheduler;
import network.cairn.base.time.Scheduler;
import network.cairn.base.time.SimScheduler;
import network.cairn.libp2p.host.StreamReset;
import network.cairn.libp2p.host.StreamTimeout;
import network.cairn.libp2p.mux.MuxedStream;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

final class YamuxTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /// Two sessions over a pipe.
  private static final class Pair {
    final Scheduler scheduler;
    final TestOwner near;
    final TestOwner far;
    final YamuxSession dialer;
    final YamuxSession listener;

    Pair(Scheduler scheduler) {
      this.scheduler = scheduler;
      PipeConn[] ends = PipeConn.pair(scheduler, 128 * 1024);
      near = new TestOwner(scheduler);
      far = new TestOwner(scheduler);
      dialer =
          new YamuxSession(ends[0], true, YamuxLimits.standard(), scheduler, near, new ChunkPool());
      listener =
          new YamuxSession(ends[1], false, YamuxLimits.standard(), scheduler, far, new ChunkPool());
      near.session = dialer;
      far.session = listener;
    }

    Pair serve(TestOwner.Handler handler) {
      far.handler = handler;
      dialer.start();
      listener.start();
      return this;
    }

    MuxedStream open() throws IOException, InterruptedException {
      return dialer.open(scheduler.deadline(MINUTE));
    }
  }

  private static void echo(MuxedStream stream) throws IOException {
    byte[] b = new byte[10_000];
    for (int n = stream.read(b, 0, b.length); n >= 0; n = stream.read(b, 0, b.length)) {
      stream.write(b, 0, n);
    }
  }

  private static byte[] readAll(MuxedStream stream) throws IOException {
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    byte[] b = new byte[32 * 1024];
    for (int n = stream.read(b, 0, b.length); n >= 0; n = stream.read(b, 0, b.length)) {
      all.write(b, 0, n);
    }
    return all.toByteArray();
  }

  private static byte[] bytes(SplittableRandom random, int length) {
    byte[] b = new byte[length];
    random.nextBytes(b);
    return b;
  }

  private static void inSim(SimScheduler.Scenario scenario, SimScheduler sim) {
    sim.run(scenario);
  }

  @Test
  void aReaderThatDiesOfAFaultEndsItsSession() throws Exception {
    RealScheduler scheduler = new RealScheduler();
    PipeConn[] ends = PipeConn.pair(scheduler, 256 * 1024);
    CompletableFuture<Boolean> closed = new CompletableFuture<>();
    TestOwner owner =
        new TestOwner(scheduler) {
          @Override
          public void streamsWaiting() {
            throw new IllegalStateException("a fault of the owner");
          }

          @Override
          public void closed(long code, boolean remote) {
            closed.complete(remote);
          }
        };
    YamuxSession session =
        new YamuxSession(ends[1], false, YamuxLimits.standard(), scheduler, owner, new ChunkPool());
    session.start();
    byte[] frame = new byte[Frame.HEADER];
    Frame.encode(frame, 0, Frame.WINDOW_UPDATE, Frame.SYN, 1, 0);
    ends[0].write(frame, 0, frame.length);
    assertThat(closed.get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(session.isClosed()).isTrue();
    assertThat(owner.reserved.get()).isZero();
  }

  @Test
  void halfClosedStreamEchoesToTheEnd() {
    SimScheduler sim = new SimScheduler(1);
    inSim(
        () -> {
          Pair pair = new Pair(sim).serve(YamuxTest::echo);
          byte[] sent = bytes(new SplittableRandom(2), 100_000);
          MuxedStream stream = pair.open();
          stream.write(sent, 0, sent.length);
          stream.closeWrite();
          assertThat(readAll(stream)).isEqualTo(sent);
          stream.close();
          sim.sleep(Duration.ofSeconds(1));
          assertThat(pair.dialer.openStreams()).isZero();
          assertThat(pair.listener.openStreams()).isZero();
          assertThat(pair.near.reserved.get()).isZero();
          assertThat(pair.far.reserved.get()).isZero();
        },
        sim);
  }

  @Test
  void anyInterleavingCarriesEqualBytes() {
    Property.check(
        25,
        random -> {
          SimScheduler sim = new SimScheduler(random.nextLong());
          SplittableRandom plan = new SplittableRandom(random.nextLong());
          inSim(() -> exchange(sim, plan), sim);
        });
  }

  private static void exchange(SimScheduler sim, SplittableRandom plan)
      throws InterruptedException {
    Pair pair = new Pair(sim).serve(YamuxTest::echo);
    List<Scheduler.Task> tasks = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      byte[] sent = bytes(plan, plan.nextInt(4) == 0 ? plan.nextInt(900_000) : plan.nextInt(2_000));
      SplittableRandom own = plan.split();
      tasks.add(sim.start("client", () -> roundTrip(sim, pair, sent, own)));
    }
    for (Scheduler.Task task : tasks) {
      task.join();
    }
    assertThat(pair.dialer.openStreams()).isZero();
  }

  private static void roundTrip(Scheduler scheduler, Pair pair, byte[] sent, SplittableRandom own) {
    try {
      MuxedStream stream = pair.open();
      Scheduler.Task writer = scheduler.start("writer", () -> writeInPieces(stream, sent, own));
      assertThat(readAll(stream)).isEqualTo(sent);
      writer.join();
      stream.close();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void writeInPieces(MuxedStream stream, byte[] sent, SplittableRandom own) {
    try {
      for (int at = 0; at < sent.length; ) {
        int n = Math.min(sent.length - at, 1 + own.nextInt(70_000));
        stream.write(sent, at, n);
        at += n;
      }
      stream.closeWrite();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void threeHundredConcurrentOpensAllSucceed() {
    SimScheduler sim = new SimScheduler(4);
    inSim(
        () -> {
          Pair pair = new Pair(sim).serve(YamuxTest::echo);
          List<Scheduler.Task> tasks = new ArrayList<>();
          for (int i = 0; i < 300; i++) {
            byte[] sent = bytes(new SplittableRandom(i), 500);
            tasks.add(sim.start("c", () -> roundTrip(sim, pair, sent, new SplittableRandom(1))));
          }
          for (Scheduler.Task task : tasks) {
            task.join();
          }
        },
        sim);
  }

  @Test
  void tenThousandShortStreamsLeaveNothingBehind() {
    SimScheduler sim = new SimScheduler(5);
    inSim(
        () -> {
          Pair pair = new Pair(sim).serve(YamuxTest::echo);
          byte[] sent = bytes(new SplittableRandom(3), 150);
          for (int i = 0; i < 10_000; i++) {
            MuxedStream stream = pair.open();
            stream.write(sent, 0, sent.length);
            stream.closeWrite();
            assertThat(readAll(stream)).isEqualTo(sent);
            stream.close();
          }
          sim.sleep(Duration.ofSeconds(1));
          assertThat(pair.listener.openStreams()).isZero();
          assertThat(pair.far.reserved.get()).isZero();
          assertThat(pair.near.closeCode).isEqualTo(-1);
        },
        sim);
  }

  @Test
  void stalledReaderStopsOnlyItsOwnStream() {
    SimScheduler sim = new SimScheduler(6);
    inSim(
        () -> {
          boolean[] first = {true};
          Pair pair =
              new Pair(sim)
                  .serve(stream -> {
                    if (first[0]) {
                      first[0] = false;
                      sim.sleep(Duration.ofHours(1));
                    }
                    echo(stream);
                  });
          MuxedStream stalled = pair.open();
          stalled.deadline(sim.deadline(Duration.ofSeconds(5)));
          byte[] lot = new byte[2_000_000];
          assertThatThrownBy(() -> stalled.write(lot, 0, lot.length))
              .isInstanceOf(StreamTimeout.class);
          roundTrip(sim, pair, bytes(new SplittableRandom(9), 1_000_000), new SplittableRandom(1));
        },
        sim);
  }

  /// What the far end has read of each stream.
  private static final class Tally {
    private final Scheduler.Monitor monitor;
    private long bulk;
    private long small;

    Tally(Scheduler scheduler) {
      this.monitor = scheduler.monitor();
    }

    void count(MuxedStream stream, boolean isBulk) throws IOException {
      byte[] b = new byte[32 * 1024];
      for (int n = stream.read(b, 0, b.length); n >= 0; n = stream.read(b, 0, b.length)) {
        monitor.lock();
        try {
          bulk += isBulk ? n : 0;
          small += isBulk ? 0 : n;
          monitor.signalAll();
        } finally {
          monitor.unlock();
        }
      }
    }

    /// Waits until so much has come and returns how much of the bulk has by then.
    long await(long wantedBulk, long wantedSmall) throws InterruptedException {
      monitor.lock();
      try {
        while (bulk < wantedBulk || small < wantedSmall) {
          monitor.await(Scheduler.NEVER);
        }
        return bulk;
      } finally {
        monitor.unlock();
      }
    }
  }

  @Test
  void aBulkStreamLeavesASmallOneItsTurns() {
    int bulk = 16 << 20;
    for (int seed = 0; seed < 10; seed++) {
      SimScheduler sim = new SimScheduler(seed);
      inSim(
          () -> {
            Tally tally = new Tally(sim);
            Pair pair =
                new Pair(sim)
                    .serve(stream -> tally.count(stream, ((YamuxStream) stream).id() == 1));
            MuxedStream wide = pair.open();
            MuxedStream narrow = pair.open();
            Scheduler.Task writer = sim.start("bulk", () -> writeAll(wide, bulk));
            tally.await(1 << 20, 0);
            for (int i = 1; i <= 10; i++) {
              long before = tally.await(0, 0);
              narrow.write(new byte[1000], 0, 1000);
              long passed = tally.await(0, 1000L * i) - before;
              assertThat(passed).as("message " + i).isLessThan(1 << 20);
            }
            writer.join();
            assertThat(tally.await(bulk, 10_000)).isEqualTo(bulk);
          },
          sim);
    }
  }

  private static void writeAll(MuxedStream stream, int length) {
    try {
      byte[] piece = new byte[256 * 1024];
      for (int at = 0; at < length; at += piece.length) {
        stream.write(piece, 0, piece.length);
      }
      stream.closeWrite();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void resetCarriesItsCodeBothWays() {
    SimScheduler sim = new SimScheduler(7);
    inSim(
        () -> {
          Pair pair = new Pair(sim).serve(stream -> stream.reset(StreamReset.RATE_LIMITED));
          MuxedStream stream = pair.open();
          assertThatThrownBy(() -> stream.read(new byte[1], 0, 1))
              .isInstanceOfSatisfying(
                  StreamReset.class,
                  reset -> {
                    assertThat(reset.code()).isEqualTo(StreamReset.RATE_LIMITED);
                    assertThat(reset.remote()).isTrue();
                  });
        },
        sim);
  }

  @Test
  void handlerThatReturnsEarlyResetsAPeerThatGoesOnSending() {
    SimScheduler sim = new SimScheduler(8);
    inSim(
        () -> {
          Pair pair = new Pair(sim).serve(stream -> stream.write(new byte[] {1, 2, 3}, 0, 3));
          MuxedStream stream = pair.open();
          assertThat(readAll(stream)).containsExactly(1, 2, 3);
          byte[] lot = new byte[3_000_000];
          assertThatThrownBy(() -> stream.write(lot, 0, lot.length))
              .isInstanceOf(StreamReset.class);
          sim.sleep(Duration.ofSeconds(1));
          assertThat(pair.listener.openStreams()).isZero();
          assertThat(pair.dialer.openStreams()).isZero();
        },
        sim);
  }

  @Test
  void windowGrowsOnlyAsFarAsMemoryIsGranted() {
    SimScheduler sim = new SimScheduler(9);
    inSim(
        () -> {
          Pair pair = new Pair(sim).serve(YamuxTest::echo);
          pair.far.bound = 700_000;
          roundTrip(sim, pair, bytes(new SplittableRandom(1), 5_000_000), new SplittableRandom(4));
          assertThat(pair.far.reserved.get()).isZero();
        },
        sim);
  }

  @Test
  void closeTellsThePeerTheCodeAndEndsItsStreams() {
    SimScheduler sim = new SimScheduler(10);
    inSim(
        () -> {
          Pair pair = new Pair(sim).serve(YamuxTest::echo);
          MuxedStream stream = pair.open();
          pair.listener.close(0x1005);
          assertThatThrownBy(() -> stream.read(new byte[1], 0, 1)).isInstanceOf(StreamReset.class);
          assertThat(pair.near.closeCode).isEqualTo(0x1005);
          assertThat(pair.near.closeRemote).isTrue();
          assertThatThrownBy(pair::open).isInstanceOf(StreamReset.class);
        },
        sim);
  }

  @Test
  void openWaitsForUnacceptedStreamsUntilItsDeadline() {
    SimScheduler sim = new SimScheduler(11);
    inSim(
        () -> {
          Pair pair = new Pair(sim);
          pair.dialer.start();
          pair.listener.start();
          for (int i = 0; i < 256; i++) {
            pair.open();
          }
          assertThatThrownBy(pair::open).isInstanceOf(StreamTimeout.class);
          assertThat(Arrays.asList(pair.listener.poll(), pair.listener.poll()))
              .allMatch(s -> s.isPresent());
        },
        sim);
  }
}
