package network.cairn.ipld.codec.dagcbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.model.InvalidNode;
import network.cairn.ipld.model.Node;
import network.cairn.ipld.model.RandomNodes;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DagCborTest {
  private static final HexFormat HEX = HexFormat.of();

  private static Node nestedLists(int depth) {
    Node node = Node.of(List.of());
    for (int i = 1; i < depth; i++) {
      node = Node.of(List.of(node));
    }
    return node;
  }

  @ParameterizedTest
  @CsvSource({
    "0, 00",
    "23, 17",
    "24, 1818",
    "255, 18ff",
    "256, 190100",
    "65535, 19ffff",
    "65536, 1a00010000",
    "4294967295, 1affffffff",
    "4294967296, 1b0000000100000000",
    "18446744073709551615, 1bffffffffffffffff",
    "-1, 20",
    "-24, 37",
    "-25, 3818",
    "-256, 38ff",
    "-257, 390100",
    "-65537, 3a00010000",
    "-4294967297, 3b0000000100000000",
    "-18446744073709551616, 3bffffffffffffffff"
  })
  void writesEveryIntegerInItsShortestForm(String value, String hex) {
    Node node = new Node.Int(new BigInteger(value));
    assertThat(HEX.formatHex(DagCbor.encode(node))).isEqualTo(hex);
    assertThat(DagCbor.decode(HEX.parseHex(hex))).isEqualTo(node);
  }

  @ParameterizedTest
  @CsvSource({
    "f6, null",
    "f4, false",
    "f5, true",
    "fb3ff0000000000000, 1.0",
    "60, empty text",
    "6161, a",
    "40, no bytes",
    "4101, one byte",
    "80, empty list",
    "a0, empty map",
    "82f6f6, list",
    "a2616101616202, map in order",
    "a262616101626162 02, longer keys"
  })
  void readsWhatItWouldWrite(String hex, String what) {
    byte[] bytes = HEX.parseHex(hex.replace(" ", ""));
    if (what.equals("longer keys")) {
      assertThat(DagCbor.encode(DagCbor.decodeRelaxed(bytes))).hasSameSizeAs(bytes);
    } else {
      assertThat(DagCbor.encode(DagCbor.decode(bytes))).as(what).isEqualTo(bytes);
    }
  }

  /// Each is refused strictly; the last column says whether it is read relaxed.
  @ParameterizedTest
  @CsvSource({
    "1817, number 23 in two bytes, true",
    "1900ff, number 255 in three bytes, true",
    "1a0000ffff, number 65535 in five bytes, true",
    "1b00000000ffffffff, number in nine bytes, true",
    "5801ff, long head of bytes, true",
    "780161, long head of text, true",
    "9800, long head of a list, true",
    "b800, long head of a map, true",
    "f93c00, half float, true",
    "fa3f800000, single float, true",
    "a2616201616102, keys out of order, true",
    "a262616101616202, longer key first, true",
    "a2616101616102, key twice, false",
    "a10101, key that is no text, false",
    "a1f601, key that is null, false",
    "fb7ff0000000000000, infinity, false",
    "fbfff0000000000000, minus infinity, false",
    "fb7ff8000000000000, not a number, false",
    "f97c00, half infinity, false",
    "f97e00, half not a number, false",
    "fa7f800000, single infinity, false",
    "f7, undefined, false",
    "e0, simple value 0, false",
    "f820, simple value 32, false",
    "f8f5, true in two bytes, false",
    "9fff, indefinite list, false",
    "bfff, indefinite map, false",
    "5f4101ff, indefinite bytes, false",
    "7f6161ff, indefinite text, false",
    "ff, break, false",
    "1c, reserved 28, false",
    "1d, reserved 29, false",
    "1e, reserved 30, false",
    "1f, indefinite number, false",
    "c000, tag 0, false",
    "d82b00, tag 43, false",
    "d82a00, link that is no bytes, false",
    "d82a40, link of no bytes, false",
    "d82a4100, link without a CID, false",
    "d82a450155000101, link without the zero, false",
    "d82a460001550002ff, cut link, false",
    "61ff, text that is no UTF-8, false",
    "63eda080, half a surrogate pair, false",
    "0000, two values, false",
    "'', nothing, false",
    "81, list cut off, false",
    "a16161, map cut off, false",
    "4201, bytes cut off, false",
    "9b7fffffffffffffff, list of 2^63 - 1, false",
    "bb7fffffffffffffff, map of 2^63 - 1, false",
    "5bffffffffffffffff, bytes of 2^64 - 1, false"
  })
  void refusesEveryFormButTheCanonicalOne(String hex, String what, boolean relaxed) {
    byte[] bytes = HEX.parseHex(hex);
    assertThatThrownBy(() -> DagCbor.decode(bytes))
        .as(what)
        .isInstanceOf(InvalidNode.class)
        .hasMessageContaining("dag-cbor");
    if (relaxed) {
      Node node = DagCbor.decodeRelaxed(bytes);
      assertThat(DagCbor.decode(DagCbor.encode(node))).as(what).isEqualTo(node);
      assertThat(DagCbor.links(bytes)).isEmpty();
    } else if (!what.equals("minus zero")) {
      assertThatThrownBy(() -> DagCbor.decodeRelaxed(bytes)).isInstanceOf(InvalidNode.class);
    }
  }

  @Test
  void nestsOneThousandAndTwentyFourDeepAndNoDeeper() {
    byte[] deep = DagCbor.encode(nestedLists(DagCbor.MAX_DEPTH));
    assertThat(DagCbor.encode(DagCbor.decode(deep))).isEqualTo(deep).hasSize(DagCbor.MAX_DEPTH);
    assertThatThrownBy(() -> DagCbor.encode(nestedLists(DagCbor.MAX_DEPTH + 1)))
        .isInstanceOf(InvalidNode.class)
        .hasMessageContaining("deeper than 1024");
    byte[] deeper = new byte[DagCbor.MAX_DEPTH + 1];
    Arrays.fill(deeper, (byte) 0x81);
    deeper[DagCbor.MAX_DEPTH] = (byte) 0x80;
    assertThatThrownBy(() -> DagCbor.decode(deeper))
        .isInstanceOf(InvalidNode.class)
        .hasMessageContaining("deeper than 1024");
    assertThat(DagCbor.links(deeper)).as("links need no depth").isEmpty();
  }

  @Test
  void mapsNestAsDeepAsLists() {
    Node node = Node.of(Map.of());
    for (int i = 1; i < DagCbor.MAX_DEPTH; i++) {
      node = Node.of(Map.of("k", node));
    }
    Node full = node;
    byte[] bytes = DagCbor.encode(full);
    assertThat(DagCbor.encode(DagCbor.decode(bytes))).isEqualTo(bytes);
    assertThatThrownBy(() -> DagCbor.encode(Node.of(Map.of("k", full))))
        .isInstanceOf(InvalidNode.class);
  }

  @Test
  void readsFourMebibytesAndNoMore() {
    int head = 5;
    Node full = Node.of(new byte[DagCbor.MAX_SIZE - head]);
    byte[] bytes = DagCbor.encode(full);
    assertThat(bytes).hasSize(DagCbor.MAX_SIZE);
    assertThat(DagCbor.decode(bytes)).isEqualTo(full);
    byte[] more = DagCbor.encode(Node.of(new byte[DagCbor.MAX_SIZE - head + 1]));
    for (Runnable read :
        List.<Runnable>of(
            () -> DagCbor.decode(more),
            () -> DagCbor.decodeRelaxed(more),
            () -> DagCbor.links(more))) {
      assertThatThrownBy(read::run)
          .isInstanceOf(InvalidNode.class)
          .hasMessageContaining("the limit is 4194304");
    }
  }

  @Test
  void theOrderOfKeysDoesNotMatter() {
    Property.check(
        200,
        random -> {
          List<String> keys = new ArrayList<>();
          for (int i = random.nextInt(12); i > 0; i--) {
            keys.add(RandomNodes.text(random));
          }
          Map<String, Node> one = new LinkedHashMap<>();
          keys.forEach(key -> one.put(key, Node.of(key)));
          Collections.shuffle(keys, random);
          Map<String, Node> other = new LinkedHashMap<>();
          keys.forEach(key -> other.put(key, Node.of(key)));
          byte[] bytes = DagCbor.encode(Node.of(one));
          assertThat(DagCbor.encode(Node.of(other))).isEqualTo(bytes);
          List<byte[]> written =
              ((Node.MapNode) DagCbor.decode(bytes))
                  .entries().keySet().stream()
                      .map(key -> key.getBytes(StandardCharsets.UTF_8))
                      .toList();
          assertThat(written)
              .isSortedAccordingTo((a, b) ->
                  a.length != b.length ? a.length - b.length : Arrays.compareUnsigned(a, b));
        });
  }

  @Test
  void listsTheLinksInTheOrderTheyAreWritten() {
    Property.check(
        200,
        random -> {
          byte[] bytes = DagCbor.encode(RandomNodes.any(random));
          List<Cid> links = new ArrayList<>();
          collect(DagCbor.decode(bytes), links);
          assertThat(DagCbor.links(bytes)).isEqualTo(links);
        });
  }

  private static void collect(Node node, List<Cid> links) {
    switch (node) {
      case Node.Link(Cid cid) -> links.add(cid);
      case Node.ListNode(var values) -> values.forEach(value -> collect(value, links));
      case Node.MapNode(var map) -> map.values().forEach(value -> collect(value, links));
      case Node.Null _, Node.Bool _, Node.Int _, Node.Float _, Node.Text _, Node.Bytes _ -> {}
    }
  }

  @Test
  void aChangedByteIsAnotherValueOrRefused() {
    Property.check(
        300,
        random -> {
          Node node = RandomNodes.any(random);
          byte[] bytes = DagCbor.encode(node);
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
          try {
            Node other = DagCbor.decode(bytes);
            assertThat(other).isNotEqualTo(node);
            assertThat(DagCbor.encode(other)).isEqualTo(bytes);
          } catch (InvalidNode refused) {
            assertThat(refused).hasMessageContaining("dag-cbor");
          }
        });
  }

  @Test
  void readsALinkOfEveryKind() {
    Multihash hash = Multihash.sha256(new byte[] {1});
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Cid cid :
        List.of(Cid.v0(hash), Cid.v1(0x71, hash), Cid.v1(0x55, Multihash.of(0, new byte[3])))) {
      byte[] bytes = DagCbor.encode(Node.of(cid));
      assertThat(HEX.formatHex(bytes)).startsWith("d82a");
      assertThat(DagCbor.decode(bytes)).isEqualTo(Node.of(cid));
      assertThat(DagCbor.links(bytes)).containsExactly(cid);
      out.writeBytes(bytes);
    }
    assertThatThrownBy(() -> DagCbor.links(out.toByteArray())).isInstanceOf(InvalidNode.class);
  }
}
