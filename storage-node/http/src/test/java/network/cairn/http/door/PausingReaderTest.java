package network.cairn.http.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A user who stops reading for half an hour, over a real connection and a clock of the test's.
@Timeout(60)
final class PausingReaderTest {
  /// More than systems keep for a connection.
  private static final int LARGE = 64 << 20;

  private static final Duration PAUSE = Duration.ofMinutes(30);
  private static final DoorLimits LIMITS = DoorLimits.ofUsers();

  private final AtomicLong clock = new AtomicLong();
  private final Connections connections =
      new Connections(LIMITS, clock::get, _ -> Optional.empty());
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private SocketChannel door;
  private SocketChannel caller;
  private Connection connection;

  @BeforeEach
  void connect() throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      caller = SocketChannel.open(listener.getLocalAddress());
      door = listener.accept();
    }
    connection = new Connection(door, Optional.empty(), LIMITS, clock::get);
    connections.admit(door.getRemoteAddress(), connection);
    connection.beginCall();
  }

  @AfterEach
  void close() throws IOException {
    caller.close();
    door.close();
    threads.shutdownNow();
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
    connections.look();
  }

  /// What the server does when the handler of a streamed answer has ended, up to where the caller
  /// has read one byte.
  private Future<Void> writingTheEnd(InputStream in) throws IOException {
    connection.endCall();
    Future<Void> writing =
        threads.submit(() -> {
          connection.write(ByteBuffer.allocate(LARGE));
          return null;
        });
    assertThat(in.read()).isZero();
    return writing;
  }

  @Test
  void getsTheEndOfAStreamedAnswer() throws IOException, ExecutionException, InterruptedException {
    InputStream in = caller.socket().getInputStream();
    Future<Void> writing = writingTheEnd(in);
    pass(PAUSE);
    assertThat(connection.ended()).isEmpty();
    assertThat(in.readNBytes(LARGE - 1)).hasSize(LARGE - 1);
    assertThat(writing.get()).isNull();
    pass(LIMITS.idle().minusSeconds(1));
    assertThat(connection.ended()).isEmpty();
    pass(Duration.ofSeconds(2));
    assertThat(connection.ended()).contains("no further request came");
  }

  @Test
  void isNotWaitedForLongerThanAtAnyOtherWrite() throws IOException {
    Future<Void> writing = writingTheEnd(caller.socket().getInputStream());
    pass(LIMITS.stalled().plusSeconds(1));
    assertThat(connection.ended()).contains("the caller stopped reading");
    assertThatThrownBy(writing::get).hasCauseInstanceOf(IOException.class);
  }

  @Test
  void keepsItsPlaceUntilTheEndIsWritten()
      throws IOException, ExecutionException, InterruptedException {
    InputStream in = caller.socket().getInputStream();
    Future<Void> writing = writingTheEnd(in);
    assertThat(connection.dispensable(clock.get())).isEmpty();
    clock.addAndGet(Duration.ofSeconds(29).toNanos());
    assertThat(connection.dispensable(clock.get())).isEmpty();
    assertThat(in.readNBytes(LARGE - 1)).hasSize(LARGE - 1);
    assertThat(writing.get()).isNull();
    assertThat(connection.dispensable(clock.get())).isPresent();
  }

  /// Readers who pause could otherwise keep everybody else from a door for an hour.
  @Test
  void givesWayLastAndOnlyToThoseWhoFindNoOtherConnection() throws IOException {
    InputStream in = caller.socket().getInputStream();
    Future<Void> writing =
        threads.submit(() -> {
          connection.write(ByteBuffer.allocate(LARGE));
          return null;
        });
    assertThat(in.read()).isZero();
    Connection waits = new Connection(door, Optional.empty(), LIMITS, clock::get);
    waits.beginCall();
    waits.waiting(true);
    clock.addAndGet(Duration.ofMinutes(1).toNanos());
    assertThat(connection.dispensable(clock.get()).orElseThrow())
        .isLessThan(waits.dispensable(clock.get()).orElseThrow());
    try (SocketChannel nobody = SocketChannel.open()) {
      for (int port = 1; port < LIMITS.connections(); port++) {
        busy(port, nobody);
      }
      assertThat(connection.isOpen()).isTrue();
      busy(LIMITS.connections(), nobody);
    }
    assertThat(connection.ended()).contains("its place was needed");
    assertThatThrownBy(writing::get).hasCauseInstanceOf(IOException.class);
  }

  private void busy(int port, SocketChannel channel) throws IOException {
    Connection busy = new Connection(channel, Optional.empty(), LIMITS, clock::get);
    busy.beginCall();
    connections.admit(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), busy);
  }

  @Test
  void isGivenTimeToTakeTheLastAnswer()
      throws IOException, ExecutionException, InterruptedException {
    InputStream in = caller.socket().getInputStream();
    connection.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    connection.last();
    Future<Boolean> over = threads.submit(() -> connection.read() == null);
    assertThat(in.readAllBytes()).containsExactly(1, 2, 3);
    pass(PAUSE);
    assertThat(connection.isOpen()).isTrue();
    assertThat(connection.dispensable(clock.get())).isPresent();
    caller.close();
    assertThat(over.get()).isTrue();
    assertThat(connection.isOpen()).isFalse();
    assertThat(connection.ended()).isEmpty();
  }
}
