package network.cairn.deals.market;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import network.cairn.deals.protocol.DealClient;
import network.cairn.ipld.cid.Cid;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.Proved;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.client.Outcome;
import network.cairn.ledger.client.Sender;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.records.AccountRecord;
import network.cairn.ledger.records.AgreementRecord;
import network.cairn.ledger.records.Slot;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Params;

/// The market over a ledger.
public final class LedgerMarket implements Market {
  private static final Duration COMMIT_WAIT = Duration.ofSeconds(30);
  private static final int MOST_AGREEMENTS = 10_000;

  private final MarketParts parts;
  private final DealClient deals;
  private final Pieces pieces;
  private final Journal journal;
  private final Asking asking;
  private final Quoting quoting;
  private final Calls calls;
  private volatile boolean searched;

  private LedgerMarket(MarketParts parts) throws IOException {
    this.parts = parts;
    this.deals = new DealClient(parts.host());
    this.pieces =
        new Pieces(
            parts.repo().home().resolve("market"),
            parts.repo().blockstore()::get,
            parts.hasher(),
            parts.repo()::reserveOutside);
    this.journal = new Journal(parts.repo().state());
    this.asking = new Asking(parts.chain(), parts.host(), deals, parts.scheduler());
    this.quoting = new Quoting(asking, parts.sender());
    this.calls = new Calls(parts.scheduler());
  }

  /// Opens the market's part of a repository.
  public static LedgerMarket open(MarketParts parts) throws IOException {
    LedgerMarket market = new LedgerMarket(parts);
    parts.pieces().add(market.pieces);
    return market;
  }

  private Address self() {
    return parts.sender().address();
  }

  @Override
  public PutQuote quote(Cid root, Terms terms) throws InterruptedException {
    return call(
        () -> "nothing was paid",
        () -> quoting.quote(parts.chain().head(), root, pieces.of(root), terms));
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

  private static String paid(long id) {
    return "agreement "
        + id
        + " is paid and keeps what it has; 'cairn put --resume "
        + id
        + "' fills the rest when the daemon runs again";
  }

  @Override
  public PutResult put(PutQuote quote, PutListener listener) throws InterruptedException {
    AtomicReference<String> left = new AtomicReference<>("nothing was paid");
    return call(left::get, () -> put(quote, listener, left::set));
  }

  private PutResult put(PutQuote quote, PutListener listener, Consumer<String> left)
      throws InterruptedException {
    Head head = parts.chain().head();
    requirePayable(head, quote);
    pieces.of(quote.root());
    left.accept(
        "it is not known whether the agreement was paid: see 'cairn agreement ls' when the daemon"
            + " runs again, and 'cairn put --resume ID'");
    Outcome outcome = create(head, quote);
    long id = outcome.id();
    left.accept(paid(id));
    journal.add(id, quote.create().root(), quote.create().piece());
    MarketLog.paid(id, outcome.height(), quote);
    listener.on(new PutListener.Progress.Created(id, outcome.height(), head.heights()));
    Map<Integer, Offer> chosen = new HashMap<>();
    for (int slot = 0; slot < quote.chosen().size(); slot++) {
      chosen.put(slot, quote.chosen().get(slot));
    }
    parts.chain().awaitHeight(outcome.height(), COMMIT_WAIT);
    return place(own(parts.chain().head(), id), chosen, quote.spare(), listener);
  }

  private void requirePayable(Head head, PutQuote quote) {
    if (head.height() > quote.validUntil()) {
      throw stale("it stood until height " + quote.validUntil());
    }
    if (head.next().funds(self(), quote.total()).isPresent()) {
      Amount balance = head.state().account(self()).map(AccountRecord::balance).orElse(Amount.ZERO);
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
          MarketFailure.Code.REFUSED, "the ledger refuses the agreement: " + outcome.detail());
    } catch (Sender.EnvelopeGrew e) {
      throw stale(String.valueOf(e.getMessage()));
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

  private PutResult place(
      Proved<AgreementRecord> agreement,
      Map<Integer, Offer> chosen,
      List<Offer> spare,
      PutListener listener)
      throws InterruptedException {
    PutListener told = MarketLog.around(agreement.value().id(), listener);
    Placing placing = new Placing(parts, deals, pieces, journal, agreement, told);
    List<String> problems = placing.fill(chosen, spare);
    problems.forEach(problem -> MarketLog.say("not placed: " + problem));
    AgreementStatus status = status(agreement.value().id());
    long due =
        status.slots().stream()
            .filter(slot -> slot.state() == SlotStatus.State.LIVE && slot.proven() == 0)
            .mapToLong(SlotStatus::deadline)
            .max()
            .orElse(0);
    return new PutResult(status, problems, due);
  }

  @Override
  public PutResult resume(long id, PutListener listener) throws InterruptedException {
    MarketLog.say("agreement " + id + " is resumed");
    return call(() -> paid(id), () -> fillRest(id, listener));
  }

  private PutResult fillRest(long id, PutListener listener) throws InterruptedException {
    Head head = parts.chain().head();
    Proved<AgreementRecord> proved = own(head, id);
    AgreementRecord agreement = proved.value();
    journal.add(id, agreement.root(), agreement.piece());
    if (agreement.slots().stream().noneMatch(s -> s.state() == Slot.State.EMPTY)) {
      return place(proved, Map.of(), List.of(), listener);
    }
    Cid root = Cid.decode(agreement.root().toByteArray());
    PieceCid piece = pieces.of(root);
    if (!ByteString.copyFrom(piece.encode()).equals(agreement.piece())) {
      throw new MarketFailure(
          MarketFailure.Code.NOT_A_PIECE, "the DAG of " + root + " is not the agreement's piece");
    }
    Amount ceiling = agreement.ceiling();
    Terms terms =
        new Terms(
            agreement.slots().size(),
            Duration.ofDays(1),
            Optional.of(ceiling),
            agreement.multiplier(),
            unwanted(head, agreement));
    List<Offer> offers = asking.ask(head, piece, terms, agreement.term()).offers();
    Map<Integer, Offer> chosen = before(agreement, offers);
    List<Offer> others = new ArrayList<>(offers);
    others.removeAll(chosen.values());
    List<Offer> ranked = new ArrayList<>();
    Choice.Ranking ranking = Choice.rank(others, agreement.slots().size());
    ranked.addAll(ranking.chosen());
    ranked.addAll(ranking.spare());
    return place(proved, chosen, ranked, listener);
  }

  /// Who must not get another slot.
  private static Set<Address> unwanted(Head head, AgreementRecord agreement) {
    Set<Address> unwanted = Holders.of(head, agreement);
    unwanted.addAll(agreement.barred());
    return unwanted;
  }

  /// Providers that hold an intent for an empty slot go first with that slot, and never get
  /// another.
  private Map<Integer, Offer> before(AgreementRecord agreement, List<Offer> offers) {
    Map<Integer, Offer> chosen = new HashMap<>();
    for (Journal.Given given : journal.intents(agreement.id())) {
      network.cairn.ledger.types.Intent intent =
          network.cairn.ledger.types.Intent.decode(given.intent().body());
      int slot = (int) intent.slot();
      if (agreement.slots().get(slot).state() == Slot.State.EMPTY) {
        offers.stream()
            .filter(offer -> offer.provider().equals(intent.provider()))
            .findFirst()
            .ifPresent(offer -> chosen.put(slot, offer));
      }
    }
    return chosen;
  }

  private Proved<AgreementRecord> own(Head head, long id) {
    Proved<AgreementRecord> agreement =
        head.find(state -> state.agreement(id))
            .orElseThrow(() ->
                new MarketFailure(
                    MarketFailure.Code.UNKNOWN_AGREEMENT,
                    "the ledger has no agreement " + id + " at height " + head.height()));
    if (!agreement.value().client().equals(self())) {
      throw new MarketFailure(
          MarketFailure.Code.NOT_OURS, "agreement " + id + " belongs to another wallet");
    }
    return agreement;
  }

  @Override
  public boolean awaitFirstProofs(long agreement, Duration timeout, PutListener listener)
      throws InterruptedException {
    return call(
        () -> "the copies are kept, their first proofs come",
        () -> firstProofs(agreement, timeout, MarketLog.around(agreement, listener)));
  }

  private boolean firstProofs(long agreement, Duration timeout, PutListener listener)
      throws InterruptedException {
    long deadline = parts.scheduler().nanoTime() + timeout.toNanos();
    Set<Long> told = new HashSet<>();
    while (true) {
      AgreementStatus status = status(agreement);
      List<SlotStatus> live =
          status.slots().stream().filter(slot -> slot.state() == SlotStatus.State.LIVE).toList();
      for (SlotStatus slot : live) {
        if (slot.proven() > 0 && told.add(slot.set())) {
          listener.on(new PutListener.Progress.Proven(slot.slot(), slot.set()));
        }
      }
      if (live.stream().allMatch(slot -> slot.proven() > 0)) {
        return !live.isEmpty();
      }
      long left = deadline - parts.scheduler().nanoTime();
      if (left <= 0) {
        return false;
      }
      parts.chain().awaitHeight(status.height() + 1, Duration.ofNanos(left));
    }
  }

  @Override
  public AgreementStatus status(long agreement) {
    Head head = parts.chain().head();
    AgreementRecord record =
        head.state()
            .agreement(agreement)
            .orElseThrow(() ->
                new MarketFailure(
                    MarketFailure.Code.UNKNOWN_AGREEMENT,
                    "the ledger has no agreement " + agreement + " at height " + head.height()));
    return StatusReader.read(head, record);
  }

  @Override
  public List<AgreementStatus> agreements() {
    Head head = parts.chain().head();
    return agreements(head, ids(_ -> true));
  }

  @Override
  public List<AgreementStatus> keeping(Cid root) {
    Head head = parts.chain().head();
    ByteString name = ByteString.copyFrom(root.bytes());
    return agreements(head, ids(own -> own.root().equals(name) || own.root().isEmpty())).stream()
        .filter(status -> status.root().equals(root))
        .filter(status -> status.terminatedHeight() == 0 && status.closedHeight() == 0)
        .toList();
  }

  /// Of own agreements: those of the journal that are wanted, and what the journal lacks.
  private Set<Long> ids(Predicate<Journal.Own> wanted) {
    Set<Long> ids = new TreeSet<>();
    journal.list().stream().filter(wanted).forEach(own -> ids.add(own.id()));
    // Only what a crash or a lost home kept from the journal has to be searched for, once.
    if (!searched) {
      ids.addAll(parts.chain().agreementsOf(self(), MOST_AGREEMENTS));
      searched = true;
    }
    return ids;
  }

  private List<AgreementStatus> agreements(Head head, Set<Long> ids) {
    List<AgreementStatus> all = new ArrayList<>();
    for (long id : ids) {
      head.state()
          .agreement(id)
          .filter(record -> record.client().equals(self()))
          .ifPresent(record -> {
            journal.add(id, record.root(), record.piece());
            all.add(StatusReader.read(head, record));
          });
    }
    return all;
  }

  @Override
  public ByteString receipt(long agreement) {
    ByteString receipt =
        parts
            .chain()
            .receipt(agreement)
            .orElseThrow(() ->
                new MarketFailure(
                    MarketFailure.Code.UNKNOWN_AGREEMENT,
                    "the ledger has no agreement " + agreement));
    MarketLog.say("receipt of agreement " + agreement + " made");
    return receipt;
  }

  @Override
  public void terminate(long agreement) throws InterruptedException {
    own(parts.chain().head(), agreement);
    Outcome outcome = parts.sender().send(List.of(new Msg.TerminateAgreement(agreement))).value();
    if (!outcome.isDone()) {
      throw new MarketFailure(
          MarketFailure.Code.REFUSED,
          "the ledger does not terminate agreement " + agreement + ": " + outcome.detail());
    }
    MarketLog.say("agreement " + agreement + " terminated in block " + outcome.height());
    parts.chain().awaitHeight(outcome.height(), COMMIT_WAIT);
  }

  @Override
  public void close() {
    calls.close();
    parts.pieces().remove(pieces);
    pieces.close();
  }
}
