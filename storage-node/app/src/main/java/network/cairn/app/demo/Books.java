package network.cairn.app.demo;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import network.cairn.api.answer.TestnetBalance;
import network.cairn.ledger.records.AgreementRecord;
import network.cairn.ledger.records.Counters;
import network.cairn.ledger.records.Pools;
import network.cairn.ledger.records.ProviderRecord;
import network.cairn.ledger.records.SetRecord;
import network.cairn.ledger.records.TicketRecord;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;

/// Where every pebble is at one height: who has it, what it is held for, what is gone. A place that
/// no line names makes the sum wrong, and [#requireSum] says so.
///
/// @param lines names of places and the pebbles there, in the order of reading
/// @param supply all there must be
record Books(long height, Map<String, BigInteger> lines, BigInteger supply) {
  /// What follows a provider's name for the account that it is paid to, and for its bond.
  static final String WALLET = ": wallet";

  static final String BOND = ": bond";

  Books {
    lines = new LinkedHashMap<>(lines);
  }

  /// Reads the books.
  ///
  /// @param people names of the accounts that can have money
  static Books read(long height, LedgerView state, Map<Address, String> people) {
    Counters counters = state.counters();
    Pools pools = state.pools();
    Writer writer = new Writer(state, people);
    people.forEach(writer::account);
    for (long id = 1; id <= counters.agreement(); id++) {
      state.agreement(id).ifPresent(writer::agreement);
    }
    for (long id = 1; id <= counters.set(); id++) {
      state.set(id).ifPresent(writer::set);
      state.ticket(id).ifPresent(writer::ticket);
    }
    for (long id = 1; id <= counters.unbonding(); id++) {
      long unbonding = id;
      state.unbonding(id).ifPresent(u -> writer.line("held: unbonding " + unbonding, u.amount()));
    }
    writer.line("repair fund", pools.repairFund());
    writer.line("burned", pools.burned());
    return new Books(height, writer.lines, pools.supply().pebbles());
  }

  /// Reads only what people have in their accounts and bonds, whatever else the ledger holds.
  static Books ofPeople(long height, LedgerView state, Map<Address, String> people) {
    Writer writer = new Writer(state, people);
    people.forEach(writer::account);
    return new Books(height, writer.lines, state.pools().supply().pebbles());
  }

  /// What people have, but the treasury; also who has nothing but what was paid or bonded.
  List<TestnetBalance> balances() {
    Set<String> holders = new LinkedHashSet<>();
    for (String place : lines.keySet()) {
      String name = without(BOND, without(WALLET, place));
      if (!name.contains(":") && !name.equals("treasury")) {
        holders.add(name);
      }
    }
    return holders.stream()
        .map(name -> new TestnetBalance(name, line(name), line(name + WALLET), line(name + BOND)))
        .toList();
  }

  private static String without(String end, String place) {
    return place.endsWith(end) ? place.substring(0, place.length() - end.length()) : place;
  }

  private String line(String name) {
    return lines.getOrDefault(name, BigInteger.ZERO).toString();
  }

  BigInteger sum() {
    return lines.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
  }

  /// @throws IllegalStateException if the places do not hold exactly the supply
  void requireSum() {
    if (!sum().equals(supply)) {
      throw new IllegalStateException(
          "the places named hold "
              + Tokens.exact(sum())
              + " CAIRN at height "
              + height
              + ", the supply is "
              + Tokens.exact(supply));
    }
  }

  /// What changed since earlier books: a row for each place, and the sums, exact.
  TextTable since(Books before) {
    List<List<String>> rows = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>(lines.keySet());
    names.addAll(before.lines.keySet());
    for (String name : names) {
      BigInteger then = before.lines.getOrDefault(name, BigInteger.ZERO);
      BigInteger now = lines.getOrDefault(name, BigInteger.ZERO);
      if (then.signum() != 0 || now.signum() != 0) {
        rows.add(row(name, now, now.subtract(then)));
      }
    }
    rows.add(row("all together", sum(), sum().subtract(before.sum())));
    return new TextTable(
        List.of(
            TextTable.Column.text("where"),
            TextTable.Column.number("CAIRN now"),
            TextTable.Column.number("since the start")),
        rows);
  }

  private static List<String> row(String name, BigInteger now, BigInteger change) {
    String sign = change.signum() > 0 ? "+" : "";
    return List.of(name, aligned(Tokens.exact(now)), aligned(sign + Tokens.exact(change)));
  }

  /// Padded so that the decimal points of a right-aligned column stand below each other.
  private static String aligned(String number) {
    int point = number.indexOf('.');
    int decimals = point < 0 ? 0 : number.length() - point - 1;
    return number + " ".repeat(18 - decimals + (point < 0 ? 1 : 0));
  }

  /// Collects lines; nothing that is empty.
  private static final class Writer {
    private final LedgerView state;
    private final Map<Address, String> people;
    private final Map<String, BigInteger> lines = new LinkedHashMap<>();

    Writer(LedgerView state, Map<Address, String> people) {
      this.state = state;
      this.people = people;
    }

    void line(String name, Amount amount) {
      if (!amount.isZero()) {
        lines.merge(name, amount.pebbles(), BigInteger::add);
      }
    }

    void account(Address address, String name) {
      state.account(address).ifPresent(a -> line(name, a.balance()));
      state.provider(address).ifPresent(p -> bond(name, p));
    }

    private void bond(String name, ProviderRecord provider) {
      line(name + BOND, provider.bond());
    }

    void agreement(AgreementRecord agreement) {
      boolean open = agreement.closedHeight() == 0;
      line(
          "held: deposit of agreement "
              + agreement.id()
              + (open ? ", back to the client at its end" : ""),
          agreement.escrow());
    }

    void set(SetRecord set) {
      String place = "copy " + set.slot() + " at " + name(set.provider());
      line("held: rent of periods to come, " + place, set.escrow());
      line("held: from slashes, for the next repair of " + place, set.slashPot());
      line(
          "held: bounty for the repair, due after "
              + set.bountyAfter()
              + " proven periods, "
              + place,
          set.bounty());
    }

    void ticket(TicketRecord ticket) {
      String place = "copy " + ticket.slot();
      line("held: rent for who repairs " + place, ticket.escrow());
      line("held: bounty for who repairs " + place, ticket.pot());
    }

    private String name(Address provider) {
      return people.getOrDefault(provider, "an unnamed provider");
    }
  }
}
