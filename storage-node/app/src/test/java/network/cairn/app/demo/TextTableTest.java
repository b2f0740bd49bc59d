package network.cairn.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
  private static final List<TextTable.Column> COLUMNS =
      List.of(TextTable.Column.text("who"), TextTable.Column.number("CAIRN"));

  @Test
  void alignsTextLeftAndNumbersRight() {
    TextTable table =
        new TextTable(COLUMNS, List.of(List.of("client", "1.5"), List.of("me", "100000")));
    assertThat(table.lines()).containsExactly("who      CAIRN", "client     1.5", "me      100000");
  }

  @Test
  void leavesEmptyCellsOutOfSentences() {
    TextTable table = new TextTable(COLUMNS, List.of(List.of("client", "")));
    assertThat(table.sentence(table.rows().getFirst())).isEqualTo("who client");
  }

  @Test
  void refusesRowsOfAnotherWidth() {
    assertThatThrownBy(() -> new TextTable(COLUMNS, List.of(List.of("client"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void writesTokensExactlyOrBriefly() {
    BigInteger pebbles = new BigInteger("1234567890000000000");
    assertThat(Tokens.exact(pebbles)).isEqualTo("1.23456789");
    assertThat(Tokens.brief(pebbles)).isEqualTo("1.2345");
    assertThat(Tokens.exact(BigInteger.ONE)).isEqualTo("0.000000000000000001");
    assertThat(Tokens.exact(BigInteger.TEN.pow(21))).isEqualTo("1000");
    assertThat(Tokens.exact(BigInteger.ONE.negate())).isEqualTo("-0.000000000000000001");
    assertThat(Tokens.brief(BigInteger.ONE)).isEqualTo("0");
    assertThat(Tokens.brief("")).isEqualTo("-");
  }
}
