package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import network.cairn.libp2p.resolve.Names;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every machine knows without asking others.
@Timeout(60)
final class SystemNamesTest {
  private final SystemNames names = new SystemNames();

  @Test
  void knowsThisMachine() throws Exception {
    assertThat(names.addresses("localhost", Duration.ofSeconds(30)))
        .isNotEmpty()
        .allMatch(InetAddress::isLoopbackAddress);
  }

  /// Peers may name whatever is answered slowly, or never.
  @Test
  void noPeerTakesThePlacesOfTheUser() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    InetAddress[] here = {InetAddress.getLoopbackAddress()};
    SystemNames machine =
        new SystemNames(name -> {
          if (name.startsWith("slow")) {
            try {
              end.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
          }
          return here;
        });
    Names peers = machine.ofPeers();
    List<String> refusals = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String name = "slow" + i;
      try {
        assertThat(peers.addresses(name, Duration.ofMillis(1))).isEmpty();
      } catch (IOException e) {
        refusals.add(e.getMessage());
      }
    }
    assertThat(refusals).hasSize(100).contains("too many names are being looked up");
    assertThat(machine.addresses("mine", Duration.ofSeconds(30))).containsExactly(here);
    end.countDown();
    assertThat(peers.addresses("theirs", Duration.ofSeconds(30))).containsExactly(here);
  }

  @Test
  void waitsNoLongerThanItMay() {
    CountDownLatch end = new CountDownLatch(1);
    SystemNames silent =
        new SystemNames(name -> {
          try {
            end.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          return new InetAddress[0];
        });
    assertThatThrownBy(() -> silent.addresses("nobody", Duration.ZERO))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nobody knew the name nobody in time");
    end.countDown();
  }
}
