package network.cairn.deals.provider;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.base.units.ByteSize;
import network.cairn.deals.piece.NotCanonicalPiece;
import network.cairn.deals.protocol.DealAnswer;
import network.cairn.deals.protocol.DealService;
import network.cairn.deals.protocol.FillState;
import network.cairn.deals.protocol.FillStatus;
import network.cairn.deals.protocol.PieceClient;
import network.cairn.deals.protocol.RejectCode;
import network.cairn.ipld.cid.Cid;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.records.AgreementRecord;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Ask;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.SignedAsk;
import network.cairn.ledger.types.SignedIntent;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.store.repo.QuotaExceeded;
import network.cairn.store.repo.Repository;
import org.jspecify.annotations.Nullable;

/// The provider's side of the deal protocol (docs/protocol.md §8): answers clients with asks,
/// decides on proposals, says how far they are, and runs the fills.
///
/// A fill pulls over the connection that its client made. It survives broken connections, and a
/// restart whose client comes back before [Unfinished] deletes it: its duty is on the disk before
/// it is answered, and goes on when the client proposes again. Thread-safe.
final class FillService implements DealService {
  private static final int REMEMBERED_FAILURES = 1_000;
  private static final int LINES_A_MINUTE = 20;

  /// The part of the bytes whose sets are not open that one client may have, beside one piece.
  private static final int SHARE = 4;

  private final Context context;
  private final Transfer.Tools tools;
  private final Repository repo;
  private final Opener opener;
  private final PieceClient pieces;
  private final FillPlaces places;
  private final Quoted quoted;
  private final FewLines asked;
  private final FewLines refused;
  private final Object lock = new Object();
  private final Map<String, Fill> fills = new HashMap<>();
  private final Map<String, Failure> failures =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failure> eldest) {
          return size() > REMEMBERED_FAILURES;
        }
      };
  private boolean taking = true;
  private boolean closed;

  FillService(Context context, Transfer.Tools tools, Repository repo, Opener opener) {
    this.context = context;
    this.tools = tools;
    this.repo = repo;
    this.opener = opener;
    this.pieces = new PieceClient(context.host());
    this.quoted = new Quoted(repo.state());
    this.places = new FillPlaces(context.scheduler(), context.host(), context.config());
    this.asked = new FewLines(context.scheduler(), LINES_A_MINUTE, context.warnings()::note);
    this.refused = new FewLines(context.scheduler(), LINES_A_MINUTE, context.warnings()::note);
  }

  private record Failure(PeerId peer, String reason) {}

  /// A transfer under way.
  ///
  /// @param slot as it is called in the log
  private record Fill(
      PeerId peer, String slot, Transfer transfer, TransferRoom room, FillPlaces.Place place) {}

  void taking(boolean now) {
    synchronized (lock) {
      taking = now;
    }
  }

  boolean isTaking() {
    synchronized (lock) {
      return taking && !closed;
    }
  }

  int active() {
    synchronized (lock) {
      return fills.size();
    }
  }

  @Override
  public Optional<SignedAsk> ask(PeerId peer) {
    Optional<Refusal> refusal = refusal();
    if (refusal.isPresent()) {
      asked.say("quoted nothing to peer " + peer + ": " + refusal.get().why());
      return Optional.empty();
    }
    long height;
    try {
      height = context.chain().head().height();
    } catch (LedgerUnavailable e) {
      return Optional.empty();
    }
    ProviderConfig config = context.config();
    Ask ask =
        new Ask(
            context.chain().chainRef(),
            context.sender().address(),
            config.price(),
            config.minBytes(),
            Math.min(config.maxBytes(), room(config)),
            config.maxTerm(),
            config.maxMultiplier(),
            height + config.askBlocks());
    try {
      quoted.add(config, height, ask);
    } catch (UncheckedIOException e) {
      asked.say("quoted nothing to peer " + peer + ": " + e.getMessage());
      return Optional.empty();
    }
    ByteString body = ask.encode();
    asked.say("quoted " + Said.price(config.price()) + " to peer " + peer);
    return Optional.of(
        new SignedAsk(body, context.sender().signer().sign(Domain.ASK.signBytes(body))));
  }

  @Override
  public DealAnswer propose(PeerId peer, SignedIntent signed) {
    DealAnswer answer = answer(peer, signed);
    if (answer instanceof DealAnswer.Rejected(RejectCode code, String detail)) {
      refused.say("deal of peer " + peer + " refused: " + code + ": " + detail);
    }
    return answer;
  }

  private DealAnswer answer(PeerId peer, SignedIntent signed) {
    try {
      accept(peer, signed);
      return new DealAnswer.Taken();
    } catch (Proposal.Refused e) {
      return e.answer();
    } catch (LedgerUnavailable e) {
      return new DealAnswer.Rejected(
          RejectCode.LEDGER_UNAVAILABLE, "the provider cannot reach the ledger; try again");
    } catch (QuotaExceeded e) {
      context.warnings().happened("room", "a deal was turned away: " + e.getMessage());
      return new DealAnswer.Rejected(RejectCode.NO_ROOM, "the provider's disk is full");
    } catch (UncheckedIOException e) {
      context.warnings().happened("disk", "a deal was turned away: " + e.getMessage());
      return new DealAnswer.Rejected(
          RejectCode.NO_ROOM, "the provider's disk does not take what must be kept");
    }
  }

  /// By the terms of now, else by others that were asked for and stand.
  private void accept(PeerId peer, SignedIntent signed) {
    Optional<Proposal.Refused> refused = Optional.empty();
    for (ProviderConfig terms : terms(signed)) {
      try {
        accept(peer, signed, terms);
        return;
      } catch (Proposal.Refused e) {
        refused = refused.or(() -> Optional.of(e));
        if (e.answer().code() != RejectCode.TERMS) {
          throw e;
        }
      }
    }
    throw refused.orElseThrow();
  }

  private void accept(PeerId peer, SignedIntent signed, ProviderConfig terms) {
    Proposal proposal =
        Proposal.read(signed, context.chain().chainRef(), context.sender().address(), terms);
    Optional<Holding> known = context.holdings().get(proposal.key());
    if (known.isPresent() && known.get().state() != Holding.State.RECEIVING) {
      return;
    }
    synchronized (lock) {
      Fill running = fills.get(proposal.key());
      if (running != null) {
        running.transfer().nudge();
        Proposal.unless(
            running.peer().equals(peer), RejectCode.BUSY, "another peer proposed this intent");
        return;
      }
    }
    requirePlace(peer, proposal);
    take(peer, proposal, terms, proposal.judge(context.chain().head(), terms));
  }

  /// A deal that was taken is not judged by the owner's terms again.
  private List<ProviderConfig> terms(SignedIntent signed) {
    ProviderConfig config = context.config();
    ByteString hash = ByteString.copyFrom(Domain.INTENT.bodyHash(signed.body()));
    if (context.holdings().get(Holdings.key(hash)).isPresent()) {
      return List.of(
          config.withTerms(Amount.ZERO, 1, Long.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE));
    }
    return quoted.hasOthers(config)
        ? quoted.at(context.chain().head().height(), config)
        : List.of(config);
  }

  private void take(
      PeerId peer, Proposal proposal, ProviderConfig terms, AgreementRecord agreement) {
    synchronized (context.holdings()) {
      takeLocked(peer, proposal, terms, agreement);
    }
  }

  private void takeLocked(
      PeerId peer, Proposal proposal, ProviderConfig terms, AgreementRecord agreement) {
    synchronized (lock) {
      if (fills.containsKey(proposal.key())) {
        return;
      }
      requirePlace(peer, proposal);
      requireRoom(peer, proposal);
      boolean here = context.files().has(proposal.piece());
      boolean known = context.holdings().get(proposal.key()).isPresent();
      context
          .holdings()
          .put(
              proposal.key(),
              Holding.fill(Holding.State.RECEIVING, proposal.signed(), proposal.intent(), peer));
      boolean started = false;
      try {
        started = start(peer, proposal, terms, agreement, here);
        Proposal.unless(started, RejectCode.NOT_TAKING, "the provider is being stopped");
        context
            .warnings()
            .note(
                "deal taken: "
                    + Said.slot(proposal.intent().agreement(), proposal.intent().slot())
                    + ", "
                    + Said.piece(proposal.piece())
                    + ", from peer "
                    + peer);
      } finally {
        if (!started && !known) {
          context.holdings().remove(proposal.key());
        }
      }
    }
  }

  private boolean start(
      PeerId peer,
      Proposal proposal,
      ProviderConfig terms,
      AgreementRecord agreement,
      boolean here) {
    String key = proposal.key();
    long size = proposal.piece().rawSize();
    long part = here ? size : context.files().partSize(key);
    TransferRoom room =
        new TransferRoom(repo, context.holdings(), key, size, part, context.config().capacity());
    Cid root = Cid.decode(agreement.root().toByteArray());
    PieceSource source = new FromClient(peer, proposal, terms);
    Transfer transfer = new Transfer(tools, key, root, proposal.piece(), source, room::take);
    String slot = Said.slot(proposal.intent().agreement(), proposal.intent().slot());
    Fill fill = new Fill(peer, slot, transfer, room, places.enter(proposal.client(), peer));
    if (!context.tasks().start("fill", () -> run(proposal, fill, here))) {
      room.close();
      fill.place().leave(false);
      return false;
    }
    failures.remove(key);
    fills.put(key, fill);
    context.metrics().count(ProviderMetrics.Count.FILLS_STARTED, 1);
    context.metrics().level(ProviderMetrics.Level.FILLS, fills.size());
    return true;
  }

  /// Asked before the ledger is, and again under the lock.
  private void requirePlace(PeerId peer, Proposal proposal) {
    places
        .refusal(proposal.client(), peer)
        .ifPresent(why -> {
          throw new Proposal.Refused(RejectCode.BUSY, why);
        });
  }

  private record Refusal(RejectCode code, String why) {}

  /// Why no new deal at all is taken now.
  private Optional<Refusal> refusal() {
    if (!isTaking()) {
      return Optional.of(new Refusal(RejectCode.NOT_TAKING, "no new deals are taken"));
    }
    ProviderConfig config = context.config();
    long room = room(config);
    if (room < config.minBytes()) {
      return Optional.of(
          new Refusal(RejectCode.NO_ROOM, "the provider has room for " + ByteSize.text(room)));
    }
    return context.wrongClock().map(why -> new Refusal(RejectCode.LEDGER_UNAVAILABLE, why));
  }

  /// Bytes that new pieces may have: of the capacity, and of the disk beside its reserve.
  private long room(ProviderConfig config) {
    return Math.max(
        0, Math.min(config.capacity() - context.holdings().bytes(), repo.freeOutside()));
  }

  private void requireRoom(PeerId peer, Proposal proposal) {
    ProviderConfig config = context.config();
    Holdings holdings = context.holdings();
    if (holdings.get(proposal.key()).isPresent()) {
      return;
    }
    boolean here = holdings.needs(proposal.intent().piece());
    refusal()
        .filter(refusal -> !here || refusal.code() != RejectCode.NO_ROOM)
        .ifPresent(refusal -> {
          throw new Proposal.Refused(refusal.code(), refusal.why());
        });
    long size = proposal.piece().rawSize();
    Proposal.unless(
        here || holdings.bytes() + size <= config.capacity(),
        RejectCode.NO_ROOM,
        "the provider's capacity is used up");
    Proposal.unless(
        here || size <= repo.freeOutside(),
        RejectCode.NO_ROOM,
        "the provider's disk has "
            + ByteSize.text(repo.freeOutside())
            + " left beside its reserve, the piece needs "
            + ByteSize.text(size));
    Proposal.unless(
        holdings.unopenedBytes(_ -> true) + size <= config.maxUnopened()
            && holdings.size() < Holdings.MOST,
        RejectCode.BUSY,
        "too many bytes wait for their sets; try again later");
    long own = holdings.unopenedOf(proposal.client(), peer);
    Proposal.unless(
        own == 0 || own + size <= config.maxUnopened() / SHARE,
        RejectCode.BUSY,
        "too many bytes of this client wait for their sets; try again later");
  }

  private void run(Proposal proposal, Fill fill, boolean here) {
    String key = proposal.key();
    try {
      if (here) {
        context.files().take(key, proposal.piece());
      } else {
        fill.transfer().run();
      }
      context.holdings().change(key, Holding::complete);
      fill.place().done();
      fill.room().close();
      context.metrics().count(ProviderMetrics.Count.FILLS_DONE, 1);
      context
          .warnings()
          .note("fill finished: " + fill.slot() + ", " + Said.piece(proposal.piece()));
      opener.open(key);
    } catch (NotCanonicalPiece e) {
      fill.place().leave(true);
      drop(fill, key, "not-canonical: " + e.getMessage());
    } catch (PieceSource.GivenUp e) {
      fill.place().leave(e instanceof PieceSource.Starved);
      fail(fill, key, String.valueOf(e.getMessage()));
    } catch (QuotaExceeded e) {
      fail(fill, key, "the provider's disk is full");
      context.warnings().happened("room", "a fill ended: " + e.getMessage());
    } catch (IOException | UncheckedIOException e) {
      fail(fill, key, "the provider's disk failed");
      context.warnings().happened("disk", "a fill failed: " + e.getMessage());
    } catch (LedgerUnavailable e) {
      context.warnings().note("the set of a fill opens later: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      fill.room().close();
      fill.place().leave(false);
      synchronized (lock) {
        fills.remove(key);
        context.metrics().level(ProviderMetrics.Level.FILLS, fills.size());
      }
    }
  }

  /// The part stays for a while, see [Unfinished]: the client may propose again.
  private void fail(Fill fill, String key, String reason) {
    context.metrics().count(ProviderMetrics.Count.FILLS_FAILED, 1);
    context.warnings().note("fill ended: " + fill.slot() + ": " + reason);
    synchronized (lock) {
      failures.put(key, new Failure(fill.peer(), reason));
    }
  }

  private void drop(Fill fill, String key, String reason) {
    // The client hears of it once the duty is gone.
    context.holdings().remove(key);
    fail(fill, key, reason);
  }

  @Override
  public FillStatus status(PeerId peer, ByteString intentHash) {
    String key = Holdings.key(intentHash);
    synchronized (lock) {
      Fill running = fills.get(key);
      Failure failure = failures.get(key);
      if (failure != null && failure.peer().equals(peer)) {
        return new FillStatus(FillState.FAILED, 0, ByteString.EMPTY, failure.reason());
      }
      Optional<Holding> holding =
          context
              .holdings()
              .get(key)
              .filter(h -> h.peer().equals(ByteString.copyFrom(peer.bytes())));
      if (holding.isEmpty()) {
        return FillStatus.UNKNOWN;
      }
      return of(holding.get(), running, opener.problem(key));
    }
  }

  private static FillStatus of(Holding holding, @Nullable Fill running, Optional<String> problem) {
    long size = Holdings.size(holding.piece());
    return switch (holding.state()) {
      case RECEIVING ->
          running == null
              ? new FillStatus(FillState.WAITING, 0, ByteString.EMPTY, "")
              : new FillStatus(FillState.PULLING, running.transfer().bytes(), ByteString.EMPTY, "");
      case COMPLETE ->
          problem
              .map(reason -> new FillStatus(FillState.FAILED, size, holding.tx(), reason))
              .orElseGet(() -> new FillStatus(FillState.STORED, size, holding.tx(), ""));
      case OPEN -> new FillStatus(FillState.OPENED, size, holding.tx(), "");
      case UNKNOWN -> FillStatus.UNKNOWN;
    };
  }

  /// Whether a fill runs for a duty.
  boolean isRunning(String key) {
    synchronized (lock) {
      return fills.containsKey(key);
    }
  }

  /// Ends all fills; their parts stay.
  void close() {
    Map<String, Fill> ending;
    synchronized (lock) {
      closed = true;
      ending = new HashMap<>(fills);
    }
    for (Fill fill : ending.values()) {
      fill.transfer().stop();
    }
  }

  /// The client's side of a fill: only over a connection that is there already.
  private final class FromClient implements PieceSource {
    private final PeerId peer;
    private final Proposal proposal;
    private final ProviderConfig terms;
    private long leftMs;

    /// @param terms under which the deal was taken; others that its owner sets later end no fill
    FromClient(PeerId peer, Proposal proposal, ProviderConfig terms) {
      this.peer = peer;
      this.proposal = proposal;
      this.terms = terms;
    }

    @Override
    public InputStream open(long offset) throws IOException, InterruptedException {
      if (!context.host().isConnected(peer)) {
        throw new IOException("the client is not connected");
      }
      PieceCid piece = proposal.piece();
      return pieces.open(peer, piece, offset);
    }

    @Override
    public void check() {
      try {
        Head head = context.chain().head();
        proposal.judge(head, terms);
        leftMs =
            (proposal.intent().validUntil() - head.height())
                * head.state().params().blockIntervalMs();
      } catch (Proposal.Refused e) {
        throw new GivenUp(String.valueOf(e.getMessage()));
      } catch (LedgerUnavailable e) {
        context.warnings().note("a fill goes on without the ledger: " + e.getMessage());
      }
    }

    /// Half of what the rest needs: at less it will not be here while the intent is valid.
    @Override
    public long leastRate(long left) {
      return leftMs <= 0 ? 0 : left / 2 * 1_000 / leftMs;
    }
  }
}
