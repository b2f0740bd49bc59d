package network.cairn.app.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.api.answer.ProviderAnswer;
import network.cairn.api.answer.WalletAddress;
import network.cairn.cli.Api;
import network.cairn.cli.CommandFailed;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;

/// One ledger, four providers and a client below one folder, as processes of their own.
///
/// Used by one thread, but [#end] may come from another at any time.
final class Network {
  static final String LEDGER = "ledger";
  static final String CLIENT = "client";
  static final String NETWORK_FILE = LEDGER + "/network";
  static final int PROVIDERS = 4;

  private static final Duration COMMAND = Duration.ofMinutes(2);
  private static final Duration START = Duration.ofMinutes(5);
  private final Launcher launcher;
  private final Pace pace;
  private final Screen screen;
  private final List<Child> children = new ArrayList<>();
  private final Map<String, Member> members = new LinkedHashMap<>();
  private Optional<Bank> bank = Optional.empty();
  private boolean closed;

  Network(Launcher launcher, Pace pace, Screen screen) {
    this.launcher = launcher;
    this.pace = pace;
    this.screen = screen;
  }

  static List<String> providers() {
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= PROVIDERS; i++) {
      names.add("provider-" + i);
    }
    return names;
  }

  Path folder() {
    return launcher.folder();
  }

  Bank bank() {
    return bank.orElseThrow(() -> new IllegalStateException("the ledger does not run"));
  }

  Member member(String name) {
    Member member = members.get(name);
    if (member == null) {
      throw new IllegalStateException(name + " does not run");
    }
    return member;
  }

  /// Every process that was started and not ended.
  synchronized List<Child> children() {
    return List.copyOf(children);
  }

  /// Runs a command to its end and shows it with what it prints.
  ///
  /// @throws CommandFailed if its exit code is not 0
  List<String> show(Optional<String> home, Duration limit, List<String> words)
      throws IOException, InterruptedException {
    screen.command(Launcher.typed(home, words));
    List<String> lines = run(home, limit, words);
    lines.forEach(line -> screen.say("  " + line));
    return lines;
  }

  private List<String> run(Optional<String> home, Duration limit, List<String> words)
      throws IOException, InterruptedException {
    Launcher.Output output = launcher.run(home, limit, words);
    if (output.code() != 0) {
      throw new CommandFailed(
          "\""
              + Launcher.typed(home, words)
              + "\" ended with code "
              + output.code()
              + ": "
              + String.join(" | ", output.lines()));
    }
    return output.lines();
  }

  /// As [Launcher#follow], in this network's folder.
  int follow(
      Optional<String> home,
      Duration limit,
      List<String> words,
      Path errors,
      Launcher.Listener listener)
      throws IOException, InterruptedException {
    return launcher.follow(home, limit, words, errors, listener);
  }

  /// Makes a chain and runs its ledger until it makes blocks.
  void startLedger() throws IOException, InterruptedException {
    int port = freePort();
    show(
        Optional.empty(),
        COMMAND,
        List.of("ledger", "init", "--dev", "--url", "http://127.0.0.1:" + port, "--home", LEDGER));
    Child child =
        start(
            LEDGER,
            Optional.empty(),
            List.of("ledger", "start", "--home", LEDGER, "--listen", "127.0.0.1:" + port));
    Bank opened = Bank.open(folder().resolve(LEDGER));
    bank = Optional.of(opened);
    pace.until(
        "second block",
        START,
        () -> {
          child.requireAlive();
          return opened.height().filter(height -> height >= 2);
        });
  }

  /// A port nobody has now; the network file must name it before the ledger can listen there.
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Child start(String name, Optional<String> home, List<String> words) throws IOException {
    screen.command(Launcher.typed(home, words) + " &");
    synchronized (this) {
      if (closed) {
        throw new IOException("the network is being ended");
      }
      Child child = launcher.start(name, home, words);
      children.add(child);
      return child;
    }
  }

  /// Makes the homes of four providers and a client, starts their nodes, waits for their answers.
  ///
  /// @param capacity of each provider
  void startNodes(String capacity) throws IOException, InterruptedException {
    makeHomes(providers());
    makeHomes(List.of(CLIENT));
    for (String name : providers()) {
      startNode(name, List.of("provider", "start", "--capacity", capacity, "--price", Plan.PRICE));
    }
    startNode(CLIENT, List.of("daemon"));
    for (String name : providers()) {
      screen.say(name + " is " + bank().text(join(name).operator()));
    }
    screen.say("client is " + bank().text(join(CLIENT).wallet()));
  }

  /// Makes homes that trust this network's ledger.
  private void makeHomes(List<String> homes) throws IOException, InterruptedException {
    for (String home : homes) {
      List<String> words = List.of("init", "--profile", "test", "--network", NETWORK_FILE);
      screen.command(Launcher.typed(Optional.of(home), words));
      run(Optional.of(home), COMMAND, words);
    }
  }

  /// Starts a node without waiting for it; [#join] does.
  private void startNode(String home, List<String> words) throws IOException {
    start(home, Optional.of(home), words);
  }

  /// Waits until a started node answers, and learns who it is.
  private Member join(String home) throws IOException, InterruptedException {
    return admit(home, answering(home));
  }

  private Api answering(String home) throws IOException, InterruptedException {
    Child child = child(home);
    return pace.until(
        "answer from " + home,
        START,
        () -> {
          child.requireAlive();
          return child.said("Daemon is ready")
              ? Optional.of(Api.ofHome(folder().resolve(home)))
              : Optional.empty();
        });
  }

  /// Runs a node that knows neither this network nor its ledger.
  void startStranger(String home) throws IOException, InterruptedException {
    show(Optional.of(home), COMMAND, List.of("init", "--profile", "test"));
    startNode(home, List.of("daemon"));
    answering(home);
  }

  private Member admit(String home, Api api) throws IOException {
    WalletAddress addresses = WalletAddress.read(api.json("wallet/address", new Api.Query()));
    Member member =
        new Member(
            home, api, bank().address(addresses.operator()), bank().address(addresses.address()));
    members.put(home, member);
    return member;
  }

  /// Meets the nodes of a network that another process started.
  void attach() throws IOException {
    bank = Optional.of(Bank.open(folder().resolve(LEDGER)));
    for (String name : providers()) {
      admit(name, Api.ofHome(folder().resolve(name)));
    }
    admit(CLIENT, Api.ofHome(folder().resolve(CLIENT)));
  }

  Child child(String name) {
    return children().stream()
        .filter(c -> c.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(name + " was not started"));
  }

  /// The treasury pays every provider's operator and the client, in one transaction.
  long payOut(Amount toProvider, Amount toClient) {
    Map<Address, Amount> payments = new LinkedHashMap<>();
    for (String name : providers()) {
      payments.put(member(name).operator(), toProvider);
    }
    payments.put(member(CLIENT).wallet(), toClient);
    return bank().pay(payments);
  }

  /// Registers a provider with a bond, if it has not done so by itself.
  void register(String name, String bond) throws IOException {
    Member provider = member(name);
    if (ProviderAnswer.read(provider.call("provider/status")).registration().isEmpty()) {
      provider.api().json("provider/register", new Api.Query().option("bond", bond));
    }
  }

  /// The accounts that can have money, by their names.
  Map<Address, String> people() {
    Map<Address, String> people = new LinkedHashMap<>();
    people.put(bank().treasury(), "treasury");
    for (Member member : members.values()) {
      boolean isClient = member.name().equals(CLIENT);
      people.put(member.wallet(), isClient ? "client" : member.name() + Books.WALLET);
      people.put(member.operator(), isClient ? "client: operator" : member.name());
    }
    return people;
  }

  /// The name of the provider with an operator's address.
  String nameOf(String operator) {
    if (operator.isEmpty()) {
      return "-";
    }
    Address address = bank().address(operator);
    return members.values().stream()
        .filter(member -> member.operator().equals(address))
        .map(Member::name)
        .findFirst()
        .orElse(operator);
  }

  /// @throws IllegalStateException naming a process that has ended by itself
  void requireAlive() throws IOException {
    for (Child child : children()) {
      child.requireAlive();
    }
  }

  /// Kills one process at once and forgets it.
  void kill(String name) throws InterruptedException {
    Child child = child(name);
    child.kill();
    synchronized (this) {
      children.remove(child);
    }
  }

  /// Leaves the processes running when this is ended.
  synchronized void release() {
    children.clear();
  }

  /// Asks every process to end, waits, kills what does not.
  void end() {
    List<Child> ending;
    synchronized (this) {
      closed = true;
      ending = List.copyOf(children);
      children.clear();
    }
    bank.ifPresent(Bank::close);
    ending.reversed().forEach(Child::ask);
    for (Child child : ending) {
      child.end();
    }
  }
}
