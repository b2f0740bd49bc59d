package network.cairn.app.demo;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.proto.ledger.AgreementRecord;
import network.cairn.proto.ledger.Counters;
import network.cairn.proto.ledger.Pools;
import network.cairn.proto.ledger.ProviderRecord;
import network.cairn.proto.ledger.SetRecord;
import network.cairn.proto.ledger.TicketRecord;

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
    for (long id = 1; id <= counters.getAgreement(); id++) {
      state.agreement(id).ifPresent(writer::agreement);
    }
    for (long id = 1; id <= counters.getSet(); id++) {
      state.set(id).ifPresent(writer::set);
      state.ticket(id).ifPresent(writer::ticket);
    }
    for (long id = 1; id <= counters.getUnbonding(); id++) {
      long unbonding = id;
      state
          .unbonding(id)
          .ifPresent(u -> writer.line("held: unbonding " + unbonding, u.getAmount()));
    }
    writer.line("repair fund", pools.getRepairFund());
    writer.line("burned", pools.getBurned());
    return new Books(height, writer.lines, pebbles(pools.getSupply()));
  }

  private static BigInteger pebbles(ByteString amount) {
    return Amount.decode(amount).pebbles();
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
  Table since(Books before) {
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
    return new Table(
        List.of(
            Table.Column.text("where"),
            Table.Column.number("CAIRN now"),
            Table.Column.number("since the start")),
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

    void line(String name, ByteString amount) {
      if (!amount.isEmpty()) {
        lines.merge(name, pebbles(amount), BigInteger::add);
      }
    }

    void account(Address address, String name) {
      state.account(address).ifPresent(a -> line(name, a.getBalance()));
      state.provider(address).ifPresent(p -> bond(name, p));
    }

    private void bond(String name, ProviderRecord provider) {
      line(name + BOND, provider.getBond());
    }

    void agreement(AgreementRecord agreement) {
      boolean open = agreement.getClosedHeight() == 0;
      line(
          "held: deposit of agreement "
              + agreement.getId()
              + (open ? ", back to the client at its end" : ""),
          agreement.getEscrow());
    }

    void set(SetRecord set) {
      String place = "copy " + set.getSlot() + " at " + name(set.getProvider());
      line("held: rent of periods to come, " + place, set.getEscrow());
      line("held: from slashes, for the next repair of " + place, set.getSlashPot());
      line(
          "held: bounty for the repair, due after "
              + set.getBountyAfter()
              + " proven periods, "
              + place,
          set.getBounty());
    }

    void ticket(TicketRecord ticket) {
      String place = "copy " + ticket.getSlot();
      line("held: rent for who repairs " + place, ticket.getEscrow());
      line("held: bounty for who repairs " + place, ticket.getPot());
    }

    private String name(ByteString provider) {
      return people.getOrDefault(new Address(provider), "an unnamed provider");
    }
  }
}
