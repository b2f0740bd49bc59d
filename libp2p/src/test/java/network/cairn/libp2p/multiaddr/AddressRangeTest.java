package network.cairn.libp2p.multiaddr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {
  @ParameterizedTest
  @CsvSource({
    "/ip4/10.0.0.0/ipcidr/8, /ip4/10.255.0.1/tcp/1, true",
    "/ip4/10.0.0.0/ipcidr/8, /ip4/11.0.0.1/tcp/1, false",
    "/ip4/172.16.0.0/ipcidr/12, /ip4/172.31.255.255/udp/1/quic-v1, true",
    "/ip4/172.16.0.0/ipcidr/12, /ip4/172.32.0.0/tcp/1, false",
    "/ip4/1.2.3.4/ipcidr/32, /ip4/1.2.3.4/tcp/1, true",
    "/ip4/1.2.3.4/ipcidr/32, /ip4/1.2.3.5/tcp/1, false",
    "/ip4/0.0.0.0/ipcidr/0, /ip4/9.9.9.9/tcp/1, true",
    "/ip4/0.0.0.0/ipcidr/0, /ip6/::1/tcp/1, false",
    "/ip6/fc00::/ipcidr/7, /ip6/fd12::1/tcp/1, true",
    "/ip6/fc00::/ipcidr/7, /ip6/fe80::1/tcp/1, false",
    "/ip6/::1/ipcidr/128, /ip6/::1/tcp/1, true",
    "/ip4/10.0.0.0/ipcidr/8, /dns4/ten.example/tcp/1, false",
    // What Java reads as the IPv4 address that it is.
    "/ip4/10.0.0.0/ipcidr/8, /ip6/::ffff:10.1.1.1/tcp/1, true",
  })
  void holdsWhatSharesItsBits(String range, String address, boolean within) {
    assertThat(AddressRange.parse(range).contains(Multiaddr.parse(address))).isEqualTo(within);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ip4/10.0.0.0",
        "/ip4/10.0.0.0/tcp/8",
        "/ip4/10.0.0.0/ipcidr/33",
        "/ip6/::/ipcidr/129",
        "/ip4/10.0.0.0/ipcidr/8/tcp/1",
        "/ip4/10.0.0.0/ipcidr/x",
        "/dns4/a/ipcidr/8",
        "10.0.0.0/8",
        ""
      })
  void refusesWhatIsNoRange(String text) {
    assertThatThrownBy(() -> AddressRange.parse(text)).isInstanceOf(InvalidMultiaddr.class);
  }
}
