package network.cairn.app.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.api.answer.TestnetAnswer;
import network.cairn.api.answer.TestnetBalance;
import network.cairn.api.answer.TestnetProcess;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.genesis.InvalidHome;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.wallet.KeyFile;
import network.cairn.ledger.wallet.KeyFileFault;

/// How a testnet is: what can be told is told, whatever else is dead.
final class Report {
  private static final String NO_PORT = "-";
  private final Path folder;
  private final Screen screen;

  /// @param screen hears what cannot be told, and why
  Report(Path folder, Screen screen) {
    this.folder = folder;
    this.screen = screen;
  }

  /// Whether every process runs and the ledger answers.
  static boolean isWell(TestnetAnswer answer) {
    return answer.finished()
        && answer.height() > 0
        && answer.processes().stream().allMatch(TestnetProcess::running);
  }

  /// The processes alone.
  TestnetAnswer processes(Roster roster) throws IOException {
    List<TestnetProcess> processes = new ArrayList<>();
    for (Roster.Entry entry : roster.entries()) {
      boolean alive = entry.isAlive();
      processes.add(
          new TestnetProcess(
              entry.name(),
              role(entry.name()),
              entry.pid(),
              alive,
              ports(entry.name()),
              alive ? "" : LogTail.of(log(entry.name()), 1).stream().findFirst().orElse("")));
    }
    return new TestnetAnswer(folder.toString(), roster.finished(), 0, processes, List.of());
  }

  /// The processes, and what the ledger says.
  TestnetAnswer read(Roster roster) throws IOException {
    TestnetAnswer all = processes(roster);
    boolean runs =
        all.processes().stream().anyMatch(p -> BlockMakers.isOne(p.name()) && p.running());
    return runs ? withBooks(all) : all;
  }

  /// Shows it to people.
  void show(TestnetAnswer answer) {
    screen.show(
        new TextTable(
            List.of(
                TextTable.Column.text("process"),
                TextTable.Column.text("role"),
                TextTable.Column.number("pid"),
                TextTable.Column.text("state"),
                TextTable.Column.text("ports")),
            answer.processes().stream()
                .map(one ->
                    List.of(
                        one.name(),
                        one.role(),
                        Long.toString(one.pid()),
                        one.running() ? "running" : "dead",
                        one.ports()))
                .toList()));
    if (answer.height() > 0) {
      screen.say("height " + answer.height());
    }
    if (!answer.balances().isEmpty()) {
      screen.show(DemoTables.balances(answer.balances()));
    }
    List<TestnetProcess> dead = answer.processes().stream().filter(p -> !p.running()).toList();
    dead.forEach(one -> screen.say(one.name() + " is dead; " + lastWords(one)));
    if (!answer.finished()) {
      screen.say("it is not finished; 'cairn testnet down' removes what a killed start left");
    } else if (!dead.isEmpty()) {
      screen.say(
          "'cairn testnet up' starts what is dead, 'cairn testnet start "
              + dead.getFirst().name()
              + "' one process");
    }
  }

  private static String role(String name) {
    return name.startsWith("provider-")
        ? "provider"
        : name.startsWith("validator-") ? "validator" : name;
  }

  private String ports(String name) {
    if (!BlockMakers.isOne(name)) {
      return Ports.of(folder.resolve(name));
    }
    try {
      return LedgerHome.open(folder.resolve(name)).network().ledgerUrl().toString();
    } catch (InvalidHome e) {
      return NO_PORT;
    }
  }

  private Path log(String name) {
    return LogTail.file(folder, name);
  }

  private String lastWords(TestnetProcess dead) {
    return dead.lastLine().isEmpty()
        ? "it printed nothing"
        : "its last line in " + log(dead.name()) + ": " + dead.lastLine();
  }

  private TestnetAnswer withBooks(TestnetAnswer all) {
    String first =
        all.processes().stream()
            .map(TestnetProcess::name)
            .filter(BlockMakers::isOne)
            .findFirst()
            .orElseThrow();
    try (Bank bank = Bank.open(folder.resolve(first))) {
      Optional<Long> height = bank.height();
      if (height.isEmpty()) {
        screen.say("the ledger runs but does not answer");
        return all;
      }
      return new TestnetAnswer(
          all.home(), all.finished(), height.get(), all.processes(), balances(bank, all));
    } catch (InvalidHome e) {
      screen.say(String.valueOf(e.getMessage()));
      return all;
    }
  }

  private List<TestnetBalance> balances(Bank bank, TestnetAnswer all) {
    try {
      return bank.purses(people(bank, all)).balances();
    } catch (KeyFileFault | LedgerUnavailable | IllegalStateException e) {
      screen.say("balances cannot be shown: " + e.getMessage());
      return List.of();
    }
  }

  /// By the keys in their homes, so that the dead are among them.
  private Map<Address, String> people(Bank bank, TestnetAnswer all) {
    Map<Address, String> people = new LinkedHashMap<>();
    people.put(bank.treasury(), "treasury");
    for (TestnetProcess entry : all.processes()) {
      if (!BlockMakers.isOne(entry.name())) {
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
