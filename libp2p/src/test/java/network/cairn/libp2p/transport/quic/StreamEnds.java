package network.cairn.libp2p.transport.quic;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import network.cairn.libp2p.host.StreamReset;
import network.cairn.libp2p.mux.MuxedStream;

/// Streams between two hosts that end in every way there is, as a seed says, many at once; what
/// ended otherwise than it should is told.
final class StreamEnds {
  /// How a stream is used: the first to end is the dialler unless it is said.
  enum Way {
    /// Both send their end with their last bytes.
    WITH_BYTES,
    /// Both send it when all bytes are on their way, one after the other.
    ALONE,
    /// Both send it so without waiting for the other's.
    CROSSING,
    /// The listener ends first, the dialler goes on sending.
    FAR_FIRST,
    /// The dialler breaks off when its bytes are on their way.
    NEAR_RESETS,
    /// The listener does.
    FAR_RESETS,
    /// The listener reads no more and says so.
    FAR_LEAVES
  }

  private static final int HEADER = 1 + 4 + 8;
  private static final long LOOK_NANOS = 100_000;
  private static final int RESET = 0x1003;
  private static final int MOST_BYTES = 20_000;

  private final int atOnce;
  private final List<Way> ways;
  private final Duration deadline;
  private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
  private final AtomicInteger began = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();

  /// @param deadline by which a stream is over that is not stuck
  StreamEnds(int atOnce, Duration deadline, List<Way> ways) {
    this.atOnce = atOnce;
    this.deadline = deadline;
    this.ways = ways;
  }

  /// What went wrong.
  List<String> wrong() {
    return List.copyOf(wrong);
  }

  /// Whether the listener's side is over of all streams that it was given.
  boolean allServed() {
    return began.get() == ended.get();
  }

  /// Uses so many streams and waits until the dialler's side of all is over.
  void run(QuicPair pair, int streams, long seed) throws InterruptedException {
    SplittableRandom random = new SplittableRandom(seed);
    Semaphore places = new Semaphore(atOnce);
    CountDownLatch over = new CountDownLatch(streams);
    for (int i = 0; i < streams; i++) {
      places.acquire();
      Way way = ways.get(random.nextInt(ways.size()));
      int length = random.nextBoolean() ? random.nextInt(64) : random.nextInt(MOST_BYTES);
      long bytes = random.nextLong();
      int number = i;
      Thread.startVirtualThread(() -> {
        try {
          dial(pair, way, length, bytes);
        } catch (Exception | AssertionError e) {
          wrong.add(number + " " + way + " " + length + " B, dialler: " + e);
        } finally {
          places.release();
          over.countDown();
        }
      });
    }
    if (!over.await(10, TimeUnit.MINUTES)) {
      wrong.add(over.getCount() + " streams were never over");
    }
  }

  private void dial(QuicPair pair, Way way, int length, long seed) throws Exception {
    QuicStream stream = (QuicStream) pair.open();
    stream.deadline(pair.scheduler.deadline(deadline));
    byte[] own = bytes(length, seed);
    byte[] theirs = bytes(length, seed + 1);
    byte[] header =
        ByteBuffer.allocate(HEADER)
            .put((byte) ways.indexOf(way))
            .putInt(length)
            .putLong(seed)
            .array();
    stream.write(header, 0, HEADER);
    switch (way) {
      case WITH_BYTES -> {
        stream.write(own, 0, length);
        stream.closeWrite();
        expect(stream, theirs);
      }
      case ALONE, CROSSING -> {
        stream.write(own, 0, length);
        endAlone(stream);
        expect(stream, theirs);
      }
      case FAR_FIRST -> {
        expect(stream, theirs);
        stream.write(own, 0, length);
        endAlone(stream);
      }
      case NEAR_RESETS -> {
        stream.write(own, 0, length);
        handOver(stream);
        stream.reset(RESET);
      }
      case FAR_RESETS -> {
        stream.closeWrite();
        expectReset(stream, theirs);
      }
      case FAR_LEAVES -> {
        try {
          stream.write(own, 0, length);
          endAlone(stream);
        } catch (StreamReset e) {
          // It left before all was written.
        }
        expect(stream, new byte[0]);
      }
    }
    stream.close();
  }

  /// The listener's side of one.
  void serve(MuxedStream served) {
    began.incrementAndGet();
    QuicStream stream = (QuicStream) served;
    Way way = null;
    try {
      stream.deadline(System.nanoTime() + deadline.toNanos());
      ByteBuffer header = ByteBuffer.wrap(exactly(stream, HEADER));
      way = ways.get(header.get());
      int length = header.getInt();
      long seed = header.getLong();
      answer(stream, way, bytes(length, seed + 1), bytes(length, seed));
      stream.close();
    } catch (Exception | AssertionError e) {
      boolean brokenOff = e instanceof StreamReset reset && reset.code() == RESET;
      if (!brokenOff || way != null && way != Way.NEAR_RESETS) {
        wrong.add(way + ", listener: " + e);
      }
    } finally {
      ended.incrementAndGet();
    }
  }

  private static byte[] bytes(int length, long seed) {
    return QuicTransportTest.bytes(length, seed);
  }

  private static void answer(QuicStream stream, Way way, byte[] own, byte[] theirs)
      throws IOException {
    switch (way) {
      case WITH_BYTES -> {
        expect(stream, theirs);
        stream.write(own, 0, own.length);
        stream.closeWrite();
      }
      case ALONE -> {
        expect(stream, theirs);
        stream.write(own, 0, own.length);
        endAlone(stream);
      }
      case CROSSING -> {
        stream.write(own, 0, own.length);
        endAlone(stream);
        expect(stream, theirs);
      }
      case FAR_FIRST -> {
        stream.write(own, 0, own.length);
        endAlone(stream);
        expect(stream, theirs);
      }
      case NEAR_RESETS -> expectReset(stream, theirs);
      case FAR_RESETS -> {
        stream.write(own, 0, own.length);
        handOver(stream);
        stream.reset(RESET);
      }
      case FAR_LEAVES -> stream.closeWrite();
    }
  }

  /// Waits until the codec has everything.
  private static void handOver(QuicStream stream) {
    while (stream.isSending()) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private static void endAlone(QuicStream stream) {
    handOver(stream);
    stream.closeWrite();
  }

  private static byte[] exactly(QuicStream stream, int length) throws IOException {
    byte[] all = new byte[length];
    for (int at = 0; at < length; ) {
      int n = stream.read(all, at, length - at);
      if (n < 0) {
        throw new EOFException("ended after " + at + " bytes of " + length);
      }
      at += n;
    }
    return all;
  }

  private static void expect(QuicStream stream, byte[] bytes) throws IOException {
    byte[] all = QuicPair.readAll(stream);
    if (!Arrays.equals(all, bytes)) {
      throw new IOException("ended with " + all.length + " bytes, not " + bytes.length);
    }
  }

  private static void expectReset(QuicStream stream, byte[] bytes) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] b = new byte[4096];
    try {
      for (int n = stream.read(b, 0, b.length); n >= 0; n = stream.read(b, 0, b.length)) {
        all.write(b, 0, n);
      }
    } catch (StreamReset e) {
      if (e.code() == RESET && e.remote()) {
        return;
      }
      throw e;
    }
    throw new IOException(
        "ended after " + all.size() + " of " + bytes.length + " bytes where it was broken off");
  }
}
