package network.cairn.libp2p.ping;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.host.StreamBounds;

/// Both sides of `/ipfs/ping/1.0.0`. Thread-safe.
public final class Ping {
  public static final String PROTOCOL = "/ipfs/ping/1.0.0";

  private static final int SIZE = 32;
  private static final Duration IDLE = Duration.ofSeconds(10);

  /// A place is held from a block's last byte to its echo.
  public static final StreamBounds BOUNDS = new StreamBounds("ping", 2, 32, 128, IDLE);

  private final Scheduler scheduler;
  private final RandomGenerator random;

  public Ping(Scheduler scheduler, RandomGenerator random) {
    this.scheduler = scheduler;
    this.random = random;
  }

  /// Echoes whole blocks of 32 bytes until the peer ends the stream or is silent for 10 s; two
  /// streams per peer at once.
  public void serve(Stream stream) throws IOException {
    byte[] block = new byte[SIZE];
    stream.deadline(IDLE);
    while (fill(stream, block)) {
      stream.admitOrReset();
      stream.deadline(IDLE);
      stream.write(block, 0, SIZE);
      stream.rest();
      stream.deadline(IDLE);
    }
  }

  /// Sends one block and waits for its echo.
  ///
  /// @throws IOException if the echo differs or does not come in time
  public Duration once(Stream stream, Duration timeout) throws IOException {
    stream.deadline(timeout);
    byte[] sent = new byte[SIZE];
    random.nextBytes(sent);
    long start = scheduler.nanoTime();
    stream.write(sent, 0, SIZE);
    byte[] echo = new byte[SIZE];
    if (!fill(stream, echo)) {
      throw new EOFException("ping: the peer ended the stream");
    }
    if (!Arrays.equals(sent, echo)) {
      throw new IOException("ping: the echo differs");
    }
    return Duration.ofNanos(scheduler.nanoTime() - start);
  }

  /// Fills the block; false if the stream ends before its first byte or inside it.
  private static boolean fill(Stream stream, byte[] block) throws IOException {
    for (int at = 0; at < SIZE; ) {
      int n = stream.read(block, at, SIZE - at);
      if (n < 0) {
        return false;
      }
      at += n;
    }
    return true;
  }
}
