package network.cairn.app.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import network.cairn.cli.CommandFailed;
import network.cairn.cli.Terminal;
import network.cairn.ledger.types.Amount;

/// `cairn testnet up|status|down`: a ledger, four providers and a client with money that stay until
/// they are taken down.
public final class Testnet {
  private static final int STEPS = 3;
  private static final String BOND = "1000";
  private static final Amount TO_PROVIDER = Amount.ofCairn(1_100);
  private static final Amount TO_CLIENT = Amount.ofCairn(100_000);
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Terminal terminal;
  private final Path folder;
  private final Pace pace = Pace.real();
  private final Screen screen;

  private Testnet(Path folder, Terminal terminal) {
    this.terminal = terminal;
    this.folder = folder.normalize();
    this.screen = Screen.of(terminal, pace);
  }

  /// Starts the network of the folder; does nothing if it runs.
  ///
  /// @throws CommandFailed if the folder holds something else or a network of which a part is gone
  public static int up(Path folder, Terminal terminal) throws IOException, InterruptedException {
    Testnet testnet = new Testnet(folder, terminal);
    Optional<Roster> roster = Roster.read(testnet.folder);
    if (roster.isPresent()) {
      return testnet.alreadyUp(roster.get());
    }
    return testnet.start();
  }

  /// Shows processes and balances.
  ///
  /// @return 0 if all of it runs, 1 if not
  public static int status(Path folder, Terminal terminal) throws IOException {
    Testnet testnet = new Testnet(folder, terminal);
    Roster roster =
        Roster.read(testnet.folder)
            .orElseThrow(() ->
                new CommandFailed("no network in " + testnet.folder + "; 'cairn testnet up'"));
    return testnet.show(roster);
  }

  /// Ends the processes and removes the folder; does nothing if there is none.
  public static int down(Path folder, Terminal terminal) throws IOException, InterruptedException {
    Testnet testnet = new Testnet(folder, terminal);
    Optional<Roster> roster = Roster.read(testnet.folder);
    if (roster.isEmpty()) {
      testnet.screen.say("there is no network in " + testnet.folder);
      return 0;
    }
    for (Roster.Entry entry : roster.get().entries()) {
      testnet.end(entry);
    }
    Folders.remove(testnet.folder);
    testnet.screen.say("the network is down; " + testnet.folder + " is removed");
    return 0;
  }

  private int alreadyUp(Roster roster) {
    if (!roster.gone().isEmpty()) {
      throw new CommandFailed(
          String.join(", ", roster.gone())
              + " of the network in "
              + folder
              + " is gone; 'cairn testnet down' removes the rest");
    }
    screen.say("the network in " + folder + " is up already");
    howTo();
    return 0;
  }

  private int start() throws IOException, InterruptedException {
    requireEmpty();
    Launcher launcher = Launcher.ofThisProgram(folder).surviving();
    Files.createDirectories(folder);
    Network network = new Network(launcher, pace, screen);
    Thread hook = Thread.ofPlatform().unstarted(() -> abandon(network));
    Runtime.getRuntime().addShutdownHook(hook);
    boolean done = false;
    try {
      tell(network);
      Roster.of(network.children()).write(folder);
      done = true;
    } catch (StepFailed e) {
      throw new CommandFailed(e.getMessage() + "; nothing is left of the network");
    } finally {
      Runtime.getRuntime().removeShutdownHook(hook);
      if (done) {
        network.release();
      } else {
        abandon(network);
      }
    }
    howTo();
    return 0;
  }

  private void requireEmpty() throws IOException {
    if (Files.exists(folder)) {
      try (var entries = Files.list(folder)) {
        if (entries.findAny().isPresent()) {
          throw new CommandFailed(
              folder + " is not empty and holds no network; choose another --home");
        }
      }
    }
  }

  private void tell(Network network) throws InterruptedException {
    Steps steps = new Steps(screen, STEPS);
    steps.step("Found a ledger that makes a block every 250 ms", network::startLedger);
    steps.step("Start four providers and a client", () -> network.startNodes("100GiB"));
    steps.step(
        "Pay them from the treasury; providers register with a bond",
        () -> {
          network.payOut(TO_PROVIDER, TO_CLIENT);
          for (String name : Network.providers()) {
            network.register(name, BOND);
          }
        });
  }

  private void abandon(Network network) {
    network.end();
    try {
      Folders.remove(folder);
    } catch (IOException e) {
      terminal.err().println("could not remove " + folder + ": " + e);
    }
  }

  private void howTo() {
    screen.say("A client with money is in " + folder.resolve(Network.CLIENT) + ":");
    screen.say("  export CAIRN_PATH=" + folder.resolve(Network.CLIENT));
    screen.say("  cairn wallet balance");
    screen.say("  cairn put FILE --copies 3 --for 30p    (a period takes 10 s)");
    screen.say("  cairn status");
    screen.say("'cairn testnet status' shows the network, 'cairn testnet down' removes it.");
  }

  private int show(Roster roster) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    for (Roster.Entry entry : roster.entries()) {
      rows.add(
          List.of(
              entry.name(),
              Long.toString(entry.pid()),
              entry.process().isPresent() ? "running" : "gone"));
    }
    screen.show(
        new TextTable(
            List.of(
                TextTable.Column.text("process"),
                TextTable.Column.number("pid"),
                TextTable.Column.text("state")),
            rows));
    if (roster.gone().isEmpty()) {
      Network network = new Network(Launcher.ofThisProgram(folder), pace, screen);
      network.attach();
      Books books = network.bank().books(network.people());
      screen.say("height " + books.height());
      screen.show(DemoTables.balances(books));
      network.end();
    }
    return roster.gone().isEmpty() ? 0 : 1;
  }

  private void end(Roster.Entry entry) throws InterruptedException {
    Optional<ProcessHandle> process = entry.process();
    if (process.isEmpty()) {
      screen.say(entry.name() + " was gone already");
      return;
    }
    process.get().destroy();
    try {
      process.get().onExit().get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      process.get().destroyForcibly();
    }
    screen.say(entry.name() + " ended");
  }
}
