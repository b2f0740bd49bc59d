package network.cairn.base.units;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ShortNamesTest {
  private static final String ONE = "tcairn1qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  private static final String NEAR = "tcairn1qpzry9x8gf3tvdw0s3jn54khce6mua7l";
  private static final String OTHER = "cairn1zzzzzzzzzzzzzzzzzzzzzzzzzzzz";

  @Test
  void isTheBeginningOfTheAddress() {
    assertThat(ShortNames.of(ONE)).isEqualTo("qpzry9x8");
    assertThat(ONE).contains(ShortNames.of(ONE));
  }

  @Test
  void isTheSameFromBytes() {
    // 0, 1, 2 … 7 in groups of five bits.
    assertThat(ShortNames.of(HexFormat.of().parseHex("00443214c7ffff"))).isEqualTo("qpzry9x8");
  }

  @Test
  void leavesWhatIsNoAddress() {
    assertThat(ShortNames.of("")).isEmpty();
    assertThat(ShortNames.of("x")).isEqualTo("x");
  }

  @Test
  void isLongerWhereTwoBeginAlike() {
    assertThat(ShortNames.distinct(List.of(ONE, OTHER, NEAR, ONE)))
        .containsEntry(ONE, "qpzry9x8gf2")
        .containsEntry(NEAR, "qpzry9x8gf3")
        .containsEntry(OTHER, "zzzzzzzz")
        .hasSize(3);
  }

  @Test
  void isFoundAgain() {
    List<String> all = List.of(ONE, NEAR, OTHER);
    assertThat(ShortNames.matching("zzzzzzzz", all)).containsExactly(OTHER);
    assertThat(ShortNames.matching("qpzry9x8", all)).containsExactly(ONE, NEAR);
    assertThat(ShortNames.matching("qpzry9x8gf3", all)).containsExactly(NEAR);
    assertThat(ShortNames.matching(ONE, all)).containsExactly(ONE);
    assertThat(ShortNames.matching("zzz", all)).isEmpty();
    assertThat(ShortNames.matching("", all)).isEmpty();
  }
}
