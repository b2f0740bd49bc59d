package network.cairn.ipld.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NodeTest {
  private static final BigInteger TWO_64 = BigInteger.ONE.shiftLeft(64);

  @Test
  void aPathLeadsIntoMapsAndLists() {
    Node node = Node.of(Map.of("list", Node.of(List.of(Node.of("a"), Node.of("b")))));
    assertThat(node.child("list").flatMap(list -> list.child("1"))).contains(Node.of("b"));
    assertThat(node.child("none")).isEmpty();
    assertThat(Node.of(Map.of("0", Node.of(1L))).child("0")).contains(Node.of(1L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "-1", "01", "+0", "", " 0", "x", "4294967296", "99999999999999999"})
  void aListHasNoChildBesideItsNumbers(String segment) {
    assertThat(Node.of(List.of(Node.of(1L), Node.of(2L))).child(segment)).isEmpty();
  }

  @Test
  void whatHoldsNothingHasNoChild() {
    for (Node leaf :
        List.of(Node.ofNull(), Node.of(true), Node.of(1L), Node.of(1.5), Node.of("0"))) {
      assertThat(leaf.child("0")).isEmpty();
    }
    assertThat(Node.of(new byte[] {1}).child("0")).isEmpty();
  }

  @Test
  void anIntegerHasSixtyFourBitsAndASign() {
    BigInteger most = TWO_64.subtract(BigInteger.ONE);
    BigInteger least = TWO_64.negate();
    assertThat(new Node.Int(most).value()).isEqualTo(most);
    assertThat(new Node.Int(least).value()).isEqualTo(least);
    assertThatThrownBy(() -> new Node.Int(TWO_64)).isInstanceOf(InvalidNode.class);
    assertThatThrownBy(() -> new Node.Int(least.subtract(BigInteger.ONE)))
        .isInstanceOf(InvalidNode.class);
  }

  @Test
  void onlyASmallerIntegerIsALong() {
    assertThat(Node.Int.of(Long.MIN_VALUE).longValue()).isEqualTo(Long.MIN_VALUE);
    assertThat(Node.Int.of(Long.MAX_VALUE).longValue()).isEqualTo(Long.MAX_VALUE);
    BigInteger above = BigInteger.valueOf(Long.MAX_VALUE).add(BigInteger.ONE);
    BigInteger below = BigInteger.valueOf(Long.MIN_VALUE).subtract(BigInteger.ONE);
    for (BigInteger value : List.of(above, below)) {
      assertThatThrownBy(() -> new Node.Int(value).longValue()).isInstanceOf(InvalidNode.class);
    }
  }

  @Test
  void sharesNothingWithItsMaker() {
    byte[] bytes = {1, 2, 3};
    Node.Bytes node = Node.Bytes.of(bytes);
    bytes[0] = 9;
    node.value()[1] = 9;
    assertThat(node.value()).containsExactly(1, 2, 3);
    assertThat(Node.Bytes.of(bytes, 1, 2)).isEqualTo(Node.of(new byte[] {2, 3}));
    List<Node> values = new ArrayList<>(List.of(Node.of(1L)));
    Map<String, Node> entries = new LinkedHashMap<>(Map.of("a", Node.of(1L)));
    Node.ListNode list = (Node.ListNode) Node.of(values);
    Node.MapNode map = (Node.MapNode) Node.of(entries);
    values.clear();
    entries.clear();
    assertThat(list.values()).hasSize(1);
    assertThat(map.entries()).hasSize(1);
    assertThatThrownBy(() -> map.entries().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void mapsAreEqualRegardlessOfOrderAndKeepTheirs() {
    Map<String, Node> one = new LinkedHashMap<>();
    one.put("b", Node.of(1L));
    one.put("a", Node.of(2L));
    Map<String, Node> other = new LinkedHashMap<>();
    other.put("a", Node.of(2L));
    other.put("b", Node.of(1L));
    assertThat(Node.of(one)).isEqualTo(Node.of(other)).hasSameHashCodeAs(Node.of(other));
    assertThat(((Node.MapNode) Node.of(one)).entries().keySet()).containsExactly("b", "a");
  }

  @Test
  void bytesAreEqualByContentAndNoText() {
    assertThat(Node.of(new byte[] {97})).isEqualTo(Node.of(new byte[] {97}));
    assertThat(Node.of(new byte[] {97})).isNotEqualTo(Node.of("a"));
    assertThat(Node.of(new byte[] {97})).isNotEqualTo(Node.of(new byte[] {98}));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ff",
        "80",
        "c0af",
        "e080af",
        "eda080",
        "edbfbf",
        "f4908080",
        "c3",
        "e282",
        "f09f98"
      })
  void refusesBytesThatAreNoUtf8(String hex) {
    byte[] bytes = HexFormat.of().parseHex("61" + hex + "62");
    assertThat(Utf8.decode(bytes, 0, bytes.length)).isEmpty();
    assertThat(Utf8.decode(bytes, 0, 1)).contains("a");
  }

  @Test
  void aReplacementCharacterThatIsThereIsNoFault() {
    byte[] bytes = "a\uFFFDb".getBytes(StandardCharsets.UTF_8);
    assertThat(Utf8.decode(bytes, 0, bytes.length)).contains("a\uFFFDb");
  }

  @ParameterizedTest
  @ValueSource(ints = {0xd800, 0xdbff, 0xdc00, 0xdfff})
  void halfASurrogatePairHasNoForm(int half) {
    for (String text : List.of("%c", "a%c", "%ca", "%c%c")) {
      String odd = text.replace("%c", String.valueOf((char) half));
      assertThatThrownBy(() -> Utf8.encode(odd)).isInstanceOf(InvalidNode.class);
    }
  }

  @Test
  void textComesBackFromItsBytes() {
    Property.check(
        300,
        random -> {
          StringBuilder text = new StringBuilder();
          for (int i = random.nextInt(20); i > 0; i--) {
            int point = random.nextInt(0x110000);
            text.appendCodePoint(point >= 0xd800 && point < 0xe000 ? 'x' : point);
          }
          byte[] bytes = Utf8.encode(text.toString());
          assertThat(Utf8.decode(bytes, 0, bytes.length)).contains(text.toString());
        });
  }
}
