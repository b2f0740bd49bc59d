package network.cairn.app.demo;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import network.cairn.api.answer.LedgerAnswer;
import network.cairn.api.answer.ProviderAnswer;
import network.cairn.api.answer.WalletAddress;
import network.cairn.cli.Api;
import network.cairn.cli.CommandFailed;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;

/// What makes the blocks, four providers and a client below one folder, as processes of their own.
///
/// Used by one thread, but [#end] may come from another at any time.
final class Network {
  static final String CLIENT = "client";
  static final int PROVIDERS = 4;

  private static final Duration COMMAND = Duration.ofMinutes(2);
  private static final Duration START = Duration.ofMinutes(5);
  private static final String LEDGER_READY = "Ledger is ready";
  private static final String READY = "Daemon is ready";
  private static final Duration LAST_WAIT = Duration.ofSeconds(10);
  private final BlockMakers makers;
  private final Launcher launcher;
  private final Pace pace;
  private final Screen screen;
  private final List<Child> children = new ArrayList<>();
  private final List<CometChild> paused = new ArrayList<>();
  private final Map<String, Member> members = new LinkedHashMap<>();
  private Optional<Bank> bank = Optional.empty();
  private Starts starts = _ -> {};
  private boolean closed;

  Network(BlockMakers makers, Launcher launcher, Pace pace, Screen screen) {
    this.makers = makers;
    this.launcher = launcher;
    this.pace = pace;
    this.screen = screen;
  }

  /// Learns of each process that was started.
  interface Starts {
    void started(Child child) throws IOException;
  }

  /// Tells of every process from now on.
  void tell(Starts to) {
    starts = to;
  }

  static List<String> providers() {
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= PROVIDERS; i++) {
      names.add("provider-" + i);
    }
    return names;
  }

  /// The homes of its nodes, below its folder.
  static List<String> nodes() {
    List<String> names = new ArrayList<>(providers());
    names.add(CLIENT);
    return names;
  }

  BlockMakers makers() {
    return makers;
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

  /// Makes a chain and runs what makes its blocks until there are some.
  void startLedger() throws IOException, InterruptedException {
    show(Optional.empty(), COMMAND, makers.init());
    for (String name : makers.names()) {
      start(name, Optional.empty(), makers.start(name));
    }
    for (String name : makers.names()) {
      awaitWords(name, LEDGER_READY);
    }
    Bank opened = Bank.open(folder().resolve(makers.first()));
    bank = Optional.of(opened);
    pace.until(
        "second block",
        START,
        () -> {
          requireAlive();
          return opened.height().filter(height -> height >= 2);
        });
  }

  private Child start(String name, Optional<String> home, List<String> words) throws IOException {
    screen.command(Launcher.typed(home, words) + " &");
    Child child;
    synchronized (this) {
      if (closed) {
        throw new IOException("the network is being ended");
      }
      child = launcher.start(name, home, words);
      children.add(child);
    }
    starts.started(child);
    return child;
  }

  /// Starts a member whose home is there, and waits until it answers.
  ///
  /// @throws IllegalStateException with its last words if it ended instead
  void restart(String name) throws IOException, InterruptedException {
    boolean ledger = makers.names().contains(name);
    List<String> words =
        ledger
            ? makers.start(name)
            : name.equals(CLIENT) ? List.of("daemon") : List.of("provider", "start");
    start(name, ledger ? Optional.empty() : Optional.of(name), words);
    awaitWords(name, ledger ? LEDGER_READY : READY);
  }

  /// Starts the nodes of four providers and a client, whose homes are there, and waits for their
  /// answers.
  ///
  /// @param capacity of each provider
  void startNodes(String capacity) throws IOException, InterruptedException {
    for (String name : providers()) {
      startNode(name, List.of("provider", "start", "--capacity", capacity, "--price", Plan.PRICE));
    }
    startNode(CLIENT, List.of("daemon"));
    for (String name : providers()) {
      screen.say(name + " is " + bank().text(join(name).operator()));
    }
    screen.say("client is " + bank().text(join(CLIENT).wallet()));
  }

  /// Makes the homes of four providers and a client, which trust this network's ledger.
  void makeHomes() throws IOException, InterruptedException {
    for (String home : nodes()) {
      List<String> words = List.of("init", "--profile", "test", "--network", makers.networkFile());
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
    Api api = answering(home);
    return pace.until("answer from " + home, START, () -> patiently(() -> admit(home, api)));
  }

  /// What a node of a busy machine is asked until it has the time; one that ended is noticed.
  private <T> Optional<T> patiently(Question<T> question) throws IOException {
    try {
      return Optional.of(question.ask());
    } catch (ConnectException e) {
      requireAlive();
      return Optional.empty();
    }
  }

  private interface Question<T> {
    T ask() throws IOException;
  }

  private Api answering(String home) throws IOException, InterruptedException {
    awaitWords(home, READY);
    return Api.ofHome(folder().resolve(home));
  }

  private void awaitWords(String name, String words) throws IOException, InterruptedException {
    Child child = child(name);
    pace.until(
        "answer from " + name,
        START,
        () -> {
          child.requireAlive();
          return child.said(words) ? Optional.of(words) : Optional.empty();
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

  Child child(String name) {
    return children().stream()
        .filter(c -> c.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(name + " was not started"));
  }

  /// The treasury pays every provider's operator and the client, in one transaction.
  long payOut(Amount toProvider, Amount toClient) throws IOException, InterruptedException {
    Map<Address, Amount> payments = new LinkedHashMap<>();
    for (String name : providers()) {
      payments.put(member(name).operator(), toProvider);
    }
    payments.put(member(CLIENT).wallet(), toClient);
    long height = bank().pay(payments);
    for (Member member : members.values()) {
      pace.until(
          "block " + height + " at " + member.name(),
          START,
          () -> patiently(() -> heightOf(member)).filter(seen -> seen >= height));
    }
    return height;
  }

  /// A node of a busy machine follows the ledger by some blocks, and takes itself for poor until
  /// then.
  private static long heightOf(Member member) throws IOException {
    return LedgerAnswer.read(member.call("ledger/status")).height();
  }

  /// Registers a provider with a bond, if it has not done so by itself.
  void register(String name, String bond) throws IOException, InterruptedException {
    pace.until("registration of " + name, START, () -> patiently(() -> registered(name, bond)));
  }

  private Member registered(String name, String bond) throws IOException {
    Member provider = member(name);
    if (ProviderAnswer.read(provider.call("provider/status")).registration().isEmpty()) {
      provider.api().json("provider/register", new Api.Query().option("bond", bond));
    }
    return provider;
  }

  /// The accounts that can have money, by their names.
  Map<Address, String> people() {
    Map<Address, String> people = new LinkedHashMap<>();
    people.put(bank().treasury(), "treasury");
    for (Member member : members.values()) {
      name(people, member.name(), member.wallet(), member.operator());
    }
    return people;
  }

  /// Names the two accounts of a member.
  static void name(Map<Address, String> people, String member, Address wallet, Address operator) {
    boolean isClient = member.equals(CLIENT);
    people.put(wallet, isClient ? "client" : member + Books.WALLET);
    people.put(operator, isClient ? "client: operator" : member);
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

  /// Kills one process at once and forgets it. A validator's CometBFT ends by itself then.
  void kill(String name) throws IOException, InterruptedException {
    Child child = child(name);
    Optional<CometChild> comet = CometChild.of(folder().resolve(name));
    child.kill();
    comet.ifPresent(left -> left.end(LAST_WAIT));
    synchronized (this) {
      children.remove(child);
    }
  }

  /// Makes a validator's CometBFT stand still; its door answers, but nothing new.
  ///
  /// @return the number of the process that stands still
  /// @throws IllegalStateException if it does not run
  long pause(String name) throws IOException, InterruptedException {
    CometChild comet =
        CometChild.of(folder().resolve(name))
            .orElseThrow(() -> new IllegalStateException(name + " runs no CometBFT"));
    synchronized (this) {
      paused.add(comet);
    }
    comet.stop();
    return comet.pid();
  }

  /// Lets everything go on that was paused. One that has ended meanwhile needs it no more.
  void goOn() {
    List<CometChild> standing;
    synchronized (this) {
      standing = List.copyOf(paused);
      paused.clear();
    }
    for (CometChild comet : standing) {
      try {
        comet.goOn();
      } catch (IOException e) {
        screen.say(String.valueOf(e.getMessage()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
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
    // What stands still hears nothing.
    goOn();
    List<CometChild> grandchildren = ending.stream().flatMap(this::comet).toList();
    ending.reversed().forEach(Child::ask);
    for (Child child : ending) {
      child.end();
    }
    grandchildren.forEach(left -> left.end(LAST_WAIT));
  }

  private Stream<CometChild> comet(Child child) {
    try {
      return CometChild.of(folder().resolve(child.name())).stream();
    } catch (IOException e) {
      return Stream.empty();
    }
  }
}
