package network.cairn.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.api.content.AddListener;
import network.cairn.api.content.AddRequest;
import network.cairn.base.tree.PathSource;
import network.cairn.base.tree.SourceEntry;
import network.cairn.base.units.ByteSize;

/// `cairn put`: adds a path, shows one exact quote, asks once, pays, follows the copies, writes the
/// receipt.
final class PutCommand {
  private PutCommand() {}

  static Command command(Roles roles) {
    return Command.leaf(
            "put",
            "Keep a file or directory with providers, for pay.",
            List.of(
                Option.number("copies", "Copies on different providers.").orElse("3"),
                Option.text("for", "How long: 180d, or 20p for periods.").orElse("180d"),
                Option.text("max-price", "Highest price in CAIRN per GiB and day."),
                Option.number("multiplier", "Collateral multiplier, 1 to 4.").orElse("1"),
                Option.flag("cid", "The argument is the CID of a DAG that is kept here."),
                Option.text("profile", "Import profile.").orElse("unixfs-v1-2025"),
                Option.flag("hidden", 'H', "Include hidden files of directories."),
                Option.flag("wait-proof", "Wait until every copy has been proven once."),
                Option.text(
                    "receipt", "Where to write the receipt; agreement-ID.receipt if not given."),
                Option.text("resume", "Fill what is empty of this agreement."),
                Option.flag("yes", 'y', "Do not ask.")),
            List.of(Argument.optional("path", "A file or directory.")),
            invocation -> run(roles, invocation))
        .describe(
            """
            Adds PATH to this node, asks the providers that the ledger knows, and shows what keeping it costs,
            exactly: rent for the whole term at the ceiling, deposits that come back, and the fee. After one
            question it creates the agreement, lets the providers fetch the copies and writes a receipt that
            proves them without a network ('cairn receipt verify').\
            """);
  }

  private static int run(Roles roles, Invocation invocation) throws IOException {
    return new Client(roles, invocation).online(api -> put(api, invocation));
  }

  private static int put(Api api, Invocation invocation) throws IOException {
    Json done;
    if (invocation.given("resume")) {
      done = follow(api, "put/resume", invocation.text("resume").orElse(""), invocation);
    } else {
      if (invocation.arguments().isEmpty()) {
        throw new UsageError("argument \"path\" is required");
      }
      String root = invocation.flag("cid") ? invocation.argument(0) : add(api, invocation);
      Json quote = quote(api, root, invocation);
      show(quote, invocation);
      if (!invocation.flag("yes") && !confirmed(invocation)) {
        throw new CommandFailed("not paid; nothing was bought");
      }
      done = follow(api, "put", quote.at("Quote").text(), invocation);
    }
    return finish(api, done, invocation);
  }

  private static String add(Api api, Invocation invocation) throws IOException {
    Path path = invocation.terminal().readable(invocation.argument(0));
    SourceEntry entry =
        new PathSource(invocation.flag("hidden"), false, network.cairn.base.tree.IgnoreRules.none())
            .entry(path);
    long total = entry instanceof SourceEntry.File f ? f.size().orElse(0) : 0;
    Added added = new Added(new ProgressBar(invocation.terminal(), invocation, total));
    Map<String, String> layout = Map.of("profile", invocation.text("profile").orElse(""));
    api.content()
        .add(
            new AddRequest(layout, false, true, Optional.empty()),
            SourceFaults.told(List.of(entry)),
            added);
    added.bar.clear();
    invocation.terminal().err().println("added " + added.last);
    return added.last;
  }

  /// Keeps the last CID, which is the root's.
  private static final class Added implements AddListener {
    private final ProgressBar bar;
    private String last = "";

    Added(ProgressBar bar) {
      this.bar = bar;
    }

    @Override
    public void progress(long bytes) {
      bar.at(bytes);
    }

    @Override
    public void added(String name, String cid, long size) {
      last = cid;
    }
  }

  private static Json quote(Api api, String root, Invocation invocation) throws IOException {
    Api.Query query = new Api.Query().arg(root);
    for (String option : List.of("copies", "for", "max-price", "multiplier")) {
      invocation.text(option).ifPresent(v -> query.option(option, v));
    }
    return api.json("put/quote", query);
  }

  private static void show(Json quote, Invocation invocation) {
    if (invocation.json()) {
      invocation.terminal().err().println(Pretty.print(quote));
      return;
    }
    PrintStream out = invocation.terminal().out();
    out.println("Keep " + quote.at("Root").text());
    out.println(
        "  piece       "
            + quote.at("Piece").text()
            + " ("
            + ByteSize.text(quote.at("PieceBytes").number())
            + ")");
    out.println(
        "  copies      "
            + quote.at("Copies").text()
            + ", for "
            + quote.at("Term").text()
            + " periods of "
            + quote.at("PeriodMillis").number() / 1000
            + " s");
    out.println("  price       at most " + Money.text(quote.at("Ceiling")) + " per GiB and day");
    out.println("  rent        " + Money.text(quote.at("Rent")) + " (unproven periods come back)");
    out.println("  deposits    " + Money.text(quote.at("Deposit")) + " (come back at the end)");
    out.println("  fee         " + Money.text(quote.at("Fee")));
    out.println("  collateral  " + Money.text(quote.at("Collateral")) + " locked by each provider");
    for (Json offer : quote.at("Providers").items()) {
      out.println(
          "  provider    " + offer.at("Provider").text() + " at " + Money.text(offer.at("Price")));
    }
    out.println(
        "  total       "
            + Money.text(quote.at("Total"))
            + " of "
            + Money.text(quote.at("Balance")));
    out.flush();
  }

  private static boolean confirmed(Invocation invocation) throws IOException {
    Terminal terminal = invocation.terminal();
    if (!terminal.inputIsTerminal()) {
      throw new CommandFailed("there is nobody to ask; say --yes to pay");
    }
    terminal.err().print("Pay this? [y/N] ");
    terminal.err().flush();
    String answer =
        new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8)).readLine();
    return answer != null
        && (answer.strip().equalsIgnoreCase("y") || answer.strip().equalsIgnoreCase("yes"));
  }

  private static Json follow(Api api, String path, String argument, Invocation invocation)
      throws IOException {
    Api.Query query =
        new Api.Query()
            .arg(argument)
            .option("wait-proof", Boolean.toString(invocation.flag("wait-proof")));
    return api.call(path, query, (_, body) -> events(body, invocation));
  }

  private static Json events(InputStream body, Invocation invocation) throws IOException {
    ProgressBar bar = new ProgressBar(invocation.terminal(), invocation, 0);
    BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    Json last = new Json.Nothing();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      last = Json.parse(line);
      if (invocation.json()) {
        invocation.terminal().out().println(line);
        invocation.terminal().out().flush();
      } else if (last.at("Event").text().equals("pulling")) {
        bar.at(last.at("Bytes").number());
      } else {
        bar.clear();
        event(last).ifPresent(invocation.terminal().err()::println);
      }
    }
    bar.clear();
    if (!last.at("Event").text().equals("done")) {
      throw new CommandFailed(
          "the daemon ended before the copies were placed; see 'cairn status', then 'cairn put"
              + " --resume ID'");
    }
    return last;
  }

  private static Optional<String> event(Json event) {
    String slot = "copy " + event.at("Slot").text();
    return switch (event.at("Event").text()) {
      case "created" ->
          Optional.of(
              "agreement "
                  + event.at("Agreement").text()
                  + " created and paid at height "
                  + event.at("Height").text());
      case "taken" -> Optional.of(slot + ": taken by " + event.at("Provider").text());
      case "refused" ->
          Optional.of(
              slot + ": " + event.at("Provider").text() + " refused: " + event.at("Reason").text());
      case "opened" ->
          Optional.of(
              slot
                  + ": kept by "
                  + event.at("Provider").text()
                  + ", set "
                  + event.at("Set").text()
                  + ", first proof due by height "
                  + event.at("Deadline").text());
      case "proven" -> Optional.of(slot + ": proven");
      default -> Optional.empty();
    };
  }

  private static int finish(Api api, Json done, Invocation invocation) throws IOException {
    String agreement = done.at("Agreement").text();
    done.at("Problems").items().forEach(p -> invocation.terminal().err().println(p.text()));
    if (!done.at("Complete").truth()) {
      throw new CommandFailed(
          "agreement "
              + agreement
              + " has empty copies; 'cairn put --resume "
              + agreement
              + "' fills the rest");
    }
    Path file = receiptFile(agreement, invocation);
    api.call(
        "receipt/get",
        new Api.Query().arg(agreement),
        (_, body) -> {
          try (OutputStream out = Files.newOutputStream(file)) {
            return body.transferTo(out);
          }
        });
    if (!invocation.json()) {
      PrintStream out = invocation.terminal().out();
      out.println("agreement " + agreement + placed(done.at("FirstProofsDue").number()));
      out.println("receipt " + file);
    }
    return 0;
  }

  private static String placed(long due) {
    return due == 0
        ? ": every copy is placed, and none waits for its first proof"
        : ": every copy is kept; first proofs are due by height " + due;
  }

  private static Path receiptFile(String agreement, Invocation invocation) {
    return invocation
        .terminal()
        .path(invocation.text("receipt").orElse("agreement-" + agreement + ".receipt"));
  }
}
