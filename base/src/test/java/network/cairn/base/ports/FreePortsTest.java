package network.cairn.base.ports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FreePortsTest {
  private static ServerSocket listen(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
  }

  @Test
  void namesDifferentPortsOutsideThoseOfOutgoingConnections() throws IOException {
    List<Integer> ports = FreePorts.any(50, new Random());
    assertThat(ports)
        .hasSize(50)
        .doesNotHaveDuplicates()
        .allMatch(port -> port >= FreePorts.LOWEST && port < FreePorts.END);
  }

  @Test
  void passesOverOneThatSomebodyHas() throws IOException {
    int first = FreePorts.any(1, new Random(3)).getFirst();
    try (ServerSocket _ = listen(first)) {
      assertThat(FreePorts.any(1, new Random(3))).doesNotContain(first);
    }
  }

  @Test
  void aRowOfPortsHasNobodyInIt() throws IOException {
    int first = FreePorts.row(40, new Random());
    assertThat(first).isBetween(FreePorts.LOWEST, FreePorts.END - 40);
    for (int port = first; port < first + 40; port++) {
      try (ServerSocket there = listen(port)) {
        assertThat(there.getLocalPort()).isEqualTo(port);
      }
    }
  }

  @Test
  void saysThatThereIsNone() throws IOException {
    int only = FreePorts.any(1, () -> 0L).getFirst();
    try (ServerSocket _ = listen(only)) {
      assertThatThrownBy(() -> FreePorts.any(1, () -> 0L))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("ports are free");
    }
  }
}
