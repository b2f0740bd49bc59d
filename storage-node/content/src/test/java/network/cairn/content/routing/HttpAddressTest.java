package network.cairn.content.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import network.cairn.libp2p.multiaddr.Multiaddr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAddressTest {
  @ParameterizedTest
  @CsvSource({
    "/dns4/gateway.example/tcp/443/https, https://gateway.example",
    "/dns/gateway.example/tcp/8443/tls/http, https://gateway.example:8443",
    "/dns6/gateway.example/tcp/443/tls/sni/other.example/http, https://gateway.example",
    "/ip4/127.0.0.1/tcp/8080/http, http://127.0.0.1:8080",
    "/ip4/1.1.1.1/tcp/80/http, http://1.1.1.1",
    "/ip6/::1/tcp/8080/http, http://[::1]:8080"
  })
  void readsUrls(String address, URI url) {
    assertThat(HttpAddress.url(Multiaddr.parse(address))).contains(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ip4/1.1.1.1/tcp/4001",
        "/ip4/1.1.1.1/udp/443/quic-v1",
        "/dnsaddr/gateway.example/tcp/443/https",
        "/dns4/gateway.example/https",
        "/dns4/gateway.example/tcp/443/https/http-path/a%2Fb",
        "/dns4/127.1/tcp/5001/http",
        "/dns4/2130706433/tcp/5001/http",
        "/dns4/127.0.0.1./tcp/5001/http",
        "/dns4/0x7f000001/tcp/5001/http",
        "/dns4/under_score.example/tcp/443/https"
      })
  void isNoUrlOfWhatIsReachedOtherwise(String address) {
    assertThat(HttpAddress.url(Multiaddr.parse(address))).isEmpty();
  }

  @Test
  void followsNoStrangerInside() {
    List<Multiaddr> outside =
        List.of(
            Multiaddr.parse("/ip4/127.0.0.1/tcp/4001"),
            Multiaddr.parse("/ip4/1.1.1.1/tcp/443/https"),
            Multiaddr.parse("/dns4/gateway.example/tcp/443/https"));
    assertThat(HttpAddress.ofStrangers(outside)).isEqualTo(outside);
    assertThat(
            HttpAddress.ofStrangers(
                List.of(
                    Multiaddr.parse("/ip4/127.0.0.1/tcp/5001/http"),
                    Multiaddr.parse("/ip4/10.0.0.1/tcp/443/https"))))
        .isEmpty();
  }
}
