package network.cairn.deals.provider;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import network.cairn.deals.piece.NotCanonicalPiece;
import network.cairn.deals.protocol.DealAnswer;
import network.cairn.deals.protocol.DealService;
import network.cairn.deals.protocol.FillStatus;
import network.cairn.deals.protocol.PieceClient;
import network.cairn.deals.protocol.RejectCode;
import network.cairn.ipld.cid.Cid;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.records.AgreementRecord;
import network.cairn.ledger.types.SignedAsk;
import network.cairn.ledger.types.SignedIntent;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.store.repo.QuotaExceeded;
import network.cairn.store.repo.Repository;

/// The provider's side of the deal protocol (docs/protocol.md §8): answers clients with asks,
/// decides on proposals, says how far they are, and runs the fills.
///
/// A fill pulls over the connection that its client made. It survives broken connections, and a
/// restart whose client comes back before [Unfinished] deletes it: its duty is on the disk before
/// it is answered, and goes on when the client proposes again. Thread-safe.
final class FillService implements DealService {
  private static final int LINES_A_MINUTE = 20;

  private final Context context;
  private final Transfer.Tools tools;
  private final Repository repo;
  private final Intake intake;
  private final Opener opener;
  private final PieceClient pieces;
  private final FillPlaces places;
  private final FillAnswers told;
  private final FewLines refused;
  private final Object lock = new Object();
  private final Map<String, Fill> fills = new HashMap<>();

  FillService(Context context, Transfer.Tools tools, Repository repo, Opener opener) {
    this.context = context;
    this.tools = tools;
    this.repo = repo;
    this.intake = new Intake(context, repo);
    this.opener = opener;
    this.pieces = new PieceClient(context.host());
    this.places = new FillPlaces(context.scheduler(), context.host(), context.config());
    this.told = new FillAnswers(context.holdings(), opener);
    this.refused = new FewLines(context.scheduler(), LINES_A_MINUTE, context.warnings()::note);
  }

  /// A transfer under way.
  ///
  /// @param slot as it is called in the log
  private record Fill(
      PeerId peer, String slot, Transfer transfer, TransferRoom room, FillPlaces.Place place) {}

  void taking(boolean now) {
    intake.taking(now);
  }

  boolean isTaking() {
    return intake.isTaking();
  }

  int active() {
    synchronized (lock) {
      return fills.size();
    }
  }

  @Override
  public Optional<SignedAsk> ask(PeerId peer) {
    return intake.ask(peer);
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

  private void accept(PeerId peer, SignedIntent signed) {
    List<ProviderConfig> asked = intake.terms(signed);
    Proposal proposal =
        Proposal.read(signed, context.chain().chainRef(), context.sender().address(), asked);
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
    // Once, however many terms were asked for: the ledger knows of none of them.
    AgreementRecord agreement = proposal.judge(context.chain().head());
    take(peer, proposal, proposal.terms(agreement, asked), agreement);
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
      intake.requireRoom(peer, proposal);
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
    PieceSource source = new FromClient(context, pieces, peer, proposal, terms);
    Transfer transfer = new Transfer(tools, key, root, proposal.piece(), source, room::take);
    String slot = Said.slot(proposal.intent().agreement(), proposal.intent().slot());
    Fill fill = new Fill(peer, slot, transfer, room, places.enter(proposal.client(), peer));
    if (!context.tasks().start("fill", () -> run(proposal, fill, here))) {
      room.close();
      fill.place().leave(false);
      return false;
    }
    told.again(key);
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
    told.failed(key, fill.peer(), reason);
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
      return told.status(
          peer,
          key,
          running == null ? OptionalLong.empty() : OptionalLong.of(running.transfer().bytes()));
    }
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
      intake.close();
      ending = new HashMap<>(fills);
    }
    for (Fill fill : ending.values()) {
      fill.transfer().stop();
    }
  }
}
