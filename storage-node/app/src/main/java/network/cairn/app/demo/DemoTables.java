package network.cairn.app.demo;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import network.cairn.api.answer.TestnetBalance;

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
  static TextTable balances(List<TestnetBalance> balances) {
    return new TextTable(
        List.of(
            TextTable.Column.text("who"),
            TextTable.Column.number("has"),
            TextTable.Column.number("was paid"),
            TextTable.Column.number("bond")),
        balances.stream()
            .map(one ->
                List.of(one.name(), brief(one.has()), brief(one.wasPaid()), brief(one.bond())))
            .toList());
  }

  private static String brief(String pebbles) {
    return pebbles.equals("0") ? "" : Tokens.brief(new BigInteger(pebbles));
  }
}
