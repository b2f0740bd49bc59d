package network.cairn.libp2p;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import network.cairn.libp2p.multiaddr.Multiaddr;
import org.junit.jupiter.api.Test;

final class NetworkInterfacesTest {
  private static List<String> expanded(String address) throws Exception {
    List<InetAddress> machine =
        List.of(
            InetAddress.getByName("192.0.2.7"),
            InetAddress.getByName("2001:db8::7"),
            InetAddress.getByName("198.51.100.7"));
    return NetworkInterfaces.expand(Multiaddr.parse(address), machine).stream()
        .map(Multiaddr::toString)
        .toList();
  }

  @Test
  void anUnspecifiedAddressStandsForThoseOfItsFamilyWhateverItsTransport() throws Exception {
    assertThat(expanded("/ip4/0.0.0.0/tcp/4001"))
        .containsExactly("/ip4/192.0.2.7/tcp/4001", "/ip4/198.51.100.7/tcp/4001");
    assertThat(expanded("/ip6/::/udp/4001/quic-v1"))
        .containsExactly("/ip6/2001:db8::7/udp/4001/quic-v1");
    assertThat(expanded("/ip4/0.0.0.0/tcp/4001/ws"))
        .containsExactly("/ip4/192.0.2.7/tcp/4001/ws", "/ip4/198.51.100.7/tcp/4001/ws");
  }

  @Test
  void anyOtherAddressStandsForItself() throws Exception {
    assertThat(expanded("/ip4/127.0.0.1/tcp/4001")).containsExactly("/ip4/127.0.0.1/tcp/4001");
    assertThat(expanded("/dns4/host.example/tcp/4001"))
        .containsExactly("/dns4/host.example/tcp/4001");
  }
}
