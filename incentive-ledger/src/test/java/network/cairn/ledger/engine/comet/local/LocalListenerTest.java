package network.cairn.ledger.engine.comet.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import network.cairn.base.time.RealScheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Connections that are held, refused, broken and ended; a service echoes one byte after the other.
@Timeout(60)
final class LocalListenerTest {
  private static final int MOST = 2;
  private static final int BREAK = 1;
  private static final int FAIL = 2;
  private static final int HOLD = 3;

  private final List<SocketChannel> clients = new ArrayList<>();
  private LocalListener listener;

  @BeforeEach
  void listen() throws IOException {
    listener = listen(0);
  }

  private static LocalListener listen(int port) throws IOException {
    return LocalListener.listen(
        StandardProtocolFamily.INET,
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        "test",
        MOST,
        LocalListenerTest::echo,
        new RealScheduler());
  }

  @AfterEach
  void close() throws IOException {
    for (SocketChannel client : clients) {
      client.close();
    }
    listener.close();
  }

  private static void echo(SocketChannel connection) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    while (connection.read(one.clear()) > 0) {
      switch (one.flip().get(0)) {
        case BREAK -> throw new IOException("it broke the rules");
        case FAIL -> throw new IllegalStateException("a service fails");
        default -> connection.write(one);
      }
    }
  }

  private SocketChannel connect() throws IOException {
    SocketChannel client = SocketChannel.open(listener.address());
    clients.add(client);
    return client;
  }

  /// Whether a byte comes back; not if the other side has ended the connection.
  private static boolean answers(SocketChannel client, int say) {
    try {
      client.write(ByteBuffer.wrap(new byte[] {(byte) say}));
      return client.read(ByteBuffer.allocate(1)) == 1;
    } catch (IOException e) {
      return false;
    }
  }

  /// A place is free a moment after its connection ended.
  private SocketChannel held() throws IOException {
    while (true) {
      SocketChannel client = connect();
      if (answers(client, HOLD)) {
        return client;
      }
    }
  }

  @Test
  void moreThanItMayHoldAreClosed() throws Exception {
    SocketChannel first = held();
    held();
    for (int i = 0; i < 20; i++) {
      assertThat(answers(connect(), HOLD)).isFalse();
    }
    assertThat(answers(first, HOLD)).as("those before go on").isTrue();
  }

  @Test
  void onesPlaceIsFreeHoweverItEnds() throws Exception {
    SocketChannel stays = held();
    for (int round = 0; round < 5; round++) {
      assertThat(answers(held(), BREAK)).isFalse();
      assertThat(answers(held(), FAIL)).isFalse();
      held().close();
    }
    assertThat(answers(held(), HOLD)).isTrue();
    assertThat(answers(stays, HOLD)).isTrue();
  }

  @Test
  void closingEndsAllAndTakesNobodyAnyMore() throws Exception {
    SocketChannel first = held();
    SocketChannel second = held();
    listener.close();
    assertThat(listener.awaitEnd(Duration.ofSeconds(30))).isTrue();
    assertThat(answers(first, HOLD)).isFalse();
    assertThat(answers(second, HOLD)).isFalse();
    assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
  }

  @Test
  void whoeverIsServedIsAwaitedForSoLong() throws Exception {
    held();
    assertThat(listener.awaitEnd(Duration.ofMillis(1))).isFalse();
  }

  @Test
  void whoIsThereAlreadyIsTold() {
    int port = ((InetSocketAddress) listener.address()).getPort();
    assertThatThrownBy(() -> listen(port)).isInstanceOf(IOException.class);
  }
}
