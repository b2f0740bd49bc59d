package network.cairn.http.door;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One caller's connection: all bytes of it go through here, so that it is known where it stands,
/// since when, and whether the caller is still there. Thread-safe; one thread reads at a time and
/// one writes.
///
/// Nothing is interrupted: what takes too long ends because the channel is closed by [#look]. A
/// thread that was interrupted in a handler would close files that others read.
final class Connection {
  private static final int LEAST = 8 << 10;

  /// A caller who sends nothing more may have one that is read into and one that the server has not
  /// used up, 64 KiB of the form around it, and 16 KiB of a piece on its way to a file: 144 KiB,
  /// and 72 MiB for 512 callers. That, and the eighth of the heap for whole pieces, fits into 256
  /// MiB.
  private static final int MOST = 32 << 10;

  /// A thread has a buffer of this size for the system while it writes, not while it waits.
  private static final int MOST_WRITTEN = 128 << 10;

  /// From when on a write that its caller does not take gives way to newcomers, where calls have
  /// all connections.
  private static final Duration STALLED = Duration.ofSeconds(30);

  /// A call that ends sooner is not looked at: its caller will be met where the answer is written.
  private static final Duration LONG = Duration.ofMillis(250);

  /// Where a connection stands.
  private enum Stage {
    /// A request is awaited or has begun.
    HEAD,
    /// The handler has ended, and the next request has not begun. The last bytes of a streamed
    /// answer are still written in this stage.
    IDLE,
    /// A handler runs.
    CALL,
    /// The last answer is given.
    FAREWELL
  }

  private final SocketChannel channel;
  private final Optional<NetworkPrefix> network;
  private final DoorLimits limits;
  private final LongSupplier clock;
  private final OldCaller caller = new OldCaller();
  private final BareHead bareHead = new BareHead();

  private Stage stage = Stage.HEAD;
  private long since;
  private boolean bodyWanted;
  private boolean waiting;
  private boolean last;
  private Optional<Long> reading = Optional.empty();
  private Optional<Long> writing = Optional.empty();
  private Optional<CompletableFuture<Piece>> ahead = Optional.empty();
  private Optional<String> ended = Optional.empty();
  private volatile boolean gone;
  private int size = LEAST;

  /// What one read gave; no bytes at the end.
  private record Piece(byte @Nullable [] bytes) {}

  /// @param clock nanoseconds, with any beginning
  Connection(
      SocketChannel channel,
      Optional<NetworkPrefix> network,
      DoorLimits limits,
      LongSupplier clock) {
    this.channel = channel;
    this.network = network;
    this.limits = limits;
    this.clock = clock;
    this.since = clock.getAsLong();
  }

  /// What the caller understands.
  OldCaller caller() {
    return caller;
  }

  /// For the head of the answer under way.
  BareHead bareHead() {
    return bareHead;
  }

  Optional<NetworkPrefix> network() {
    return network;
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  /// Whether nobody is there any more to take an answer.
  boolean gone() {
    return gone || !channel.isOpen();
  }

  /// Why the door ended it; empty if it did not.
  synchronized Optional<String> ended() {
    return ended;
  }

  /// A handler begins.
  synchronized void beginCall() {
    enter(Stage.CALL);
    bodyWanted = true;
    waiting = false;
  }

  /// The whole body was read.
  synchronized void bodyRead() {
    bodyWanted = false;
  }

  /// The call only waits for something to happen, and can be asked again.
  synchronized void waiting(boolean now) {
    waiting = now;
  }

  synchronized void endCall() {
    enter(Stage.IDLE);
  }

  /// The answer on its way is the last one.
  synchronized void last() {
    last = true;
  }

  synchronized boolean isLast() {
    return last;
  }

  private void enter(Stage next) {
    stage = next;
    since = clock.getAsLong();
  }

  /// How long it has stood without a call; empty while one runs that does not merely wait, and
  /// while its answer is taken. The longest gives its place to others first, one that waits only
  /// after all that do nothing, and one whose caller does not read after all of these.
  synchronized Optional<Long> dispensable(long now) {
    return switch (stage) {
      case HEAD, FAREWELL -> Optional.of(Long.MAX_VALUE / 2 + (now - since));
      case IDLE ->
          writing.isPresent() ? stalled(now) : Optional.of(Long.MAX_VALUE / 2 + (now - since));
      case CALL -> waiting ? Optional.of(now - since) : stalled(now);
    };
  }

  private Optional<Long> stalled(long now) {
    return writing
        .map(begun -> now - begun)
        .filter(time -> time > STALLED.toNanos())
        .map(time -> time - Long.MAX_VALUE / 2);
  }

  /// Ends what takes too long, and finds out whether the caller of a long call is still there.
  void look(long now) {
    Optional<String> why = overdue(now);
    if (why.isPresent()) {
      end(why.get());
    } else {
      lookAhead();
    }
  }

  private synchronized Optional<String> overdue(long now) {
    if (writing.isPresent() && now - writing.get() > limits.stalled().toNanos()) {
      return Optional.of("the caller stopped reading");
    }
    return switch (stage) {
      case HEAD -> late(now - since, limits.head().toNanos(), "no request came");
      case IDLE ->
          writing.isPresent()
              ? Optional.empty()
              : late(now - since, limits.idle().toNanos(), "no further request came");
      case FAREWELL -> late(now - since, limits.farewell().toNanos(), "answered");
      case CALL ->
          reading.isEmpty()
              ? Optional.empty()
              : late(now - reading.get(), limits.silence().toNanos(), "the caller stopped sending")
                  .or(() ->
                      bodyWanted
                          ? late(now - since, limits.body().toNanos(), "the body came too slowly")
                          : Optional.empty());
    };
  }

  private static Optional<String> late(long time, long limit, String why) {
    return time > limit ? Optional.of(why) : Optional.empty();
  }

  /// Closes it from outside; whoever reads or writes gets an exception.
  void end(String why) {
    synchronized (this) {
      if (ended.isEmpty()) {
        ended = Optional.of(why);
      }
    }
    close();
  }

  private void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }

  /// Reads one piece before anybody asks for it: the end of the stream is found by reading only.
  private void lookAhead() {
    CompletableFuture<Piece> promise = new CompletableFuture<>();
    synchronized (this) {
      if (stage != Stage.CALL
          || clock.getAsLong() - since < LONG.toNanos()
          || reading.isPresent()
          || writing.isPresent()
          || ahead.isPresent()) {
        return;
      }
      ahead = Optional.of(promise);
    }
    Thread.ofVirtual()
        .name("door-ahead")
        .start(() -> {
          try {
            Piece piece = new Piece(piece());
            if (piece.bytes() == null) {
              gone = true;
            }
            promise.complete(piece);
          } catch (IOException | RuntimeException | Error e) {
            gone = true;
            promise.completeExceptionally(e);
          }
        });
  }

  /// The next bytes; null at the end, as the server wants it, and after the last answer.
  byte @Nullable [] read() throws IOException {
    boolean parting;
    synchronized (this) {
      parting = last;
    }
    if (parting) {
      farewell();
      return null;
    }
    return take();
  }

  private byte @Nullable [] take() throws IOException {
    Optional<CompletableFuture<Piece>> early;
    synchronized (this) {
      early = ahead;
      ahead = Optional.empty();
      reading = Optional.of(clock.getAsLong());
    }
    try {
      byte @Nullable [] bytes = early.isPresent() ? await(early.get()) : piece();
      arrived(bytes == null);
      return bytes;
    } finally {
      synchronized (this) {
        reading = Optional.empty();
      }
    }
  }

  private synchronized void arrived(boolean end) {
    if (end) {
      gone = true;
    }
    if (stage == Stage.IDLE && !end) {
      enter(Stage.HEAD);
    }
  }

  private static byte @Nullable [] await(CompletableFuture<Piece> promise) throws IOException {
    try {
      return promise.get().bytes();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the door closes", e);
    }
  }

  /// Pieces grow while the other end fills them: a short request costs no large buffer.
  private byte @Nullable [] piece() throws IOException {
    byte[] piece = new byte[size];
    int length = channel.read(ByteBuffer.wrap(piece));
    if (length < 0) {
      return null;
    }
    if (length == size) {
      size = Math.min(2 * size, MOST);
      return piece;
    }
    size = Math.max(LEAST, length <= size / 4 ? size / 2 : size);
    return Arrays.copyOf(piece, length);
  }

  /// Writes at once, in pieces for which the thread's own buffer for the system stays small.
  void write(ByteBuffer... parts) throws IOException {
    synchronized (this) {
      writing = Optional.of(clock.getAsLong());
    }
    try {
      int next = 0;
      while (next < parts.length) {
        next = writeSome(parts, next);
      }
    } finally {
      written();
    }
  }

  /// Writes one piece, and tells which of the parts comes next.
  private int writeSome(ByteBuffer[] parts, int from) throws IOException {
    int[] ends = new int[parts.length];
    int room = MOST_WRITTEN;
    int to = from;
    while (to < parts.length && room > 0) {
      ByteBuffer part = parts[to];
      ends[to] = part.limit();
      part.limit(part.position() + Math.min(room, part.remaining()));
      room -= part.remaining();
      to++;
    }
    channel.write(parts, from, to - from);
    int next = from;
    for (int i = from; i < to; i++) {
      parts[i].limit(ends[i]);
      next += next == i && !parts[i].hasRemaining() ? 1 : 0;
    }
    return next;
  }

  private synchronized void written() {
    writing = Optional.empty();
    if (stage == Stage.IDLE) {
      enter(Stage.IDLE);
    }
  }

  /// Something the server writes to this caller.
  interface Write {
    void run() throws IOException;
  }

  /// Has the server write. It has exceptions of its own for a connection that is gone; where the
  /// door ended it, the door knows why.
  void told(Write write) throws IOException {
    try {
      write.run();
    } catch (IOException | RuntimeException e) {
      Optional<String> why = ended();
      if (why.isPresent()) {
        throw new IOException(why.get(), e);
      }
      throw e;
    }
  }

  /// Tells the caller that nothing more comes, and takes what it still sends for a moment: a close
  /// before that could destroy the answer on its way.
  void farewell() {
    synchronized (this) {
      enter(Stage.FAREWELL);
    }
    try {
      if (caller.hasFailed()) {
        // Nothing else tells this caller that the answer is not whole.
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        close();
        return;
      }
      channel.shutdownOutput();
      while (take() != null) {
        // Dropped.
      }
    } catch (IOException e) {
      // The caller has gone, or took too long.
    }
    close();
  }
}
