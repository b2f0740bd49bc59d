package network.cairn.deals.market;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import network.cairn.ipld.cid.Cid;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.client.Outcome;
import network.cairn.ledger.client.Sender;
import network.cairn.ledger.records.AccountRecord;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Params;

/// Pays for agreements, each once: a quote is paid as it was shown, or not at all. Thread-safe.
final class Payment {
  static final Duration COMMIT_WAIT = Duration.ofSeconds(30);

  private final MarketParts parts;
  private final Pieces pieces;
  private final OwnAgreements own;

  /// What is being paid now.
  private final Set<Cid> paying = ConcurrentHashMap.newKeySet();

  Payment(MarketParts parts, Pieces pieces, OwnAgreements own) {
    this.parts = parts;
    this.pieces = pieces;
    this.own = own;
  }

  /// What closing leaves behind of an agreement that is paid.
  static String paid(long id) {
    return "agreement "
        + id
        + " is paid and keeps what it has; the rest is filled when the daemon runs again";
  }

  /// Pays what a quote says if it still holds, and gives the agreement's number.
  ///
  /// @param left told what is left behind if the call ends here, whenever that changes
  /// @throws MarketFailure if the quote no longer holds, funds are missing or the ledger refuses
  long pay(PutQuote quote, PutListener listener, Consumer<String> left)
      throws InterruptedException {
    if (!paying.add(quote.root())) {
      throw stale("another put of the same content pays at this moment");
    }
    try {
      Head head = parts.chain().head();
      requirePayable(head, quote);
      requireNotBoughtSince(head, quote);
      pieces.of(quote.root());
      return send(head, quote, listener, left);
    } finally {
      paying.remove(quote.root());
    }
  }

  /// Pays, and returns when the head shows it: who is asked then what is kept knows of it.
  private long send(Head head, PutQuote quote, PutListener listener, Consumer<String> left)
      throws InterruptedException {
    left.accept(
        "it is not known whether the agreement was paid: see 'cairn agreement ls' when the daemon"
            + " runs again; what it lists is paid, and is filled by itself");
    Outcome outcome = create(head, quote);
    long id = outcome.id();
    left.accept(paid(id));
    // Told first: what is paid is known to somebody whatever becomes of the journal.
    MarketLog.paid(id, outcome.height(), quote);
    listener.on(new PutListener.Progress.Created(id, outcome.height(), head.heights()));
    own.remember(id, quote.create().root(), quote.create().piece());
    outcome.awaitSeen(parts.chain(), COMMIT_WAIT);
    return id;
  }

  /// A quote shows what keeps its content already; who agreed to it did not agree to pay beside
  /// what was bought since.
  private void requireNotBoughtSince(Head head, PutQuote quote) {
    for (AgreementStatus standing : own.keeping(quote.root())) {
      boolean since =
          head.state()
              .agreement(standing.id())
              .filter(bought -> bought.createdHeight() > quote.heights().height())
              .isPresent();
      if (since) {
        throw stale("agreement " + standing.id() + " has bought the same since");
      }
    }
  }

  private void requirePayable(Head head, PutQuote quote) {
    if (head.height() > quote.validUntil()) {
      throw stale("it stood until height " + quote.validUntil());
    }
    if (head.next().funds(parts.sender().address(), quote.total()).isPresent()) {
      Amount balance =
          head.state()
              .account(parts.sender().address())
              .map(AccountRecord::balance)
              .orElse(Amount.ZERO);
      throw new MarketFailure(
          MarketFailure.Code.INSUFFICIENT_FUNDS,
          "the agreement costs "
              + quote.total()
              + ", the wallet has "
              + balance
              + "; add funds, or take fewer copies or a shorter term");
    }
  }

  private static MarketFailure stale(String why) {
    return new MarketFailure(
        MarketFailure.Code.QUOTE_STALE,
        "the quote no longer holds: " + why + "; ask for a new one");
  }

  private Outcome create(Head head, PutQuote quote) throws InterruptedException {
    Params params = head.state().params();
    int envelope = quotedEnvelope(params, quote);
    try {
      Outcome outcome = parts.sender().send(List.of(quote.create()), envelope).value();
      if (outcome.isDone()) {
        return outcome;
      }
      throw new MarketFailure(
          MarketFailure.Code.REFUSED, "the ledger refuses the agreement: " + outcome.why());
    } catch (Sender.EnvelopeGrew e) {
      throw stale(String.valueOf(e.getMessage()));
    } catch (InterruptedException | LedgerUnavailable e) {
      own.searchAgain();
      throw e;
    }
  }

  /// The bytes that the quoted fee pays for.
  private static int quotedEnvelope(Params params, PutQuote quote) {
    BigInteger perByte = params.bytePrice().pebbles();
    if (perByte.signum() == 0) {
      return Integer.MAX_VALUE;
    }
    Amount fixed = params.fees().createAgreement();
    return quote.fee().minus(fixed).pebbles().divide(perByte).intValueExact();
  }
}
