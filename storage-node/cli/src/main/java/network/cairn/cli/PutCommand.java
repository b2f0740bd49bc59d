package network.cairn.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import network.cairn.api.answer.PutEvent;
import network.cairn.api.answer.QuoteAnswer;
import network.cairn.api.content.AddListener;
import network.cairn.api.content.AddRequest;
import network.cairn.api.table.MarketTable;
import network.cairn.base.tree.SourceEntry;

/// `cairn put`: judges the options, adds each path, shows one exact quote, asks once, pays, follows
/// the copies, writes the receipt.
final class PutCommand {
  /// What a quote is asked with.
  private static final List<String> TERMS = List.of("copies", "for", "max-price", "multiplier");

  private final Api api;
  private final Invocation invocation;
  private final PutOptions options;

  private PutCommand(Api api, Invocation invocation, PutOptions options) {
    this.api = api;
    this.invocation = invocation;
    this.options = options;
  }

  static void add(Roles roles, Actions actions) {
    actions.put(MarketTable.PUT, invocation -> run(roles, invocation));
  }

  private static int run(Roles roles, Invocation invocation) throws IOException {
    PutOptions options = PutOptions.judged(invocation);
    return new Client(roles, invocation)
        .online(api -> new PutCommand(api, invocation, options).run());
  }

  private int run() throws IOException {
    if (invocation.given("resume")) {
      String id = invocation.text("resume").orElse("");
      finish("", follow("put/resume", id, Long.parseLong(id), Map.of()));
      return 0;
    }
    if (!invocation.flag("cid")) {
      // The terms are judged before anything is added; a wrong path is, too, before any is paid.
      for (String path : invocation.arguments()) {
        if (!path.equals(PutOptions.INPUT)) {
          entry(path);
        }
      }
      api.text("put/check", terms(new Api.Query()));
    }
    for (String path : invocation.arguments()) {
      put(path);
    }
    return 0;
  }

  private void put(String path) throws IOException {
    String root = invocation.flag("cid") ? path : add(path);
    QuoteAnswer quote =
        QuoteAnswer.read(Printable.of(api.json("put/quote", terms(new Api.Query().arg(root)))));
    QuoteText.show(quote, invocation);
    if (invocation.flag("dry-run")) {
      invocation.terminal().err().println("nothing was bought: --dry-run");
      return;
    }
    requireConsent(quote);
    finish(root, follow("put", quote.quote(), 0, QuoteText.names(quote)));
  }

  private Api.Query terms(Api.Query query) {
    for (String option : TERMS) {
      invocation.text(option).ifPresent(v -> query.option(option, v));
    }
    return query;
  }

  private SourceEntry entry(String argument) throws IOException {
    if (argument.equals(PutOptions.INPUT)) {
      InputStream in = invocation.terminal().in();
      return new SourceEntry.File("", () -> in, OptionalLong.empty());
    }
    return NamedEntry.toKeep(argument, invocation.terminal(), invocation.flag("hidden"));
  }

  private String add(String path) throws IOException {
    SourceEntry entry = entry(path);
    long total = entry instanceof SourceEntry.File f ? f.size().orElse(0) : 0;
    Added added = new Added(new ProgressBar(invocation.terminal(), invocation, total));
    Map<String, String> layout = Map.of("profile", invocation.text("profile").orElse(""));
    boolean pin = !invocation.flag("dry-run");
    api.content()
        .add(
            new AddRequest(layout, false, pin, Optional.empty()),
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

  private void requireConsent(QuoteAnswer quote) throws IOException {
    boolean twice = !quote.standing().isEmpty() && !invocation.flag("again");
    if (invocation.flag("yes")) {
      if (twice) {
        throw new CommandFailed(
            QuoteText.standing(quote)
                + " of yours already keeps "
                + quote.root()
                + "; nothing was bought. Say --again to pay for it once more");
      }
      return;
    }
    Terminal terminal = invocation.terminal();
    terminal
        .err()
        .print(
            twice
                ? QuoteText.standing(quote) + " already keeps this. Pay for it once more? [y/N] "
                : "Pay this? [y/N] ");
    terminal.err().flush();
    if (!Question.agreed(terminal)) {
      throw new CommandFailed("not paid; nothing was bought");
    }
  }

  /// @param paid the agreement that is filled; 0 for one that is yet to be paid
  private PutEvent.Done follow(String path, String argument, long paid, Map<String, String> names)
      throws IOException {
    Api.Query query =
        new Api.Query()
            .arg(argument)
            .option("wait-proof", Boolean.toString(invocation.flag("wait-proof")));
    PutEvents events = new PutEvents(invocation, paid, names);
    try {
      return api.call(path, query, (_, body) -> events.follow(body));
    } catch (ConnectException e) {
      throw e;
    } catch (IOException e) {
      throw new CommandFailed(Faults.text(e) + "; " + events.next());
    }
  }

  private void finish(String root, PutEvent.Done done) throws IOException {
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
    Path file = options.receipt(done.agreement());
    PrintStream out = invocation.terminal().out();
    if (!invocation.json()) {
      if (!root.isEmpty()) {
        out.println("root " + root);
      }
      out.println("agreement " + agreement + placed(done));
      out.flush();
    }
    Path kept = receipt(agreement, file);
    if (!invocation.json()) {
      out.println("receipt " + Printable.line(kept.toString()));
      out.flush();
    }
  }

  /// What is kept is kept, also where its receipt finds no room.
  private Path receipt(String agreement, Path file) throws IOException {
    try {
      return api.call(
          "receipt/get",
          new Api.Query().arg(agreement),
          (_, body) -> {
            if (options.namesReceipt()) {
              ReceiptFile.write(file, body);
              return file;
            }
            return ReceiptFile.writeBeside(file, body);
          });
    } catch (IOException | UncheckedIOException | CommandFailed e) {
      throw new CommandFailed(
          "agreement "
              + agreement
              + " is paid and every copy is kept, but its receipt was not written: "
              + Faults.text(e)
              + "; 'cairn receipt get -o FILE "
              + agreement
              + "' gets it");
    }
  }

  private static String placed(PutEvent.Done done) {
    return done.firstProofsDue() == 0
        ? ": every copy is placed, and none waits for its first proof"
        : ": every copy is kept; first proofs are due by "
            + done.clock().text(done.firstProofsDue());
  }
}
