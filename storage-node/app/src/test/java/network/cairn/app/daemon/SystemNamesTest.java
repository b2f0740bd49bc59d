package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
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

  @Test
  void waitsNoLongerThanItMay() {
    assertThatThrownBy(() -> names.addresses("localhost", Duration.ZERO))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("localhost")
        .hasMessageContaining("in time");
  }
}
