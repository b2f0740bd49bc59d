package network.cairn.http.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who has a place, over channels that lead nowhere and a clock of the test's.
final class ConnectionsTest {
  private static final DoorLimits LIMITS =
      new DoorLimits(
          6,
          3,
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofSeconds(20),
          Duration.ofSeconds(30),
          Duration.ofSeconds(2));

  private final AtomicLong clock = new AtomicLong();
  private final Connections connections =
      new Connections(LIMITS, clock::get, _ -> Optional.empty());
  private final List<SocketChannel> channels = new ArrayList<>();
  private int port = 1;

  @AfterEach
  void close() throws IOException {
    for (SocketChannel channel : channels) {
      channel.close();
    }
  }

  /// One from this network; later ones are younger.
  private Connection from(String network) throws IOException {
    clock.addAndGet(1);
    SocketChannel channel = SocketChannel.open();
    channels.add(channel);
    Optional<NetworkPrefix> prefix =
        network.isEmpty() ? Optional.empty() : Optional.of(new NetworkPrefix(network));
    Connection made = new Connection(channel, prefix, LIMITS, clock::get);
    connections.admit(new InetSocketAddress(InetAddress.getLoopbackAddress(), port++), made);
    return made;
  }

  private Connection calling(String network) throws IOException {
    Connection made = from(network);
    made.beginCall();
    return made;
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
    connections.look();
  }

  @Test
  void letsTheLongestIdleOfANetworkGiveWayToItsNext() throws IOException {
    Connection busy = calling("a");
    Connection oldest = from("a");
    Connection other = from("b");
    Connection second = from("a");
    Connection third = from("a");
    assertThat(oldest.isOpen()).isFalse();
    assertThat(oldest.ended()).contains("its place was needed");
    assertThat(List.of(busy, second, third, other)).allMatch(Connection::isOpen);
  }

  @Test
  void refusesANetworkWhoseCallsHaveAllItsPlacesAndServesOthers() throws IOException {
    calling("a");
    calling("a");
    calling("a");
    assertThatThrownBy(() -> from("a")).isInstanceOf(IOException.class);
    assertThat(from("b").isOpen()).isTrue();
  }

  @Test
  void takesFromTheGreediestNetworkWhereAllPlacesAreTaken() throws IOException {
    Connection first = from("b");
    Connection victim = from("a");
    from("a");
    from("a");
    from("c");
    from("c");
    assertThat(from("d").isOpen()).isTrue();
    assertThat(victim.isOpen()).isFalse();
    assertThat(first.isOpen()).isTrue();
  }

  @Test
  void boundsCallersOfThisMachineByAllPlacesOnly() throws IOException {
    Connection oldest = from("");
    for (int i = 0; i < 5; i++) {
      calling("");
    }
    assertThat(calling("").isOpen()).isTrue();
    assertThat(oldest.isOpen()).isFalse();
    assertThatThrownBy(() -> from("")).isInstanceOf(IOException.class);
  }

  @Test
  void takesFromThoseThatWaitOnlyWhereNobodyIsIdle() throws IOException {
    Connection waits = calling("a");
    waits.waiting(true);
    Connection idle = from("a");
    Connection busy = calling("a");
    from("a").beginCall();
    assertThat(idle.isOpen()).isFalse();
    assertThat(waits.isOpen()).isTrue();
    from("a");
    assertThat(waits.isOpen()).isFalse();
    assertThat(waits.gone()).isTrue();
    assertThat(busy.isOpen()).isTrue();
  }

  @Test
  void forgetsWhatIsClosed() throws IOException {
    for (int i = 0; i < 20; i++) {
      calling("a").end("over");
    }
    assertThat(from("a").isOpen()).isTrue();
  }

  @Test
  void endsEachStageAtItsTime() throws IOException {
    Connection fresh = from("a");
    Connection idle = from("b");
    idle.beginCall();
    idle.endCall();
    pass(Duration.ofMillis(999));
    assertThat(fresh.isOpen()).isTrue();
    pass(Duration.ofMillis(2));
    assertThat(fresh.isOpen()).isFalse();
    assertThat(idle.isOpen()).isTrue();
    pass(Duration.ofSeconds(8));
    assertThat(idle.isOpen()).isTrue();
    pass(Duration.ofSeconds(2));
    assertThat(idle.ended()).contains("no further request came");
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3, 10.1.2.250, true",
    "10.1.2.3, 10.1.3.3, false",
    "2001:db8:1:2300::1, 2001:db8:1:23ff:1::, true",
    "2001:db8:1:2300::1, 2001:db8:1:2400::1, false"
  })
  @SuppressWarnings("AddressSelection") // names here are numbers
  void takesASlash24AndASlash56ForOne(String one, String two, boolean same) throws IOException {
    assertThat(
            NetworkPrefix.of(InetAddress.getByName(one))
                .equals(NetworkPrefix.of(InetAddress.getByName(two))))
        .isEqualTo(same);
    assertThat(NetworkPrefix.of(InetAddress.getByName("127.0.0.9"))).isEmpty();
    assertThat(NetworkPrefix.of(InetAddress.getByName("::1"))).isEmpty();
  }
}
