package network.cairn.http.rpc.cairn;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import network.cairn.api.answer.AgreementEnding;
import network.cairn.api.answer.PutEvent;
import network.cairn.api.answer.TermsAnswer;
import network.cairn.api.table.MarketTable;
import network.cairn.deals.market.AgreementStatus;
import network.cairn.deals.market.ProviderListing;
import network.cairn.deals.market.PutListener;
import network.cairn.deals.market.PutQuote;
import network.cairn.deals.market.PutResult;
import network.cairn.deals.market.Terms;
import network.cairn.http.rpc.BadRequest;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.CommandError;
import network.cairn.http.rpc.Reply;
import network.cairn.http.rpc.Route;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.cid.InvalidCid;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.records.AccountRecord;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Params;

/// `put`, `status`, `agreement/…`, `receipt/get`.
final class MarketRoutes {
  /// Whoever waits for proofs waits for a period at least; this bounds it in periods.
  private static final int PERIODS_TO_PROOF = 3;

  /// Among which a short name is looked for.
  private static final int MOST_PROVIDERS = 1_000;

  private final LedgerServices ledger;
  private final Shapes shapes;
  private final Quotes quotes;

  MarketRoutes(LedgerServices ledger, Texts texts, Quotes quotes) {
    this.ledger = ledger;
    this.shapes = new Shapes(texts);
    this.quotes = quotes;
  }

  List<Route> routes() {
    return List.of(
        Route.of(MarketTable.CHECK, this::check),
        Route.of(MarketTable.QUOTE, this::quote),
        Route.of(MarketTable.PAY, this::put),
        Route.of(MarketTable.RESUME, this::resume),
        Route.of(MarketTable.PROVIDERS, this::providers),
        Route.of(MarketTable.STATUS, this::status),
        Route.of(MarketTable.AGREEMENT_LS, this::status),
        Route.of(MarketTable.AGREEMENT_SHOW, this::status),
        Route.of(MarketTable.AGREEMENT_ENDING, this::ending),
        Route.of(MarketTable.AGREEMENT_TERMINATE, this::terminate),
        Route.of(MarketTable.RECEIPT_GET, this::receipt));
  }

  /// Judges terms before there is anything to buy them for.
  private void check(Call call, Reply reply) throws IOException {
    Params params = ledger.chain().head().state().params();
    Terms terms = terms(call, params);
    reply.value(
        new TermsAnswer(
            terms.periods(params), Terms.MOST_PERIODS, Terms.period(params).toMillis()));
  }

  private void quote(Call call, Reply reply) throws IOException, InterruptedException {
    Cid root = root(call.argument(0));
    Head head = ledger.chain().head();
    Terms terms = terms(call, head.state().params());
    PutQuote quote = ledger.market().quote(root, terms);
    String balance =
        head.state()
            .account(ledger.wallet())
            .map(AccountRecord::balance)
            .orElse(Amount.ZERO)
            .decimal();
    reply.value(shapes.quote(quotes.keep(quote), quote, balance, ledger.market().keeping(root)));
  }

  private static Cid root(String text) {
    try {
      return Cid.parse(text.startsWith("/ipfs/") ? text.substring("/ipfs/".length()) : text);
    } catch (InvalidCid e) {
      throw new BadRequest("argument root: " + e.getMessage());
    }
  }

  private static Terms terms(Call call, Params params) {
    Optional<Amount> ceiling = call.text("max-price").map(Texts::amount);
    return new Terms(
        call.bounded("copies"),
        call.text("for").map(t -> Texts.term(t, params)).orElseGet(() -> Terms.usual(params)),
        ceiling,
        call.bounded("multiplier"),
        Set.of());
  }

  private void put(Call call, Reply reply) throws IOException, InterruptedException {
    PutQuote quote =
        quotes
            .take(call.argument(0))
            .orElseThrow(() ->
                new CommandError(
                    "there is no such quote any more; one stands for ten minutes and once"));
    Lines lines = new Lines(reply);
    finish(call, lines, ledger.market().put(quote, lines));
  }

  private void resume(Call call, Reply reply) throws IOException, InterruptedException {
    Lines lines = new Lines(reply);
    long agreement = Texts.id(call.argument(0));
    finish(call, lines, ledger.market().resume(agreement, lines));
  }

  private void finish(Call call, Lines lines, PutResult result)
      throws IOException, InterruptedException {
    boolean proven = false;
    if (call.flag("wait-proof")) {
      Params params = ledger.chain().head().state().params();
      Duration most = Terms.period(params).multipliedBy(PERIODS_TO_PROOF);
      proven =
          ledger.market().awaitFirstProofs(result.agreement(), call.deadline().left(most), lines);
    }
    lines.done(shapes.done(result, proven));
  }

  /// Tells the caller each step; one that has gone does not end the put.
  private final class Lines implements PutListener {
    private final Reply reply;
    private boolean gone;

    Lines(Reply reply) {
      this.reply = reply;
    }

    @Override
    public synchronized void on(Progress progress) {
      if (!gone) {
        try {
          reply.line(shapes.event(progress));
        } catch (IOException | UncheckedIOException e) {
          gone = true;
        }
      }
    }

    synchronized void done(PutEvent line) throws IOException {
      reply.line(line);
    }
  }

  private void providers(Call call, Reply reply) throws IOException, InterruptedException {
    Set<Address> wanted = Set.of();
    if (call.optional(0).isPresent()) {
      wanted = Set.of(shapes.provider(call.argument(0), ledger.chain().providers(MOST_PROVIDERS)));
    }
    Head head = ledger.chain().head();
    for (ProviderListing listing : ledger.market().providers(wanted)) {
      reply.line(shapes.listing(listing, head));
    }
  }

  private void status(Call call, Reply reply) throws IOException {
    List<AgreementStatus> asked =
        call.optional(0).isPresent()
            ? List.of(ledger.market().status(Texts.id(call.argument(0))))
            : ledger
                .market()
                .agreements(
                    call.number("before").orElse(Long.MAX_VALUE),
                    call.number("count", 1, 1_000, 100));
    Optional<Duration> clockAhead = ledger.chain().clockAhead();
    for (AgreementStatus status : asked) {
      reply.line(shapes.agreement(status, clockAhead));
    }
  }

  private void ending(Call call, Reply reply) throws IOException {
    reply.value(Shapes.ending(ledger.market().ending(Texts.id(call.argument(0)))));
  }

  private void terminate(Call call, Reply reply) throws IOException, InterruptedException {
    long id = Texts.id(call.argument(0));
    ledger.market().terminate(id);
    reply.value(new AgreementEnding(id));
  }

  private void receipt(Call call, Reply reply) throws IOException {
    long id = Texts.id(call.argument(0));
    ByteString receipt =
        ledger
            .receipts()
            .of(id)
            .or(() -> ledger.market().keptReceipt(id))
            .orElseThrow(() -> new CommandError("the ledger has no agreement " + id));
    receipt.writeTo(reply.bytes("application/x-protobuf"));
  }
}
