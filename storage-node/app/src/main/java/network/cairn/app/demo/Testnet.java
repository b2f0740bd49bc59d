package network.cairn.app.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import network.cairn.api.answer.TestnetAnswer;
import network.cairn.cli.CommandFailed;
import network.cairn.cli.OutputFailed;
import network.cairn.cli.Terminal;
import network.cairn.ledger.types.Amount;

/// `cairn testnet up|status|start|stop|down`: a ledger or the validators of one, four providers and
/// a client with money that stay until they are taken down, each at the same ports after every
/// start.
public final class Testnet {
  private static final int STEPS = 3;
  private static final String BOND = "1000";
  private static final Amount TO_PROVIDER = Amount.ofCairn(1_100);
  private static final Amount TO_CLIENT = Amount.ofCairn(100_000);

  private static final Duration AFTER_PARENT = Duration.ofSeconds(10);

  /// What a shell says of a program that Ctrl-C ended.
  private static final int INTERRUPTED = 130;

  private final Terminal terminal;
  private final Path folder;
  private final Pace pace = Pace.real();
  private final Screen screen;
  private final boolean json;

  /// @param json whether a program reads the output; then the story is told on standard error
  private Testnet(Path folder, boolean json, Terminal terminal) {
    this.terminal = terminal;
    this.folder = folder.normalize();
    this.json = json;
    this.screen = json ? new PlainScreen(terminal.err(), pace) : Screen.of(terminal, pace);
  }

  /// Starts the network of the folder, or what of it does not run.
  ///
  /// @param wish what makes the blocks of a network that is not there yet
  /// @return 0, or 130 after Ctrl-C, which leaves nothing of a network that was being made
  /// @throws CommandFailed if the folder holds something else, or a process does not start
  public static int up(Path folder, BlockMakers.Wish wish, boolean json, Terminal terminal)
      throws IOException, InterruptedException {
    Testnet testnet = new Testnet(folder, json, terminal);
    Optional<Roster> roster = Roster.read(testnet.folder);
    int code = roster.isPresent() ? testnet.again(roster.get(), wish) : testnet.make(wish);
    if (code == 0) {
      testnet.answer();
    }
    return code;
  }

  /// Shows processes and balances.
  ///
  /// @return 0 if all of it runs and the ledger answers, 1 if not
  public static int status(Path folder, boolean json, Terminal terminal) throws IOException {
    Testnet testnet = new Testnet(folder, json, terminal);
    Roster roster = testnet.roster();
    Report report = new Report(testnet.folder, testnet.screen);
    TestnetAnswer answer = report.read(roster);
    if (json) {
      terminal.out().println(answer.json());
    } else {
      report.show(answer);
    }
    return Report.isWell(answer) ? 0 : 1;
  }

  /// Starts one process of the network; does nothing if it runs.
  ///
  /// @param wish finds CometBFT, where the network has validators
  /// @throws CommandFailed if there is none of this name, or it does not start
  public static int start(
      Path folder, String name, BlockMakers.Wish wish, boolean json, Terminal terminal)
      throws IOException, InterruptedException {
    Testnet testnet = new Testnet(folder, json, terminal);
    Roster roster = testnet.finished();
    if (roster.entry(name).isAlive()) {
      testnet.screen.say(name + " runs already");
    } else {
      testnet.startAgain(roster, List.of(name), wish);
    }
    testnet.answer();
    return 0;
  }

  /// Ends one process of the network; does nothing if it does not run.
  ///
  /// @throws CommandFailed if there is none of this name, or it does not end
  public static int stop(Path folder, String name, boolean json, Terminal terminal)
      throws IOException, InterruptedException {
    Testnet testnet = new Testnet(folder, json, terminal);
    Roster.Entry entry = testnet.finished().entry(name);
    testnet.requireEnded(List.of(entry), "it is left as it is");
    testnet.answer();
    return 0;
  }

  /// Ends the processes and removes the folder once nobody uses it; does nothing if there is none.
  ///
  /// @throws CommandFailed if a process does not end or somebody else's uses a home; then nothing
  ///   is removed
  public static int down(Path folder, boolean json, Terminal terminal)
      throws IOException, InterruptedException {
    Testnet testnet = new Testnet(folder, json, terminal);
    Optional<Roster> roster = Roster.read(testnet.folder);
    if (roster.isEmpty()) {
      testnet.screen.say("there is no network in " + testnet.folder);
      testnet.answer();
      return 0;
    }
    List<CometChild> comets = testnet.comets(roster.get());
    testnet.requireEnded(roster.get().entries(), testnet.folder + " is kept");
    comets.forEach(left -> left.end(AFTER_PARENT));
    List<String> held = HeldHomes.in(testnet.folder);
    if (!held.isEmpty()) {
      throw new CommandFailed(
          String.join("; ", held)
              + "; nothing is removed: end that process, then 'cairn testnet down' again");
    }
    Folders.remove(testnet.folder);
    testnet.screen.say("the network is down; " + testnet.folder + " is removed");
    testnet.answer();
    return 0;
  }

  /// Tells a program which processes there are now.
  private void answer() throws IOException {
    if (json) {
      TestnetAnswer now =
          new Report(folder, screen).processes(Roster.read(folder).orElse(Roster.NONE));
      terminal.out().println(now.json());
    }
  }

  private Roster roster() throws IOException {
    return Roster.read(folder)
        .orElseThrow(() -> new CommandFailed("no network in " + folder + "; 'cairn testnet up'"));
  }

  private Roster finished() throws IOException {
    Roster roster = roster();
    if (!roster.finished()) {
      throw new CommandFailed(
          "the network in "
              + folder
              + " is not finished: another 'cairn testnet up' makes it, or was killed; 'cairn"
              + " testnet down' removes it");
    }
    return roster;
  }

  private void requireEnded(List<Roster.Entry> entries, String otherwise)
      throws InterruptedException {
    List<Roster.Entry> left = new Ending(pace, screen).end(entries);
    if (!left.isEmpty()) {
      throw new CommandFailed(
          String.join(
                  ", ", left.stream().map(e -> e.name() + " (process " + e.pid() + ")").toList())
              + " does not end, even when killed; "
              + otherwise);
    }
  }

  /// What a validator that is killed leaves behind for a moment.
  private List<CometChild> comets(Roster roster) throws IOException {
    List<CometChild> comets = new ArrayList<>();
    for (Roster.Entry entry : roster.entries()) {
      CometChild.of(folder.resolve(entry.name())).ifPresent(comets::add);
    }
    return comets;
  }

  private int again(Roster roster, BlockMakers.Wish wish) throws IOException, InterruptedException {
    finished();
    requireSame(roster, wish);
    List<String> gone = roster.gone();
    if (gone.isEmpty()) {
      screen.say("the network in " + folder + " is up already");
    } else {
      startAgain(roster, gone, wish);
    }
    howTo();
    return 0;
  }

  private void requireSame(Roster roster, BlockMakers.Wish wish) {
    int made =
        (int) roster.entries().stream().filter(e -> e.name().startsWith("validator-")).count();
    if (wish.validators().isPresent() && wish.validators().get() != made) {
      throw new CommandFailed(
          "the network in "
              + folder
              + " has "
              + (made == 0 ? "one ledger alone" : made + " validators")
              + ", not "
              + wish.validators().get()
              + " validators; choose another --home, or take it down first");
    }
  }

  /// A process that does not start leaves the others as they are.
  private void startAgain(Roster roster, List<String> names, BlockMakers.Wish wish)
      throws IOException, InterruptedException {
    Network network =
        new Network(
            wish.of(folder, names), Launcher.ofThisProgram(folder).surviving(), pace, screen);
    Roster[] now = {roster};
    network.tell(child -> {
      now[0] = now[0].with(Roster.Entry.of(child));
      now[0].write(folder);
    });
    try {
      for (String name : names) {
        network.restart(name);
        screen.say(name + " runs again");
      }
    } catch (IllegalStateException | Pace.NotInTime e) {
      throw new CommandFailed(String.valueOf(e.getMessage()));
    } finally {
      network.release();
    }
  }

  private int make(BlockMakers.Wish wish) throws IOException, InterruptedException {
    requireEmpty();
    BlockMakers makers = wish.fulfilled();
    Launcher launcher = Launcher.ofThisProgram(folder).surviving();
    Files.createDirectories(folder);
    Network network = new Network(makers, launcher, pace, screen);
    List<Child> started = new ArrayList<>();
    network.tell(child -> {
      started.add(child);
      Roster.unfinished(started).write(folder);
    });
    AtomicBoolean cut = new AtomicBoolean();
    Thread hook =
        Thread.ofPlatform()
            .unstarted(() -> {
              cut.set(true);
              terminal.err().println("interrupted; the network is taken down");
              abandon(network);
            });
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      tell(network);
      Roster.of(network.children()).write(folder);
    } catch (StepFailed | IOException e) {
      if (isCut(cut, hook)) {
        return INTERRUPTED; // It failed because its processes were taken away.
      }
      abandon(network);
      throw new CommandFailed(e.getMessage() + "; nothing is left of the network");
    } catch (InterruptedException | OutputFailed e) {
      if (!isCut(cut, hook)) {
        abandon(network);
      }
      throw e;
    }
    if (isCut(cut, hook)) {
      return INTERRUPTED;
    }
    network.release();
    howTo();
    return 0;
  }

  /// Takes the hook away, unless it runs: then the process is ending, and the hook cleans up.
  private static boolean isCut(AtomicBoolean cut, Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
      return cut.get();
    } catch (IllegalStateException e) {
      return true;
    }
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
    steps.step(network.makers().told(), network::startLedger);
    steps.step(
        "Start four providers and a client",
        () -> {
          network.makeHomes();
          Ports.keep(Network.nodes().stream().map(folder::resolve).toList());
          network.startNodes("100GiB");
        });
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
}
