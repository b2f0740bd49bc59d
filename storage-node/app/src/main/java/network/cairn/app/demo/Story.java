package network.cairn.app.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import network.cairn.api.answer.AgreementAnswer;
import network.cairn.api.json.InvalidJson;
import network.cairn.api.json.JsonValue;
import network.cairn.cli.CommandFailed;

/// What the demo does, step by step.
final class Story {
  private static final int STEPS = 12;
  private static final int OF_VALIDATORS = 4;
  private static final String FRESH = "fresh";
  private static final String RECEIPT = "put.receipt";

  /// These end what hangs. A machine with other work may take ten times as long as a quiet one, and
  /// its blocks then come slower too.
  private static final Duration COMMAND = Duration.ofMinutes(2);

  private static final Duration PERIODS_3 = Duration.ofMinutes(5);
  private static final Duration TRANSFER = Duration.ofMinutes(5);
  private static final long SLOWEST_BYTES_PER_SECOND = 2 << 20;

  private final Network network;
  private final Pace pace;
  private final Screen screen;
  private final Path file;
  private final Plan plan;
  private final Duration transfer;

  private Optional<Books> start = Optional.empty();
  private Optional<Books> end = Optional.empty();
  private String root = "";
  private String agreement = "";
  private int lostSlot;
  private String lost = "";
  private String repairer = "";

  /// @param file what to keep
  Story(Network network, Pace pace, Screen screen, Path file) throws IOException {
    long bytes = Files.size(file);
    this.network = network;
    this.pace = pace;
    this.screen = screen;
    this.file = file;
    this.plan = Plan.forBytes(bytes);
    this.transfer = TRANSFER.plusSeconds(bytes / SLOWEST_BYTES_PER_SECOND);
  }

  /// Tells it all.
  ///
  /// @throws StepFailed naming the first step that could not be done
  void tell() throws InterruptedException {
    Optional<Validators> validators =
        network.makers().names().size() > 1
            ? Optional.of(new Validators(network, pace, screen))
            : Optional.empty();
    Steps steps = new Steps(screen, validators.isPresent() ? STEPS + OF_VALIDATORS : STEPS);
    steps.step(network.makers().told(), network::startLedger);
    steps.step(
        "Start four providers and a client",
        () -> {
          network.makeHomes();
          network.startNodes(plan.capacity());
        });
    steps.step("Pay them from the treasury; providers register with a bond", this::payOut);
    if (validators.isPresent()) {
      steps.step("Kill a validator", validators.get()::kill);
    }
    steps.step("Put the file: three copies for pay", this::put);
    if (validators.isPresent()) {
      steps.step(
          "Start the validator again, let another one lag",
          () -> {
            validators.get().startAgain();
            validators.get().pause();
          });
    }
    steps.step("Wait for the first proofs and their pay", this::firstPay);
    if (validators.isPresent()) {
      steps.step("Let the validator that lags go on", validators.get()::goOn);
    }
    steps.step("Kill a provider that keeps a copy", this::kill);
    steps.step("See the misses, the slash, the failure", this::failure);
    steps.step("See another provider repair the copy", this::repair);
    steps.step("Fetch with a fresh node that knows a CID and one address", this::fetch);
    steps.step("Compare the bytes", this::compare);
    if (validators.isPresent()) {
      steps.step("Compare the validators' states", validators.get()::compare);
    }
    steps.step("Stop everything, verify the receipt offline", this::verify);
    steps.step("Account for every token", this::account);
  }

  private void payOut() throws IOException, InterruptedException {
    Books genesis = network.bank().books(network.people());
    genesis.requireSum();
    start = Optional.of(genesis);
    long height = network.payOut(plan.toProvider(), plan.toClient());
    screen.say(
        "treasury paid "
            + Tokens.exact(plan.toProvider().pebbles())
            + " CAIRN to each provider, "
            + Tokens.exact(plan.toClient().pebbles())
            + " to the client, in block "
            + height);
    for (String name : Network.providers()) {
      network.register(name, Long.toString(plan.bond()));
      screen.say(name + " registered and bonded " + plan.bond() + " CAIRN");
    }
  }

  private void put() throws IOException, InterruptedException {
    List<String> words =
        List.of(
            "put",
            shown(file),
            "--copies",
            Integer.toString(Plan.COPIES),
            "--for",
            Plan.PERIODS + "p",
            "--receipt",
            RECEIPT,
            "--yes",
            "--enc",
            "json");
    Optional<String> home = Optional.of(Network.CLIENT);
    screen.command(Launcher.typed(home, words));
    PutReport report = new PutReport(screen, network::nameOf, network.folder().resolve("put.err"));
    int code = network.follow(home, transfer, words, report.errors(), report);
    screen.settle();
    if (code != 0) {
      throw new CommandFailed("put ended with code " + code + ": " + report.complaint());
    }
    root = report.root();
    agreement = report.agreement();
  }

  /// Files below the working folder by their short name.
  private String shown(Path path) {
    return path.startsWith(network.folder())
        ? network.folder().relativize(path).toString()
        : path.toString();
  }

  private void firstPay() throws IOException, InterruptedException {
    watch(
        "paid proof of every copy",
        PERIODS_3,
        copies -> copies.stream().allMatch(copy -> copy.isLive() && copy.proven() > 0));
    network.show(Optional.of(Network.CLIENT), COMMAND, List.of("status", agreement));
  }

  private void kill() throws IOException, InterruptedException {
    Copy copy = copies().getFirst();
    lostSlot = copy.slot();
    lost = network.nameOf(copy.provider());
    long pid = network.child(lost).pid();
    screen.command("kill -KILL " + pid);
    network.kill(lost);
    screen.say(lost + ", which keeps copy " + lostSlot + ", is dead: no farewell, no more proofs");
  }

  private void failure() throws IOException, InterruptedException {
    Copy missed = watchLost("miss", copy -> copy.misses() > 0 || hasLeft(copy));
    screen.say(
        "the miss: no proof of copy "
            + missed.slot()
            + " came in its window; its rent for that period went back to the client");
    Copy slashed = watchLost("slash", copy -> copy.isSlashed() || hasLeft(copy));
    screen.say(
        "the slash: "
            + lost
            + " lost "
            + Tokens.brief(slashed.slashed())
            + " CAIRN of its collateral for the second miss in a row");
    watchLost("failed copy", this::hasLeft);
    screen.say("the failure: the third miss ended " + lost + "'s set; a repair ticket is open");
  }

  /// Whether the killed provider no longer keeps the copy.
  private boolean hasLeft(Copy copy) {
    return !copy.isLive() || !network.nameOf(copy.provider()).equals(lost);
  }

  private void repair() throws IOException, InterruptedException {
    Copy repaired = watchLost("repaired copy", copy -> copy.isLive() && hasLeft(copy));
    repairer = network.nameOf(repaired.provider());
    screen.say(
        "the repair: "
            + repairer
            + " fetched copy "
            + lostSlot
            + " from a live provider, proved it and opened set "
            + repaired.set());
    watchLost("paid proof of the repaired copy", copy -> copy.isLive() && copy.proven() > 0);
    network.show(Optional.of(repairer), COMMAND, List.of("provider", "status"));
  }

  private void fetch() throws IOException, InterruptedException {
    Optional<String> home = Optional.of(FRESH);
    network.startStranger(FRESH);
    String address = network.member(repairer).dialable();
    network.show(home, transfer, List.of("get", root, "--peer", address, "--output", "fetched"));
  }

  private void compare() throws IOException {
    Path fetched = network.folder().resolve("fetched");
    long different = Files.mismatch(file, fetched);
    if (different >= 0) {
      throw new IllegalStateException(
          "what was fetched differs from what was put at byte " + different);
    }
    screen.say(Files.size(fetched) + " bytes, all the same");
  }

  private void verify() throws IOException, InterruptedException {
    network.show(
        Optional.of(Network.CLIENT),
        COMMAND,
        List.of("receipt", "get", agreement, "--output", RECEIPT));
    Books books = network.bank().books(network.people());
    books.requireSum();
    end = Optional.of(books);
    network.end();
    screen.say("every process is stopped");
    network.show(
        Optional.of(FRESH),
        COMMAND,
        List.of("receipt", "verify", RECEIPT, "--network", network.makers().networkFile()));
  }

  private void account() {
    Books books = end.orElseThrow();
    screen.say(
        "all tokens at height " + books.height() + ", each read from the ledger with proof:");
    screen.show(books.since(start.orElseThrow()));
    screen.say(
        "they add up to the supply of "
            + Tokens.exact(books.supply())
            + " CAIRN; at the start the treasury had them all");
  }

  private Copy watchLost(String what, Predicate<Copy> enough)
      throws IOException, InterruptedException {
    List<Copy> copies = watch(what, PERIODS_3, all -> enough.test(all.get(lostSlot)));
    return copies.get(lostSlot);
  }

  /// Shows copies and balances until they are as wanted. A client that cannot say within its own
  /// time how its copies stand is asked again.
  private List<Copy> watch(String what, Duration limit, Predicate<List<Copy>> enough)
      throws IOException, InterruptedException {
    String[] lack = {""};
    try {
      List<Copy> seen =
          pace.until(
              what,
              limit,
              () -> {
                network.requireAlive();
                try {
                  List<Copy> copies = copies();
                  lack[0] = "";
                  return show(copies, enough);
                } catch (CommandFailed | InvalidJson e) {
                  lack[0] = "; the last answer was: " + e.getMessage();
                  return Optional.empty();
                }
              });
      screen.settle();
      return seen;
    } catch (Pace.NotInTime e) {
      throw new IllegalStateException(e.getMessage() + lack[0], e);
    }
  }

  private Optional<List<Copy>> show(List<Copy> copies, Predicate<List<Copy>> enough) {
    Books books = network.bank().books(network.people());
    screen.live(DemoTables.copies(copies, network::nameOf));
    screen.beside(DemoTables.balances(books.balances()));
    return enough.test(copies) ? Optional.of(copies) : Optional.empty();
  }

  private List<Copy> copies() throws IOException {
    JsonValue status = network.member(Network.CLIENT).call("status", agreement);
    List<Copy> copies = Copy.of(AgreementAnswer.read(status));
    if (copies.size() != Plan.COPIES) {
      throw new IllegalStateException("status names " + copies.size() + " copies");
    }
    return copies;
  }
}
