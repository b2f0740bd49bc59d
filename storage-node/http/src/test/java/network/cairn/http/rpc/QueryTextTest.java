package network.cairn.http.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QueryTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "arg=a | arg | a",
        "arg=a%2Fb%20c | arg | a/b c",
        "arg=a+b | arg | a b",
        "arg=a%2Bb | arg | a+b",
        "arg=a=b=c | arg | a=b=c",
        "stream | stream | ''",
        "stream= | stream | ''",
        "=value | '' | value",
        "na%6De=v | name | v",
        "arg=%C3%A9 | arg | é",
        "arg=a;b=c | arg | a;b=c",
        "&&arg=a&& | arg | a",
      })
  void readsOnePair(String query, String name, String value) {
    assertThat(QueryText.parse(query)).containsExactly(new QueryText.Pair(name, value));
  }

  @Test
  void keepsTheOrderAndWhatComesTwice() {
    assertThat(QueryText.parse("b=1&a=2&b=1&b"))
        .containsExactly(
            new QueryText.Pair("b", "1"),
            new QueryText.Pair("a", "2"),
            new QueryText.Pair("b", "1"),
            new QueryText.Pair("b", ""));
    assertThat(QueryText.parse("")).isEmpty();
    assertThat(QueryText.parse("&&&")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "a%", "a%4", "%zz", "%-1", "a%4gb", "%%30"})
  void refusesWhatIsNotPercentEncodedAndQuotesIt(String text) {
    for (String query : List.of(text, text + "=v", "a=" + text)) {
      assertThatThrownBy(() -> QueryText.parse("ok=1&" + query))
          .as(query)
          .isInstanceOf(BadRequest.class)
          .hasMessage("the query is malformed at \"" + text + "\"");
    }
  }

  @Test
  void readsTwentyThousandPairsAndNoMore() {
    String most = "a&".repeat(20_000);
    assertThat(QueryText.parse(most)).hasSize(20_000);
    assertThat(QueryText.parse("&".repeat(9) + most)).as("nothing is no pair").hasSize(20_000);
    assertThatThrownBy(() -> QueryText.parse(most + "b"))
        .isInstanceOf(BadRequest.class)
        .hasMessage("the query has more than 20000 values");
  }
}
