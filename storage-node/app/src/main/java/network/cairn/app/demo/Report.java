package network.cairn.app.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.genesis.InvalidHome;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.wallet.KeyFile;
import network.cairn.ledger.wallet.KeyFileFault;

/// How a testnet is, as people read it: what can be told is told, whatever else is dead.
final class Report {
  private static final String NO_PORT = "-";
  private final Path folder;
  private final Screen screen;

  Report(Path folder, Screen screen) {
    this.folder = folder;
    this.screen = screen;
  }

  /// @return 0 if every process runs and the ledger answers, 1 if not
  int show(Roster roster) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    List<String> dead = new ArrayList<>();
    for (Roster.Entry entry : roster.entries()) {
      boolean alive = entry.isAlive();
      rows.add(
          List.of(
              entry.name(),
              role(entry.name()),
              Long.toString(entry.pid()),
              alive ? "running" : "dead",
              ports(entry.name())));
      if (!alive) {
        dead.add(entry.name());
      }
    }
    screen.show(
        new TextTable(
            List.of(
                TextTable.Column.text("process"),
                TextTable.Column.text("role"),
                TextTable.Column.number("pid"),
                TextTable.Column.text("state"),
                TextTable.Column.text("ports")),
            rows));
    boolean answers = !dead.contains(Network.LEDGER) && books(roster);
    for (String name : dead) {
      screen.say(name + " is dead; " + lastWords(name));
    }
    if (!roster.finished()) {
      screen.say("it is not finished; 'cairn testnet down' removes what a killed start left");
    } else if (!dead.isEmpty()) {
      screen.say(
          "'cairn testnet up' starts what is dead, 'cairn testnet start "
              + dead.getFirst()
              + "' one process");
    }
    return dead.isEmpty() && answers && roster.finished() ? 0 : 1;
  }

  private static String role(String name) {
    return name.startsWith("provider-") ? "provider" : name;
  }

  private String ports(String name) {
    if (!name.equals(Network.LEDGER)) {
      return Ports.of(folder.resolve(name));
    }
    try {
      return LedgerHome.open(folder.resolve(name)).network().ledgerUrl().toString();
    } catch (InvalidHome e) {
      return NO_PORT;
    }
  }

  private String lastWords(String name) throws IOException {
    Path log = LogTail.file(folder, name);
    List<String> last = LogTail.of(log, 1);
    return last.isEmpty()
        ? "it printed nothing"
        : "its last line in " + log + ": " + last.getFirst();
  }

  /// @return whether the ledger answered
  private boolean books(Roster roster) {
    try (Bank bank = Bank.open(folder.resolve(Network.LEDGER))) {
      Optional<Long> height = bank.height();
      if (height.isEmpty()) {
        screen.say("the ledger runs but does not answer");
        return false;
      }
      screen.say("height " + height.get());
      balances(bank, roster);
      return true;
    } catch (InvalidHome e) {
      screen.say(String.valueOf(e.getMessage()));
      return false;
    }
  }

  private void balances(Bank bank, Roster roster) {
    try {
      screen.show(DemoTables.balances(bank.books(people(bank, roster))));
    } catch (KeyFileFault | LedgerUnavailable | IllegalStateException e) {
      screen.say("balances cannot be shown: " + e.getMessage());
    }
  }

  /// By the keys in their homes, so that the dead are among them.
  private Map<Address, String> people(Bank bank, Roster roster) {
    Map<Address, String> people = new LinkedHashMap<>();
    people.put(bank.treasury(), "treasury");
    for (Roster.Entry entry : roster.entries()) {
      if (!entry.name().equals(Network.LEDGER)) {
        Path keys = folder.resolve(entry.name()).resolve("keystore");
        Network.name(
            people,
            entry.name(),
            KeyFile.read(keys.resolve("wallet")).address(),
            KeyFile.read(keys.resolve("operator")).address());
      }
    }
    return people;
  }
}
