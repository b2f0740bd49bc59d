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
import java.util.Optional;
import java.util.UUID;
import network.cairn.api.table.MarketTable;
import network.cairn.base.tree.PathSource;
import network.cairn.base.tree.SourceEntry;
import network.cairn.base.units.ByteSize;

/// `cairn put`: adds a path, shows one exact quote, asks once, pays, follows the copies, writes the
/// receipt.
final class PutCommand {
  private PutCommand() {}

  static void add(Roles roles, Actions actions) {
    actions.put(MarketTable.PUT, invocation -> run(roles, invocation));
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
    String boundary = "cairn-" + UUID.randomUUID();
    Api.Query query =
        new Api.Query()
            .option("profile", invocation.text("profile").orElse(""))
            .option("progress", "true")
            .option("pin", "true");
    return api.upload(
        "add",
        query,
        boundary,
        out -> {
          Multipart multipart = new Multipart(out, boundary);
          multipart.entry(entry, entry.name());
          multipart.end();
        },
        (_, body) -> lastCid(body, invocation, total));
  }

  private static String lastCid(InputStream body, Invocation invocation, long total)
      throws IOException {
    ProgressBar bar = new ProgressBar(invocation.terminal(), invocation, total);
    BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    String last = "";
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Json value = Json.parse(line);
      last = value.at("Hash").present() ? value.at("Hash").text() : last;
      bar.at(value.at("Bytes").number());
    }
    bar.clear();
    invocation.terminal().err().println("added " + last);
    return last;
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
