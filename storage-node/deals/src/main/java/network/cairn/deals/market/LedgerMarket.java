package network.cairn.deals.market;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import network.cairn.deals.protocol.DealClient;
import network.cairn.ipld.cid.Cid;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.Proved;
import network.cairn.ledger.api.Receipts;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.client.Outcome;
import network.cairn.ledger.client.Sender;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.records.AccountRecord;
import network.cairn.ledger.records.AgreementRecord;
import network.cairn.ledger.records.SetRecord;
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
  private final Placements placements;
  private final History history;
  private final Search search;

  /// What is being paid now.
  private final Set<Cid> paying = ConcurrentHashMap.newKeySet();

  private Optional<Keeper> keeper = Optional.empty();

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
    this.placements = new Placements(parts.scheduler(), calls);
    this.history = new History(parts.repo().home().resolve("market").resolve("receipts"));
    this.search = new Search(parts.sender().validity());
  }

  /// Opens the market's part of a repository.
  public static LedgerMarket open(MarketParts parts) throws IOException {
    LedgerMarket market = new LedgerMarket(parts);
    parts.pieces().add(market.pieces);
    return market;
  }

  /// Looks after what is paid from now on, until it is closed: places what is empty, also after a
  /// restart, and keeps receipts.
  public synchronized void start() {
    if (keeper.isEmpty()) {
      keeper = Optional.of(new Keeper(this, parts.scheduler()));
    }
  }

  /// One look of the [Keeper]: places what is empty, and keeps the receipts that say something new.
  void look() throws InterruptedException {
    Head head = parts.chain().head();
    for (long id : ids(head, _ -> true)) {
      try {
        Optional<AgreementStatus> status = ownNow(head, id);
        if (status.isPresent()) {
          lookAfter(status.get());
        }
      } catch (LedgerUnavailable e) {
        throw e;
      } catch (RuntimeException e) {
        // Damage that one agreement meets is no reason to leave the others alone.
        MarketLog.fault(id, e);
      }
    }
  }

  private void lookAfter(AgreementStatus status) throws InterruptedException {
    if (isFillable(status) && !placements.under().contains(status.id())) {
      fillAgain(status.id());
    }
    keepReceipt(status);
  }

  private static boolean isFillable(AgreementStatus status) {
    return status.terminatedHeight() == 0
        && status.height() < status.fillUntil()
        && status.slots().stream().anyMatch(slot -> slot.state().isEmpty());
  }

  private void fillAgain(long id) throws InterruptedException {
    MarketLog.say("agreement " + id + " has copies that nobody keeps yet; placing them");
    try {
      placements.run(id, PutListener.NONE, told -> fillRest(id, told));
    } catch (MarketFailure e) {
      MarketLog.say("agreement " + id + " waits: " + e.getMessage());
    }
  }

  /// Kept anew after each period, and once when it is closed. What is placed is placed, also where
  /// the disk has no room for its receipt.
  private void keepReceipt(AgreementStatus status) {
    boolean known = history.last(status.id()).filter(last -> isFresh(last, status)).isPresent();
    if (known) {
      return;
    }
    Optional<ByteString> receipt = parts.chain().receipt(status.id());
    try {
      receipt.ifPresent(bytes -> history.keep(status.id(), bytes));
    } catch (UncheckedIOException e) {
      MarketLog.fault(status.id(), e);
    }
  }

  private static boolean isFresh(Receipts.Claims last, AgreementStatus now) {
    if (now.closedHeight() > 0) {
      return last.agreement().closedHeight() > 0;
    }
    return now.heights().until(last.height()).negated().compareTo(now.period()) < 0;
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

  private static String paid(long id) {
    return "agreement "
        + id
        + " is paid and keeps what it has; the rest is filled when the daemon runs again";
  }

  @Override
  public PutResult put(PutQuote quote, PutListener listener) throws InterruptedException {
    AtomicReference<String> left = new AtomicReference<>("nothing was paid");
    return call(left::get, () -> put(quote, listener, left::set));
  }

  private PutResult put(PutQuote quote, PutListener listener, Consumer<String> left)
      throws InterruptedException {
    if (!paying.add(quote.root())) {
      throw stale("another put of the same content pays at this moment");
    }
    Head head;
    Outcome outcome;
    try {
      head = parts.chain().head();
      requirePayable(head, quote);
      requireNotBoughtSince(head, quote);
      pieces.of(quote.root());
      outcome = pay(head, quote, listener, left);
    } finally {
      paying.remove(quote.root());
    }
    long id = outcome.id();
    Map<Integer, Offer> chosen = new HashMap<>();
    for (int slot = 0; slot < quote.chosen().size(); slot++) {
      chosen.put(slot, quote.chosen().get(slot));
    }
    Proved<AgreementRecord> agreement = own(parts.chain().head(), id);
    return placements.run(id, careful(listener), to -> place(agreement, chosen, quote.spare(), to));
  }

  /// Pays, and returns when the head shows it: who is asked then what is kept knows of it.
  private Outcome pay(Head head, PutQuote quote, PutListener listener, Consumer<String> left)
      throws InterruptedException {
    left.accept(
        "it is not known whether the agreement was paid: see 'cairn agreement ls' when the daemon"
            + " runs again; what it lists is paid, and is filled by itself");
    Outcome outcome = create(head, quote);
    long id = outcome.id();
    left.accept(paid(id));
    journal.add(id, quote.create().root(), quote.create().piece());
    MarketLog.paid(id, outcome.height(), quote);
    careful(listener).on(new PutListener.Progress.Created(id, outcome.height(), head.heights()));
    parts.chain().awaitHeight(outcome.height(), COMMIT_WAIT);
    return outcome;
  }

  /// A quote shows what keeps its content already; who agreed to it did not agree to pay beside
  /// what was bought since.
  private void requireNotBoughtSince(Head head, PutQuote quote) {
    for (AgreementStatus standing : keeping(quote.root())) {
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

  /// Somebody whom nothing can be told any more holds up nothing.
  private static PutListener careful(PutListener listener) {
    return progress -> {
      try {
        listener.on(progress);
      } catch (RuntimeException e) {
        MarketLog.unheard(e);
      }
    };
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
    } catch (InterruptedException | LedgerUnavailable e) {
      search.again();
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

  private PutResult place(
      Proved<AgreementRecord> agreement,
      Map<Integer, Offer> chosen,
      List<Offer> spare,
      PutListener listener)
      throws InterruptedException {
    long id = agreement.value().id();
    PutListener told = MarketLog.around(id, remembering(id, listener));
    Placing placing = new Placing(parts, deals, pieces, journal, agreement, told);
    List<String> problems = placing.fill(chosen, spare);
    problems.forEach(problem -> MarketLog.say("not placed: " + problem));
    AgreementStatus status = status(id);
    keepReceipt(status);
    long due =
        status.slots().stream()
            .filter(slot -> slot.state() == SlotStatus.State.LIVE && slot.proven() == 0)
            .mapToLong(SlotStatus::deadline)
            .max()
            .orElse(0);
    return new PutResult(status, problems, due);
  }

  /// Remembers who refused a slot and why, until somebody takes it.
  private PutListener remembering(long id, PutListener listener) {
    return progress -> {
      switch (progress) {
        case PutListener.Progress.Refused(int slot, Address provider, String reason) ->
            journal.refused(id, slot, provider, reason);
        case PutListener.Progress.Opened opened -> journal.filled(id, opened.slot());
        case PutListener.Progress.Created _,
            PutListener.Progress.Taken _,
            PutListener.Progress.Pulling _,
            PutListener.Progress.Proven _ -> {}
      }
      listener.on(progress);
    };
  }

  @Override
  public PutResult resume(long id, PutListener listener) throws InterruptedException {
    MarketLog.say("agreement " + id + " is resumed");
    return call(
        () -> paid(id), () -> placements.run(id, careful(listener), told -> fillRest(id, told)));
  }

  private PutResult fillRest(long id, PutListener listener) throws InterruptedException {
    Head head = parts.chain().head();
    Proved<AgreementRecord> proved = own(head, id);
    AgreementRecord agreement = proved.value();
    journal.add(id, agreement.root(), agreement.piece());
    requireOpen(head, agreement);
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

  /// Nothing of an agreement that is over is placed any more.
  private static void requireOpen(Head head, AgreementRecord agreement) {
    String when = "agreement " + agreement.id();
    if (agreement.closedHeight() > 0) {
      throw new MarketFailure(
          MarketFailure.Code.ENDED,
          when
              + " ended "
              + head.heights().text(agreement.closedHeight())
              + "; nothing of it can be placed. Buy a new one with 'cairn put'");
    }
    if (agreement.terminatedHeight() > 0) {
      throw new MarketFailure(
          MarketFailure.Code.ENDED,
          when
              + " was ended by you "
              + head.heights().text(agreement.terminatedHeight())
              + "; nothing of it can be placed any more");
    }
    if (!agreement.has(Slot.State.EMPTY)
        && StatusReader.read(head, agreement).slots().stream()
            .anyMatch(slot -> slot.state() == SlotStatus.State.UNFILLED)) {
      throw new MarketFailure(
          MarketFailure.Code.ENDED,
          "the time to place copies of "
              + when
              + " was over "
              + head.heights().text(agreement.fillUntil())
              + "; the rent of those that nobody took came back. Buy more with 'cairn put"
              + " --again'");
    }
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
        head.find(state -> state.agreement(id)).orElseThrow(() -> unknown(head, id));
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
    return known(head, agreement).orElseThrow(() -> unknown(head, agreement));
  }

  private MarketFailure unknown(Head head, long id) {
    if (history.last(id).isPresent()) {
      return new MarketFailure(
          MarketFailure.Code.ENDED,
          "agreement "
              + id
              + " has ended, and the ledger keeps it no longer; 'cairn status "
              + id
              + "' shows what it last was");
    }
    return new MarketFailure(
        MarketFailure.Code.UNKNOWN_AGREEMENT,
        "the ledger has no agreement " + id + " at height " + head.height());
  }

  /// What the ledger says of an agreement, or said last.
  private Optional<AgreementStatus> known(Head head, long id) {
    return head.state()
        .agreement(id)
        .map(record -> told(StatusReader.read(head, record)))
        .or(() -> history.last(id).map(StatusReader::read));
  }

  /// With what this node knows of empty copies.
  private AgreementStatus told(AgreementStatus status) {
    boolean filling = placements.under().contains(status.id());
    return status.with(
        status.slots().stream()
            .map(slot ->
                slot.state().isEmpty()
                    ? slot.told(
                        filling ? SlotStatus.State.FILLING : SlotStatus.State.EMPTY,
                        journal.refusalOf(status.id(), slot.slot()))
                    : slot)
            .toList());
  }

  @Override
  public List<AgreementStatus> agreements(long before, int most) {
    Head head = parts.chain().head();
    List<AgreementStatus> page = new ArrayList<>();
    for (long id : ids(head, _ -> true).headSet(before, false).descendingSet()) {
      if (page.size() == most) {
        break;
      }
      ownOrLast(head, id).ifPresent(page::add);
    }
    return page.reversed();
  }

  @Override
  public List<AgreementStatus> keeping(Cid root) {
    Head head = parts.chain().head();
    ByteString name = ByteString.copyFrom(root.bytes());
    Set<Long> ids = ids(head, own -> own.root().equals(name) || own.root().isEmpty());
    return ids.stream()
        .flatMap(id -> ownNow(head, id).stream())
        .filter(status -> status.root().equals(root))
        .filter(status -> status.terminatedHeight() == 0 && status.closedHeight() == 0)
        .toList();
  }

  /// Of own agreements: those of the journal that are wanted, and what the journal lacks.
  private NavigableSet<Long> ids(Head head, Predicate<Journal.Own> wanted) {
    NavigableSet<Long> ids = new TreeSet<>();
    journal.list().stream().filter(wanted).forEach(own -> ids.add(own.id()));
    // Only what a crash or a lost home kept from the journal has to be searched for.
    if (search.isDue(head.height())) {
      ids.addAll(parts.chain().agreementsOf(self(), MOST_AGREEMENTS));
      search.done(head.height());
    }
    return ids;
  }

  /// What the ledger says of an agreement, if it has it and it is this wallet's.
  private Optional<AgreementStatus> ownNow(Head head, long id) {
    Optional<AgreementRecord> record =
        head.state().agreement(id).filter(a -> a.client().equals(self()));
    record.ifPresent(a -> journal.add(id, a.root(), a.piece()));
    return record.map(a -> told(StatusReader.read(head, a)));
  }

  /// As [#ownNow], and of one that the ledger has no more what it last was.
  private Optional<AgreementStatus> ownOrLast(Head head, long id) {
    return head.state().agreement(id).isPresent()
        ? ownNow(head, id)
        : history.last(id).map(StatusReader::read);
  }

  @Override
  public ByteString receipt(long agreement) {
    ByteString receipt =
        parts
            .chain()
            .receipt(agreement)
            .or(() -> history.receipt(agreement))
            .orElseThrow(() ->
                new MarketFailure(
                    MarketFailure.Code.UNKNOWN_AGREEMENT,
                    "the ledger has no agreement " + agreement));
    MarketLog.say("receipt of agreement " + agreement + " made");
    return receipt;
  }

  @Override
  public Optional<ByteString> keptReceipt(long agreement) {
    return history.receipt(agreement);
  }

  @Override
  public Ending ending(long id) {
    Head head = parts.chain().head();
    AgreementRecord agreement = own(head, id).value();
    if (agreement.terminatedHeight() > 0 || agreement.closedHeight() > 0) {
      requireOpen(head, agreement);
    }
    Params params = head.state().params();
    Amount fee = fee(params, new Msg.TerminateAgreement(id));
    List<SetRecord> live =
        agreement.ids(Slot.State.SET).stream().flatMap(s -> head.state().set(s).stream()).toList();
    return Ending.of(head.height(), head.heights(), params, agreement, live, fee);
  }

  private Amount fee(Params params, Msg msg) {
    List<Msg> msgs = List.of(msg);
    return network.cairn.ledger.rules.Quote.fee(params, msgs, parts.sender().envelopeBytes(msgs));
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
    Optional<Keeper> running;
    synchronized (this) {
      running = keeper;
      keeper = Optional.empty();
    }
    running.ifPresent(Keeper::stop);
    calls.close();
    parts.pieces().remove(pieces);
    pieces.close();
  }
}
