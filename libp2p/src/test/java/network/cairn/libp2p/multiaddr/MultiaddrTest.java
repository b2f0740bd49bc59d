package network.cairn.libp2p.multiaddr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultiaddrTest {
  private static final PeerId PEER =
      PeerId.parse("12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA");

  @Test
  void namesItsPartsAndItsPeer() throws Exception {
    Multiaddr address = Multiaddr.parse("/ip4/10.1.2.3/tcp/4001/p2p/" + PEER);
    assertThat(address.peerId()).contains(PEER);
    assertThat(address.port()).hasValue(4001);
    assertThat(address.ip().orElseThrow().getHostAddress()).isEqualTo("10.1.2.3");
    assertThat(address.withoutPeer()).contains(Multiaddr.parse("/ip4/10.1.2.3/tcp/4001"));
    assertThat(address.withoutPeer().orElseThrow().withPeer(PEER)).isEqualTo(address);
    assertThat(address.withPeer(PEER)).isEqualTo(address);
    assertThat(address.value(Protocol.IP4)).contains("10.1.2.3");
    assertThat(address.has(Protocol.QUIC_V1)).isFalse();
  }

  @Test
  void theRelaysPeerIsNotTheAddressesPeer() {
    Multiaddr relayed = Multiaddr.parse("/ip4/1.2.3.4/tcp/1/p2p/" + PEER + "/p2p-circuit");
    assertThat(relayed.peerId()).isEmpty();
    assertThat(relayed.withoutPeer()).contains(relayed);
    assertThat(relayed.decapsulate(Protocol.P2P)).contains(Multiaddr.parse("/ip4/1.2.3.4/tcp/1"));
    assertThat(relayed.decapsulate(Protocol.IP4)).isEmpty();
    assertThat(relayed.decapsulate(Protocol.WS)).contains(relayed);
  }

  @Test
  void theOldNameOfPeersIsRead() {
    assertThat(Multiaddr.parse("/ipfs/" + PEER)).hasToString("/p2p/" + PEER);
  }

  @Test
  void doesNotLeakItsArray() {
    Multiaddr address = Multiaddr.parse("/ip4/1.2.3.4");
    address.bytes()[1] = 9;
    address.components().getFirst().valueBytes()[0] = 9;
    assertThat(address).hasToString("/ip4/1.2.3.4").isEqualTo(Multiaddr.parse("/ip4/1.2.3.4"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ip6/::/tcp/1",
        "/ip6/::1/tcp/1",
        "/ip6/1::/tcp/1",
        "/ip6/::ffff:1.2.3.4/tcp/1",
        "/ip6/2001:db8::1:0:0:1",
        "/ip6/1:0:2:0:3:0:4:0",
        "/ip6/fe80::9700:803e:ca65:66e8:c21",
        "/dns4/example.com",
        "/unix/a/b"
      })
  void canonicalTextStays(String text) {
    assertThat(Multiaddr.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ip4/01.2.3.4",
        "/ip4/1.2.3",
        "/ip4/1.2.3.4.5",
        "/ip4/localhost",
        "/ip6/fe80::1%25eth0",
        "/ip6/localhost",
        "/ip6/1.2",
        "/tcp/+1",
        "/tcp/",
        "/tcp//1",
        "//tcp/1",
        "/dns/",
        "/dns4/a\nb",
        "/http-path/%0",
        "/http-path/%0g",
        "/p2p/bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy",
        "/p2p/Qm",
        "tcp/1",
        "/",
        "/unix/",
        "/nope/1"
      })
  void refuses(String text) {
    assertThatThrownBy(() -> Multiaddr.parse(text)).isInstanceOf(InvalidMultiaddr.class);
  }

  @Test
  void aThousandComponentsAreRefused() {
    assertThatThrownBy(() -> Multiaddr.decode(HexFormat.of().parseHex("dd03".repeat(500))))
        .isInstanceOf(InvalidMultiaddr.class)
        .hasMessageContaining("16");
    assertThatThrownBy(() -> Multiaddr.parse("/ws".repeat(17)))
        .isInstanceOf(InvalidMultiaddr.class);
    assertThat(Multiaddr.parse("/ws".repeat(16)).components()).hasSize(16);
  }

  @Test
  void nestedCircuitsEndAtTheBound() {
    String hop = "/p2p/" + PEER + "/p2p-circuit";
    assertThatThrownBy(() -> Multiaddr.parse(hop.repeat(9))).isInstanceOf(InvalidMultiaddr.class);
  }

  @Test
  void moreThanOneKibibyteIsRefused() {
    assertThatThrownBy(() -> Multiaddr.decode(new byte[1025])).isInstanceOf(InvalidMultiaddr.class);
    assertThatThrownBy(() -> Multiaddr.parse("/dns/" + "a".repeat(1022)))
        .isInstanceOf(InvalidMultiaddr.class);
    assertThatThrownBy(() -> Multiaddr.parse("/dns/" + "a".repeat(100_000)))
        .isInstanceOf(InvalidMultiaddr.class);
    assertThat(Multiaddr.parse("/dns/" + "a".repeat(1021)).bytes()).hasSize(1024);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ff7f", // unknown code
        "0401", // value cut
        "35ff01aa", // length past the end
        "35ffffffffffffff7f", // enormous length
        "358000", // length not minimal
        "8400047f000001", // code not minimal
        "3503612f62", // slash within a name
        "35020a61", // control character
        "3502c328", // no UTF-8
        "3500", // empty name
        "a50303120161", // multihash of wrong length
        "9003012f", // path that is only a slash
      })
  void hostileBytesAreRefused(String hex) {
    assertThatThrownBy(() -> Multiaddr.decode(HexFormat.of().parseHex(hex)))
        .isInstanceOf(InvalidMultiaddr.class);
  }

  @Test
  void everyAddressSurvivesTextAndBytes() {
    Property.check(
        500,
        random -> {
          Multiaddr address = random(random);
          assertThat(Multiaddr.decode(address.bytes())).isEqualTo(address);
          assertThat(Multiaddr.parse(address.toString())).isEqualTo(address);
          Multiaddr longer = Multiaddr.parse(address + "/tcp/1/ws");
          assertThat(longer.decapsulate(Protocol.TCP)).contains(address);
        });
  }

  private static Multiaddr random(Random random) {
    List<Component> components = new ArrayList<>();
    int count = 1 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      components.add(
          switch (random.nextInt(6)) {
            case 0 -> Component.of(Protocol.IP4, IpValue.V4.print(Property.bytes(random, 4)));
            case 1 -> Component.of(Protocol.IP6, IpValue.V6.print(sparse(random)));
            case 2 -> Component.of(Protocol.UDP, Integer.toString(random.nextInt(65_536)));
            case 3 -> Component.of(Protocol.HTTP_PATH, "a%2F%20" + random.nextInt());
            case 4 -> Component.of(Protocol.MEMORY, Long.toUnsignedString(random.nextLong()));
            default -> Component.of(Protocol.QUIC_V1, "");
          });
    }
    return Multiaddr.of(components);
  }

  private static byte[] sparse(Random random) {
    byte[] bytes = new byte[16];
    for (int i = 0; i < 16; i++) {
      bytes[i] = (byte) (random.nextBoolean() ? 0 : random.nextInt());
    }
    return bytes;
  }
}
