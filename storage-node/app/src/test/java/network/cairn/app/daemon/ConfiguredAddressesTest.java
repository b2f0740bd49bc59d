package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import network.cairn.libp2p.multiaddr.Multiaddr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfiguredAddressesTest {
  private static final String KEY = "Addresses.API";

  @ParameterizedTest
  @CsvSource({
    "/ip4/127.0.0.1/tcp/5001, 127.0.0.1, 5001",
    "/ip4/0.0.0.0/tcp/0, 0.0.0.0, 0",
    "/ip6/::1/tcp/65535, ::1, 65535"
  })
  void readsTheSocketOfAnAddress(String text, String ip, int port) throws Exception {
    assertThat(ConfiguredAddresses.socket(KEY, text))
        .isEqualTo(new InetSocketAddress(InetAddress.getByName(ip), port));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ip4/127.0.0.1/udp/5001", "/dns4/localhost/tcp/5001"})
  void refusesWhatIsNoSocketAndNamesKeyAndAddress(String text) {
    assertThatThrownBy(() -> ConfiguredAddresses.socket(KEY, text))
        .isInstanceOf(StartFailed.class)
        .hasMessage(
            "Addresses.API in the configuration: a door's address is /ip4/<address>/tcp/<port>, not"
                + " "
                + text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "127.0.0.1:5001", "/ip4/127.0.0.1/tcp/70000", "/ip4/1.2.3/tcp/1"})
  void refusesWhatIsNoAddress(String text) {
    assertThatThrownBy(() -> ConfiguredAddresses.socket(KEY, text))
        .isInstanceOf(StartFailed.class)
        .hasMessageStartingWith("Addresses.API in the configuration: ");
  }

  @Test
  void readsAListAndNamesTheKeyOfABrokenOne() {
    String good = "/ip4/192.0.2.1/tcp/4001";
    assertThat(ConfiguredAddresses.multiaddrs("Bootstrap", List.of(good)))
        .containsExactly(Multiaddr.parse(good));
    assertThat(ConfiguredAddresses.multiaddrs("Bootstrap", List.of())).isEmpty();
    assertThatThrownBy(() -> ConfiguredAddresses.multiaddrs("Bootstrap", List.of(good, "nowhere")))
        .isInstanceOf(StartFailed.class)
        .hasMessageStartingWith("Bootstrap in the configuration: ");
  }

  @Test
  @SuppressWarnings("AddressSelection") // names here are numbers
  void writesWhatItReads() throws Exception {
    Multiaddr address = ConfiguredAddresses.tcp(InetAddress.getByName("::1"), 4001);
    assertThat(address).hasToString("/ip6/::1/tcp/4001");
    assertThat(ConfiguredAddresses.socket(KEY, address.toString()).getPort()).isEqualTo(4001);
  }
}
