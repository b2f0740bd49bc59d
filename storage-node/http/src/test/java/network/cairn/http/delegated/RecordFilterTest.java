package network.cairn.http.delegated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// IPIP-484.
final class RecordFilterTest {
  private static final PeerId ID =
      PeerId.parse("12D3KooWARYacCc6eoCqvsS9RW9MA2vo51CV75deoiqssx3YgyYJ");
  private static final List<String> ADDRESSES =
      List.of(
          "/ip4/192.0.2.1/tcp/4001",
          "/ip4/192.0.2.1/udp/4001/quic-v1",
          "/dns4/a.example/tcp/443/tls/ws",
          "/ip6/2001:db8::1/udp/4001/quic-v1/webtransport");

  private static PeerRecord record(List<String> addresses, String... protocols) {
    return new PeerRecord(
        ID, addresses.stream().map(Multiaddr::parse).toList(), List.of(protocols));
  }

  /// The numbers of the addresses that are left.
  private static String left(String query) {
    Optional<PeerRecord> left = RecordFilter.of(query).apply(record(ADDRESSES));
    return left.stream()
        .flatMap(record -> record.addresses().stream())
        .map(address -> String.valueOf(ADDRESSES.indexOf(address.toString())))
        .collect(Collectors.joining());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | 0123",
        "filter-addrs= | 0123",
        "other=tcp | 0123",
        "filter-addrs=tcp | 02",
        "filter-addrs=TCP | 02",
        "filter-addrs=quic-v1%2Cws | 123",
        "filter-addrs=!ip6 | 012",
        "filter-addrs=!ip6,!tcp | 1",
        "filter-addrs=udp,!webtransport | 1",
        "filter-addrs=unknown | ''",
        "filter-addrs=unknown,tls | 2",
        "filter-addrs=webrtc-direct | ''",
        "filter-addrs=tcp&filter-addrs=quic-v1 | 0123"
      })
  void leavesTheAddressesThatAreWanted(String query, String numbers) {
    assertThat(left(query)).isEqualTo(numbers);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | true",
        "filter-addrs=unknown | true",
        "filter-addrs=tcp,unknown | true",
        "filter-addrs=tcp | false",
        "filter-addrs=!tcp | false"
      })
  void keepsAPeerWithoutAddressesWhereUnknownIsWanted(String query, boolean kept) {
    assertThat(RecordFilter.of(query).apply(record(List.of())).isPresent()).isEqualTo(kept);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | true | true",
        "filter-protocols=unknown | false | true",
        "filter-protocols=Transport-Bitswap | true | false",
        "filter-protocols=transport-graphsync | false | false",
        "filter-protocols=unknown,transport-bitswap | true | true"
      })
  void asksForAnyOfTheProtocolsAndKeepsAll(String query, boolean spoken, boolean silent) {
    RecordFilter filter = RecordFilter.of(query);
    PeerRecord two = record(ADDRESSES, "transport-x", "transport-bitswap");
    assertThat(filter.apply(two)).isEqualTo(spoken ? Optional.of(two) : Optional.empty());
    assertThat(filter.apply(record(ADDRESSES)).isPresent()).isEqualTo(silent);
  }

  @Test
  void hasBounds() {
    String longest = "x".repeat(RecordFilter.LONGEST);
    String most =
        Stream.generate(() -> "tcp").limit(RecordFilter.MOST).collect(Collectors.joining(","));
    assertThat(left("filter-addrs=" + most)).isEqualTo("02");
    assertThat(left("filter-addrs=tcp," + longest)).isEqualTo("02");
    for (String name : List.of("filter-addrs", "filter-protocols")) {
      assertThatThrownBy(() -> RecordFilter.of(name + "=" + most + ",ws"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(name + " has at most 64 names");
      assertThatThrownBy(() -> RecordFilter.of(name + "=x" + longest))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> RecordFilter.of(name + "=%zz"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
