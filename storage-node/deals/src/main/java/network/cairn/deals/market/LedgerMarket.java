package network.cairn.deals.market;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import network.cairn.deals.protocol.DealClient;
import network.cairn.ipld.cid.Cid;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.client.Outcome;
import network.cairn.ledger.records.AgreementRecord;
import network.cairn.ledger.records.SetRecord;
import network.cairn.ledger.records.Slot;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Params;

/// The market over a ledger. Thread-safe.
public final class LedgerMarket implements Market {
  private final MarketParts parts;
  private final Pieces pieces;
  private final Asking asking;
  private final Quoting quoting;
  private final Calls calls;
  private final OwnAgreements own;
  private final Payment payment;
  private final Filling filling;
  private final Keeper keeper;

  private LedgerMarket(MarketParts parts) throws IOException {
    this.parts = parts;
    this.pieces =
        new Pieces(
            parts.repo().home().resolve("market"),
            parts.repo().blockstore()::get,
            parts.hasher(),
            parts.repo()::reserveOutside);
    DealClient deals = new DealClient(parts.host());
    Journal journal = new Journal(parts.repo().state());
    this.asking = new Asking(parts.chain(), parts.host(), deals, parts.scheduler());
    this.quoting = new Quoting(asking, parts.sender());
    this.calls = new Calls(parts.scheduler());
    Placements placements = new Placements(parts.scheduler(), calls);
    this.own = new OwnAgreements(parts, journal, placements);
    this.payment = new Payment(parts, pieces, own);
    this.filling = new Filling(parts, deals, pieces, journal, asking, own, placements);
    this.keeper =
        new Keeper(own, filling, placements, parts.scheduler(), parts.chain()::clockAhead);
  }

  /// Opens the market's part of a repository.
  public static LedgerMarket open(MarketParts parts) throws IOException {
    LedgerMarket market = new LedgerMarket(parts);
    parts.pieces().add(market.pieces);
    return market;
  }

  /// Looks after what is paid from now on, until it is closed: places what is empty, also after a
  /// restart, and keeps receipts.
  public void start() {
    keeper.start();
  }

  /// One look of the [Keeper].
  void look() throws InterruptedException {
    keeper.look();
  }

  @Override
  public PutQuote quote(Cid root, Terms terms) throws InterruptedException {
    return call(
        () -> "nothing was paid",
        () -> quoting.quote(parts.chain().head(), root, pieces.of(root), terms));
  }

  @Override
  public List<ProviderListing> providers(Set<Address> wanted) throws InterruptedException {
    return call(() -> "nothing was paid", () -> asking.list(parts.chain().head(), wanted));
  }

  private interface Work<T> {
    T run() throws InterruptedException;
  }

  /// Runs a call that closing ends.
  ///
  /// @param left what the call leaves behind then, and what to do about it
  private <T> T call(Supplier<String> left, Work<T> work) throws InterruptedException {
    calls.begin();
    try {
      return work.run();
    } catch (InterruptedException | LedgerUnavailable e) {
      if (calls.isClosed()) {
        throw new MarketFailure(
            MarketFailure.Code.STOPPED, "the node is being stopped; " + left.get(), e);
      }
      throw e;
    } finally {
      calls.end();
    }
  }

  @Override
  public PutResult put(PutQuote quote, PutListener listener) throws InterruptedException {
    AtomicReference<String> left = new AtomicReference<>("nothing was paid");
    return call(left::get, () -> put(quote, listener, left::set));
  }

  private PutResult put(PutQuote quote, PutListener listener, Consumer<String> left)
      throws InterruptedException {
    long id = payment.pay(quote, MarketLog.careful(listener), left);
    return filling.first(id, quote, MarketLog.careful(listener));
  }

  @Override
  public PutResult resume(long id, PutListener listener) throws InterruptedException {
    MarketLog.say("agreement " + id + " is resumed");
    return call(() -> Payment.paid(id), () -> filling.rest(id, MarketLog.careful(listener)));
  }

  @Override
  public boolean awaitFirstProofs(long agreement, Duration timeout, PutListener listener)
      throws InterruptedException {
    return call(
        () -> "the copies are kept, their first proofs come",
        () -> filling.firstProofs(agreement, timeout, MarketLog.around(agreement, listener)));
  }

  @Override
  public AgreementStatus status(long agreement) {
    return own.status(agreement);
  }

  @Override
  public List<AgreementStatus> agreements(long before, int most) {
    return own.page(before, most);
  }

  @Override
  public List<AgreementStatus> keeping(Cid root) {
    return own.keeping(root);
  }

  @Override
  public ByteString receipt(long agreement) {
    return own.receipt(agreement);
  }

  @Override
  public Optional<ByteString> keptReceipt(long agreement) {
    return own.keptReceipt(agreement);
  }

  @Override
  public Ending ending(long id) {
    Head head = parts.chain().head();
    AgreementRecord agreement = own.get(head, id).value();
    if (agreement.terminatedHeight() > 0 || agreement.closedHeight() > 0) {
      Filling.requireOpen(head, agreement);
    }
    Params params = head.state().params();
    Amount fee = fee(params, new Msg.TerminateAgreement(id));
    List<SetRecord> live =
        agreement.ids(Slot.State.SET).stream().flatMap(s -> head.state().set(s).stream()).toList();
    Params kept = head.state().params(agreement);
    return Ending.of(head.height(), head.heights(), kept, agreement, live, fee);
  }

  private Amount fee(Params params, Msg msg) {
    List<Msg> msgs = List.of(msg);
    return network.cairn.ledger.rules.Quote.fee(params, msgs, parts.sender().envelopeBytes(msgs));
  }

  @Override
  public void terminate(long agreement) throws InterruptedException {
    own.get(parts.chain().head(), agreement);
    Outcome outcome = parts.sender().send(List.of(new Msg.TerminateAgreement(agreement))).value();
    if (!outcome.isDone()) {
      throw new MarketFailure(
          MarketFailure.Code.REFUSED,
          "the ledger does not terminate agreement " + agreement + ": " + outcome.why());
    }
    MarketLog.say("agreement " + agreement + " terminated in block " + outcome.height());
    outcome.awaitSeen(parts.chain(), Payment.COMMIT_WAIT);
  }

  @Override
  public void close() {
    keeper.stop();
    calls.close();
    parts.pieces().remove(pieces);
    pieces.close();
  }
}
