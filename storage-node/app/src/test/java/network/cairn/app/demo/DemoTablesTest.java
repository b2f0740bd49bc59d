package network.cairn.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import network.cairn.api.answer.AgreementAnswer;
import network.cairn.api.json.InvalidJson;
import network.cairn.api.json.JsonValue;
import network.cairn.ledger.types.Amount;
import org.junit.jupiter.api.Test;

class DemoTablesTest {
  private static final String STATUS =
      """
      {"Slots":[
        {"Slot":0,"State":"LIVE","Provider":"cairn1abc","Set":4,"Period":3,"EndPeriod":30,
         "Proven":2,"Misses":1,"Paid":"1500000000000000000","Slashed":"0"},
        {"Slot":1,"State":"REPAIR","Provider":"","Set":0,"Period":3,"EndPeriod":30,
         "Proven":0,"Misses":3,"Paid":"","Slashed":"2000050000000000000"}]}
      """;

  private final Map<String, BigInteger> places = new LinkedHashMap<>();

  private void has(String place, long cairn) {
    places.put(place, Amount.ofCairn(cairn).pebbles());
  }

  private static List<Copy> copies(String status) {
    return Copy.of(AgreementAnswer.read(JsonValue.parse(status)));
  }

  private TextTable balances() {
    return DemoTables.balances(new Books(5, places, BigInteger.ZERO).balances());
  }

  @Test
  void readsCopiesFromAStatus() {
    List<Copy> copies = copies(STATUS);
    assertThat(copies)
        .containsExactly(
            new Copy(0, "LIVE", "cairn1abc", 4, 3, 30, 2, 1, "1500000000000000000", "0"),
            new Copy(1, "REPAIR", "", 0, 3, 30, 0, 3, "", "2000050000000000000"));
    assertThat(copies).extracting(Copy::isLive).containsExactly(true, false);
    assertThat(copies).extracting(Copy::isSlashed).containsExactly(false, true);
  }

  @Test
  void aStatusWithoutCopiesHasNone() {
    assertThat(copies("{}")).isEmpty();
    assertThat(copies("{\"Slots\":null}")).isEmpty();
    assertThat(copies("{\"Slots\":[{}]}").getFirst())
        .isEqualTo(new Copy(0, "", "", 0, 0, 0, 0, 0, "", ""));
    assertThatThrownBy(() -> copies("{\"Slots\":[{\"Slot\":\"first\"}]}"))
        .isInstanceOf(InvalidJson.class);
  }

  @Test
  void showsEachCopyInARow() {
    TextTable table =
        DemoTables.copies(copies(STATUS), name -> name.isEmpty() ? "-" : "provider-2");
    assertThat(table.lines())
        .containsExactly(
            "copy  state   at          set  period  proven  missed  paid  slashed",
            "0     live    provider-2    4    3/30       2       1   1.5        0",
            "1     repair  -             0    3/30       0       3     -        2");
  }

  @Test
  void showsWhoHasWhatAndNotWhatIsHeld() {
    has("treasury", 900);
    has("client", 50);
    has("provider-1", 5);
    has("provider-1" + Books.WALLET, 2);
    has("provider-1" + Books.BOND, 100);
    has("client: operator", 1);
    has("held: deposit of agreement 1, back to the client at its end", 7);
    has("repair fund", 3);
    assertThat(balances().rows())
        .containsExactly(
            List.of("client", "50", "", ""),
            List.of("provider-1", "5", "2", "100"),
            List.of("repair fund", "3", "", ""));
  }

  /// An empty account has no line in the books.
  @Test
  void showsWhoHasOnlyABondOrOnlyPay() {
    has("provider-1" + Books.BOND, 100);
    has("provider-2" + Books.WALLET, 3);
    has("provider-2" + Books.BOND, 80);
    has("client: operator" + Books.BOND, 1);
    assertThat(balances().rows())
        .containsExactly(
            List.of("provider-1", "", "", "100"), List.of("provider-2", "", "3", "80"));
  }

  @Test
  void cutsFractionsOfWhatMoves() {
    places.put("client", new BigInteger("1234599999999999999"));
    assertThat(balances().rows()).containsExactly(List.of("client", "1.2345", "", ""));
  }

  @Test
  void aTableIsNoLongerTheCallers() {
    List<String> row = new ArrayList<>(List.of("client"));
    TextTable table = new TextTable(List.of(TextTable.Column.text("who")), List.of(row));
    row.set(0, "else");
    assertThat(table.rows()).containsExactly(List.of("client"));
  }

  @Test
  void aTableWithoutRowsIsItsTitles() {
    TextTable table =
        new TextTable(
            List.of(TextTable.Column.text("who"), TextTable.Column.number("CAIRN")), List.of());
    assertThat(table.lines()).containsExactly("who  CAIRN");
  }
}
