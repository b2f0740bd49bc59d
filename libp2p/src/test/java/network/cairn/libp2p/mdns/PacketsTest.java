package network.cairn.libp2p.mdns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PacketsTest {
  private static final String PEER = "12D3KooWARYacCc6eoCqvsS9RW9MA2vo51CV75deoiqssx3YgyYJ";
  private static final String ONE = "/ip4/10.0.0.1/tcp/4001/p2p/" + PEER;
  private static final String TWO = "/ip4/10.0.0.1/udp/4001/quic-v1/p2p/" + PEER;
  private static final HexFormat HEX = HexFormat.of();

  private static byte[] answer(List<String> addresses) throws Exception {
    return Packets.answer("abc", addresses, InetAddress.getByName("10.0.0.1"));
  }

  private static Packets.Heard read(String hex) throws InvalidPacket {
    return Packets.read(HEX.parseHex(hex));
  }

  private static String ascii(String text) {
    return HEX.formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }

  /// As any program writes the question: one PTR of class IN.
  @Test
  void asksForTheService() throws Exception {
    assertThat(HEX.formatHex(Packets.question()))
        .isEqualTo(
            "000000000001000000000000"
                + "04"
                + ascii("_p2p")
                + "04"
                + ascii("_udp")
                + "05"
                + ascii("local")
                + "00"
                + "000c0001");
    assertThat(Packets.read(Packets.question())).isEqualTo(new Packets.Heard.Question());
  }

  @Test
  void saysWhereThisNodeIs() throws Exception {
    byte[] packet = answer(List.of(ONE, TWO));
    assertThat(Packets.read(packet)).isEqualTo(new Packets.Heard.Answer(List.of(ONE, TWO)));
    String hex = HEX.formatHex(packet);
    String service = "045f703270045f756470056c6f63616c00";
    String instance = "03" + ascii("abc") + service;
    String host = "03" + ascii("abc") + "05" + ascii("local") + "00";
    assertThat(hex)
        .startsWith("000084000000000100000003" + service + "000c0001000000780015" + instance)
        .contains(instance + "00210001000000780011" + "000000000fa1" + host)
        .endsWith(host + "00010001000000780004" + "0a000001");
  }

  @Test
  void leavesOutWhatDoesNotFit() throws Exception {
    String longest = "/dns4/" + "a".repeat(63) + "." + "b".repeat(200) + "/tcp/1/p2p/" + PEER;
    assertThat(Packets.read(answer(List.of(longest, ONE))))
        .isEqualTo(new Packets.Heard.Answer(List.of(ONE)));
    byte[] many = answer(Collections.nCopies(100, ONE));
    assertThat(many.length).isLessThan(1_400);
    assertThat(((Packets.Heard.Answer) Packets.read(many)).addresses()).hasSizeBetween(5, 20);
  }

  /// As programs in Go write it: names compressed, the texts after the port.
  @Test
  void readsCompressedNamesInAnyCase() throws Exception {
    String text = "dnsaddr=" + ONE;
    String rdata = HEX.toHexDigits((byte) text.length()) + ascii(text) + "05" + ascii("other");
    String hex =
        "000084000000000100000001"
            + "045f503250045f756470056c6f63616c00000c000100000078000a"
            + "07"
            + ascii("aBcDeFg")
            + "c00c"
            + "c027"
            + "00108001"
            + "00000078"
            + HEX.toHexDigits((short) (rdata.length() / 2))
            + rdata;
    assertThat(read(hex)).isEqualTo(new Packets.Heard.Answer(List.of(ONE)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Another service, another type, another class, no question, an answer without texts.
        "00000000000100000000000005" + "5f68747470045f746370056c6f63616c00000c0001",
        "000000000001000000000000045f703270045f756470056c6f63616c0000210001",
        "000000000001000000000000045f703270045f756470056c6f63616c00000c0003",
        "000000000000000000000000",
        "000084000000000000000000"
      })
  void passesOverWhatIsAboutSomethingElse(String hex) throws Exception {
    assertThat(read(hex)).isEqualTo(new Packets.Heard.Other());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0000",
        // A name that points to itself, to behind itself, to one that points back; without an end.
        "000000000001000000000000c00c000c0001",
        "000000000001000000000000c02000000c0001",
        "000000000002000000000000c00e000c0001c00c000c0001",
        "00000000000100000000000001",
        "0000000000010000000000003f61",
        // A label of a kind that there is not.
        "0000000000010000000000008061",
        // More questions than there are, or than are read.
        "000000000005000000000000045f703270045f756470056c6f63616c00000c0001",
        "00000000ffffffffffffffff",
        // A record that is longer than the packet.
        "000084000000000100000000000010000100000078ffff00",
        // A text that is longer than its record.
        "000084000000000100000000"
            + "0161045f703270045f756470056c6f63616c0000100001000000780002ff61"
      })
  void refusesWhatIsBroken(String hex) {
    assertThatThrownBy(() -> read(hex)).isInstanceOf(InvalidPacket.class);
  }

  @Test
  void refusesPacketsThatAreTooLong() throws Exception {
    byte[] question = Packets.question();
    assertThat(Packets.read(Arrays.copyOf(question, 9_000)))
        .isEqualTo(new Packets.Heard.Question());
    assertThatThrownBy(() -> Packets.read(Arrays.copyOf(question, 9_001)))
        .isInstanceOf(InvalidPacket.class)
        .hasMessageContaining("9000");
  }

  /// A name of 255 bytes at most, however often it is led on.
  @Test
  void refusesNamesThatGrowByPointers() {
    ByteBuffer packet = ByteBuffer.allocate(2_000);
    packet.putShort(4, (short) 60).position(12);
    int before = 12;
    packet.put((byte) 9).put(new byte[9]).put((byte) 0).putInt(0x000c0001);
    for (int i = 0; i < 59; i++) {
      int here = packet.position();
      packet.put((byte) 9).put(new byte[9]).putShort((short) (0xc000 | before)).putInt(0x000c0001);
      before = here;
    }
    byte[] bytes = Arrays.copyOf(packet.array(), packet.position());
    assertThatThrownBy(() -> Packets.read(bytes))
        .isInstanceOf(InvalidPacket.class)
        .hasMessageContaining("too long");
  }

  @Test
  void readsAsManyAddressesAsItKeeps() throws Exception {
    ByteBuffer packet = ByteBuffer.allocate(9_000);
    packet.putShort(2, (short) 0x8400).putShort(6, (short) 1).position(12);
    Names.write(packet, "a." + Packets.SERVICE);
    packet.putInt(0x00100001).putInt(120);
    byte[] text = ("dnsaddr=" + ONE).getBytes(StandardCharsets.US_ASCII);
    packet.putShort((short) (90 * (text.length + 1)));
    IntStream.range(0, 90).forEach(_ -> packet.put((byte) text.length).put(text));
    byte[] bytes = Arrays.copyOf(packet.array(), packet.position());
    assertThat(((Packets.Heard.Answer) Packets.read(bytes)).addresses()).hasSize(Packets.MAX_TEXTS);
  }

  /// Whatever stands in a packet, it is read or refused.
  @Test
  void throwsNothingElse() throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    byte[] good = answer(List.of(ONE, TWO));
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = Arrays.copyOf(good, random.nextInt(good.length + 1));
      for (int change = random.nextInt(4); change > 0 && bytes.length > 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        Packets.read(bytes);
      } catch (InvalidPacket _) {
        refused++;
      }
    }
    assertThat(refused).isBetween(1_000, 19_999);
  }
}
