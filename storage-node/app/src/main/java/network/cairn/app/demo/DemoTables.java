package network.cairn.app.demo;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// What moves while the reader waits.
final class DemoTables {
  private DemoTables() {}

  /// @param names an operator's address to a name
  static TextTable copies(List<Copy> copies, UnaryOperator<String> names) {
    return new TextTable(
        List.of(
            TextTable.Column.text("copy"),
            TextTable.Column.text("state"),
            TextTable.Column.text("at"),
            TextTable.Column.number("set"),
            TextTable.Column.number("period"),
            TextTable.Column.number("proven"),
            TextTable.Column.number("missed"),
            TextTable.Column.number("paid"),
            TextTable.Column.number("slashed")),
        copies.stream().map(copy -> row(copy, names)).toList());
  }

  private static List<String> row(Copy copy, UnaryOperator<String> names) {
    return List.of(
        Integer.toString(copy.slot()),
        copy.state().toLowerCase(Locale.ROOT),
        names.apply(copy.provider()),
        Long.toString(copy.set()),
        copy.period() + "/" + copy.endPeriod(),
        Long.toString(copy.proven()),
        Long.toString(copy.misses()),
        Tokens.brief(copy.paid()),
        Tokens.brief(copy.slashed()));
  }

  /// Who has what; what is held and the treasury are left for the last account.
  static TextTable balances(Books books) {
    Map<String, BigInteger> lines = books.lines();
    List<List<String>> rows = new ArrayList<>();
    for (String name : holders(lines.keySet())) {
      rows.add(
          List.of(
              name,
              brief(lines, name),
              brief(lines, name + Books.WALLET),
              brief(lines, name + Books.BOND)));
    }
    return new TextTable(
        List.of(
            TextTable.Column.text("who"),
            TextTable.Column.number("has"),
            TextTable.Column.number("was paid"),
            TextTable.Column.number("bond")),
        rows);
  }

  /// Also who has nothing but what was paid or bonded: empty places have no line.
  private static Set<String> holders(Set<String> places) {
    Set<String> holders = new LinkedHashSet<>();
    for (String place : places) {
      String name = without(Books.BOND, without(Books.WALLET, place));
      if (!name.contains(":") && !name.equals("treasury")) {
        holders.add(name);
      }
    }
    return holders;
  }

  private static String without(String end, String place) {
    return place.endsWith(end) ? place.substring(0, place.length() - end.length()) : place;
  }

  private static String brief(Map<String, BigInteger> lines, String name) {
    BigInteger pebbles = lines.get(name);
    return pebbles == null ? "" : Tokens.brief(pebbles);
  }
}
