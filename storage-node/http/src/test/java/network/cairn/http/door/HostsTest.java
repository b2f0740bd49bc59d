package network.cairn.http.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HostsTest {
  private final Hosts hosts = new Hosts(List.of("Node.Example"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LocalHost:5001",
        "127.0.0.1",
        "127.0.0.1:5001",
        "192.168.1.7:80",
        "[::1]",
        "[::1]:5001",
        "[fe80::1%25]:1",
        "[::ffff:127.0.0.1]:80",
        "node.example",
        "NODE.example:65535"
      })
  void allowsAddressesAndItsNames(String host) {
    assertThat(hosts.allows(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " localhost",
        "localhost ",
        "localhost:x",
        "localhost.",
        "evil.example",
        "evil.example:5001",
        "a.node.example",
        "node.example.evil",
        "127.0.0.1.evil.example",
        "127.0.0.1.2",
        "1270001",
        "0x7f.0.0.1",
        "[::1",
        "[evil]:80",
        "[]x",
        "[::1]evil",
        "[::1]:123456",
        "localhost:80:80",
        "user@localhost"
      })
  void refusesWhatCanBeANameOfOthers(String host) {
    assertThat(hosts.allows(host)).as(host).isFalse();
  }
}
