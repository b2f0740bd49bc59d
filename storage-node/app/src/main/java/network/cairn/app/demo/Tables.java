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
final class Tables {
  private Tables() {}

  /// @param names an operator's address to a name
  static Table copies(List<Copy> copies, UnaryOperator<String> names) {
    return new Table(
        List.of(
            Table.Column.text("copy"),
            Table.Column.text("state"),
            Table.Column.text("at"),
            Table.Column.number("set"),
            Table.Column.number("period"),
            Table.Column.number("proven"),
            Table.Column.number("missed"),
            Table.Column.number("paid"),
            Table.Column.number("slashed")),
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
  static Table balances(Books books) {
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
    return new Table(
        List.of(
            Table.Column.text("who"),
            Table.Column.number("has"),
            Table.Column.number("was paid"),
            Table.Column.number("bond")),
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
