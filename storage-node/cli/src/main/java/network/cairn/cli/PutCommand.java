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
import network.cairn.api.answer.PutEvent;
import network.cairn.api.answer.QuoteAnswer;
import network.cairn.api.answer.QuotedProvider;
import network.cairn.api.content.AddListener;
import network.cairn.api.content.AddRequest;
import network.cairn.api.json.JsonValue;
import network.cairn.api.table.MarketTable;
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
    PutEvent.Done done;
    if (invocation.given("resume")) {
      done = follow(api, "put/resume", invocation.text("resume").orElse(""), invocation);
    } else {
      if (invocation.arguments().isEmpty()) {
        throw new UsageError("argument \"path\" is required");
      }
      String root = invocation.flag("cid") ? invocation.argument(0) : add(api, invocation);
      QuoteAnswer quote = quote(api, root, invocation);
      show(quote, invocation);
      if (!invocation.flag("yes") && !confirmed(invocation)) {
        throw new CommandFailed("not paid; nothing was bought");
      }
      done = follow(api, "put", quote.quote(), invocation);
    }
    return finish(api, done, invocation);
  }

  private static String add(Api api, Invocation invocation) throws IOException {
    SourceEntry entry =
        NamedEntry.toKeep(
            invocation.argument(0), invocation.terminal(), invocation.flag("hidden"));
    long total = entry instanceof SourceEntry.File f ? f.size().orElse(0) : 0;
    Added added = new Added(new ProgressBar(invocation.terminal(), invocation, total));
    Map<String, String> layout = Map.of("profile", invocation.text("profile").orElse(""));
    api.content()
        .add(
            new AddRequest(layout, false, true, Optional.empty()),
            SourceFaults.told(List.of(entry)),
            added);
    added.bar.clear();
    invocation.terminal().err().println("added " + Printable.of(added.last));
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

  private static QuoteAnswer quote(Api api, String root, Invocation invocation) throws IOException {
    Api.Query query = new Api.Query().arg(root);
    for (String option : List.of("copies", "for", "max-price", "multiplier")) {
      invocation.text(option).ifPresent(v -> query.option(option, v));
    }
    return QuoteAnswer.read(Printable.of(api.json("put/quote", query)));
  }

  private static void show(QuoteAnswer quote, Invocation invocation) {
    if (invocation.json()) {
      invocation.terminal().err().println(Pretty.print(JsonValue.parse(quote.json())));
      return;
    }
    PrintStream out = invocation.terminal().out();
    out.println("Keep " + quote.root());
    out.println("  piece       " + quote.piece() + " (" + ByteSize.text(quote.pieceBytes()) + ")");
    out.println(
        "  copies      "
            + quote.copies()
            + ", for "
            + quote.term()
            + " periods of "
            + quote.periodMillis() / 1000
            + " s");
    out.println("  price       at most " + AmountText.text(quote.ceiling()) + " per GiB and day");
    out.println("  rent        " + AmountText.text(quote.rent()) + " (unproven periods come back)");
    out.println("  deposits    " + AmountText.text(quote.deposit()) + " (come back at the end)");
    out.println("  fee         " + AmountText.text(quote.fee()));
    out.println(
        "  collateral  " + AmountText.text(quote.collateral()) + " locked by each provider");
    for (QuotedProvider offer : quote.providers()) {
      out.println("  provider    " + offer.provider() + " at " + AmountText.text(offer.price()));
    }
    out.println(
        "  total       "
            + AmountText.text(quote.total())
            + " of "
            + AmountText.text(quote.balance()));
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

  private static PutEvent.Done follow(Api api, String path, String argument, Invocation invocation)
      throws IOException {
    Api.Query query =
        new Api.Query()
            .arg(argument)
            .option("wait-proof", Boolean.toString(invocation.flag("wait-proof")));
    return api.call(path, query, (_, body) -> events(body, invocation));
  }

  private static PutEvent.Done events(InputStream body, Invocation invocation) throws IOException {
    ProgressBar bar = new ProgressBar(invocation.terminal(), invocation, 0);
    BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    Optional<PutEvent> last = Optional.empty();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      last = PutEvent.read(Printable.of(JsonValue.parse(line)));
      if (invocation.json()) {
        invocation.terminal().out().println(Printable.json(line));
        invocation.terminal().out().flush();
      } else {
        last.ifPresent(event -> show(event, bar, invocation));
      }
    }
    bar.clear();
    if (last.isPresent() && last.get() instanceof PutEvent.Done done) {
      return done;
    }
    throw new CommandFailed(
        "the daemon ended before the copies were placed; see 'cairn status', then 'cairn put"
            + " --resume ID'");
  }

  private static void show(PutEvent event, ProgressBar bar, Invocation invocation) {
    if (event instanceof PutEvent.Pulling pulling) {
      bar.at(pulling.bytes());
    } else {
      bar.clear();
      text(event).ifPresent(invocation.terminal().err()::println);
    }
  }

  private static Optional<String> text(PutEvent event) {
    return switch (event) {
      case PutEvent.Created(long agreement, long height) ->
          Optional.of("agreement " + agreement + " created and paid at height " + height);
      case PutEvent.Taken(long slot, String provider) ->
          Optional.of("copy " + slot + ": taken by " + provider);
      case PutEvent.Refused(long slot, String provider, String reason) ->
          Optional.of("copy " + slot + ": " + provider + " refused: " + reason);
      case PutEvent.Opened(long slot, String provider, long set, long deadline) ->
          Optional.of(
              "copy "
                  + slot
                  + ": kept by "
                  + provider
                  + ", set "
                  + set
                  + ", first proof due by height "
                  + deadline);
      case PutEvent.Proven(long slot, long _) -> Optional.of("copy " + slot + ": proven");
      case PutEvent.Pulling _, PutEvent.Done _ -> Optional.empty();
    };
  }

  private static int finish(Api api, PutEvent.Done done, Invocation invocation) throws IOException {
    String agreement = Long.toString(done.agreement());
    done.problems().forEach(invocation.terminal().err()::println);
    if (!done.complete()) {
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
      out.println("agreement " + agreement + placed(done.firstProofsDue()));
      out.println("receipt " + Printable.line(file.toString()));
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
