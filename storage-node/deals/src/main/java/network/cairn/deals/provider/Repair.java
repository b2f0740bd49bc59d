package network.cairn.deals.provider;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import network.cairn.deals.piece.NotCanonicalPiece;
import network.cairn.deals.protocol.PieceClient;
import network.cairn.ipld.cid.Cid;
import network.cairn.ledger.api.Proved;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.client.Outcome;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.records.AgreementRecord;
import network.cairn.ledger.records.ProviderRecord;
import network.cairn.ledger.records.SetRecord;
import network.cairn.ledger.records.Slot;
import network.cairn.ledger.records.TicketRecord;
import network.cairn.ledger.rules.Formulas;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Params;
import network.cairn.libp2p.multiaddr.InvalidMultiaddr;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.InvalidPeer;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.store.repo.QuotaExceeded;
import network.cairn.store.repo.Repository;

/// One repair: fetch the piece from a live holder, reserve the ticket, prove possession over the
/// seed of h'.
///
/// The piece is fetched before the ticket is reserved, so that a reservation never lapses for want
/// of a source. Stateless between calls, but for the duty on the disk; thread-safe.
final class Repair {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration HEIGHT_WAIT = Duration.ofSeconds(30);
  private static final long MARGIN = 200;
  private static final int MAX_BREAKS = 5;

  private final Context context;
  private final Transfer.Tools tools;
  private final Repository repo;
  private final FillService fills;
  private final ProvingLoop proving;
  private final Opener opener;
  private final PieceClient pieces;

  Repair(
      Context context,
      Transfer.Tools tools,
      Repository repo,
      FillService fills,
      ProvingLoop proving,
      Opener opener) {
    this.context = context;
    this.tools = tools;
    this.repo = repo;
    this.fills = fills;
    this.proving = proving;
    this.opener = opener;
    this.pieces = new PieceClient(context.host());
  }

  /// A ticket that can be repaired now.
  ///
  /// @param giveUpAt height after which an unfinished repair is tidied up, unless the ticket is
  ///   still reserved
  record Job(long ticket, long agreement, int slot, Cid root, PieceCid piece, long giveUpAt) {}

  /// What to do about a ticket.
  sealed interface Verdict {
    record Never() implements Verdict {}

    record Later(long height) implements Verdict {}

    record Now(Job job) implements Verdict {}
  }

  Verdict judge(Head head, long id) {
    Optional<TicketRecord> found = head.state().ticket(id);
    Optional<ProviderRecord> self = head.state().provider(context.sender().address());
    if (found.isEmpty() || self.isEmpty()) {
      return new Verdict.Never();
    }
    TicketRecord ticket = found.get();
    Params params = head.state().params(ticket);
    Optional<AgreementRecord> known = head.state().agreement(ticket.agreement());
    if (known.isEmpty()) {
      return new Verdict.Never();
    }
    AgreementRecord agreement = known.get();
    boolean ours = ticket.isReservedBy(self.get().provider());
    if (!ours && !ticket.reservedBy().isEmpty()) {
      return new Verdict.Later(params.reservationEnd(ticket.seedHeight()) + 1);
    }
    if (head.next().repair(context.sender().address(), id).isPresent()) {
      return ticket.expiryHeight() > head.height() + params.period()
          ? new Verdict.Later(head.height() + params.period())
          : new Verdict.Never();
    }
    PieceCid piece = PieceCid.decode(ticket.piece().toByteArray());
    if (!ours && !isWanted(params, ticket, piece)) {
      return new Verdict.Later(head.height() + params.period());
    }
    Cid root = Cid.decode(agreement.root().toByteArray());
    return new Verdict.Now(
        new Job(
            id,
            agreement.id(),
            ticket.slot(),
            root,
            piece,
            head.height() + params.window() + params.fill() + MARGIN));
  }

  private boolean isWanted(Params params, TicketRecord ticket, PieceCid piece) {
    ProviderConfig config = context.config();
    Amount own = Amount.of(Formulas.rate(params, config.price().pebbles(), piece.leafCount()));
    return fills.isTaking()
        && context.wrongClock().isEmpty()
        && piece.rawSize() <= config.maxBytes()
        && ticket.rate().compareTo(own) >= 0
        && (context.holdings().needs(ticket.piece())
            || (context.holdings().bytes() + piece.rawSize() <= config.capacity()
                && piece.rawSize() <= repo.freeOutside()));
  }

  void run(Job job) throws IOException, InterruptedException {
    String key = Holdings.key(job.ticket());
    Holding duty =
        Holding.repair(job.ticket(), job.agreement(), job.slot(), job.piece(), job.giveUpAt());
    synchronized (context.holdings()) {
      context.holdings().put(key, duty);
    }
    fetch(job, key);
    complete(job, key, reserve(job));
  }

  private void fetch(Job job, String key) throws IOException, InterruptedException {
    if (context.files().has(job.piece())) {
      context.files().take(key, job.piece());
    } else {
      FromHolders holders = new FromHolders(job);
      boolean here = false;
      while (!here) {
        here = isPulled(job, key, holders);
      }
    }
    context.holdings().change(key, Holding::complete);
  }

  /// False if what came was not the piece: nothing of it is left, and another holder may do.
  private boolean isPulled(Job job, String key, FromHolders holders)
      throws IOException, InterruptedException {
    long size = job.piece().rawSize();
    long part = context.files().partSize(key);
    try (TransferRoom room =
        new TransferRoom(repo, context.holdings(), key, size, part, context.config().capacity())) {
      new Transfer(tools, key, job.root(), job.piece(), holders, room::take).run();
      return true;
    } catch (QuotaExceeded e) {
      discard(key);
      throw e;
    } catch (NotCanonicalPiece e) {
      context.warnings().note("repair of ticket " + job.ticket() + ": " + holders.blame(e));
      return false;
    }
  }

  /// What found no room is no use: the ticket is tried again when there is some.
  private void discard(String key) throws IOException {
    synchronized (context.holdings()) {
      context.files().deletePart(key);
      context.holdings().remove(key);
    }
  }

  private TicketRecord reserve(Job job) throws InterruptedException {
    Head head = context.chain().head();
    TicketRecord ticket = ticket(head, job);
    if (!ticket.isReservedBy(context.sender().address())) {
      Outcome outcome = context.sender().send(List.of(new Msg.ReserveRepair(job.ticket()))).value();
      context.chain().awaitHeight(outcome.height(), HEIGHT_WAIT);
      ticket = ticket(context.chain().head(), job);
      if (!ticket.isReservedBy(context.sender().address())) {
        throw new ProviderFailure("not reserved: " + outcome.why());
      }
    }
    return ticket;
  }

  private static TicketRecord ticket(Head head, Job job) {
    return head.state()
        .ticket(job.ticket())
        .orElseThrow(() -> new ProviderFailure("ticket " + job.ticket() + " is gone"));
  }

  private void complete(Job job, String key, TicketRecord ticket) throws InterruptedException {
    long seedHeight = ticket.seedHeight();
    while (!context.chain().awaitHeight(seedHeight, HEIGHT_WAIT)) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the repair was stopped");
      }
    }
    Head head = context.chain().head();
    ByteString beacon =
        head.state()
            .beacon(seedHeight)
            .orElseThrow(() -> new ProviderFailure("the beacon of the reservation is gone"))
            .value();
    long[] indices =
        head.next()
            .repairChallenge(job.ticket())
            .orElseThrow(() -> new ProviderFailure("the reservation has ended"))
            .indices(context.chain().chainRef(), beacon);
    ByteString proof =
        proving
            .answer(job.piece(), job.ticket(), 0, indices)
            .orElseThrow(() -> new ProviderFailure("the fetched piece cannot be proven"));
    Proved<Outcome> outcome =
        context
            .sender()
            .send(
                List.of(new Msg.CompleteRepair(job.ticket(), proof)),
                tx -> context.holdings().change(key, h -> h.sent(tx)));
    // Whoever looks at an older head would see the ticket open and complete it once more.
    if (!opener.find(key, outcome)) {
      throw new ProviderFailure("not completed: " + outcome.value().why());
    }
    context.metrics().count(ProviderMetrics.Count.REPAIRS_DONE, 1);
  }

  /// The live providers that the ledger names, one after the other; who served wrong bytes is not
  /// asked again in this repair. When wrong bytes came and several had served, each serves alone
  /// from then on, so that the next wrong byte names its sender.
  private final class FromHolders implements PieceSource {
    private final Job job;
    private final Set<Address> liars = new HashSet<>();
    private final Set<Address> served = new HashSet<>();
    private final Set<Address> slow = new HashSet<>();
    private Optional<ProviderRecord> only = Optional.empty();
    private Optional<Address> last = Optional.empty();
    private boolean unknown;
    private boolean alone;
    private int opened;
    private int next;

    FromHolders(Job job) {
      this.job = job;
    }

    @Override
    public InputStream open(long offset) throws IOException, InterruptedException {
      if (opened == 0 && offset > 0) {
        // What an earlier attempt left may be anybody's.
        unknown = true;
      }
      ProviderRecord holder = only.orElseGet(this::choose);
      last = Optional.of(holder.provider());
      InputStream stream = pieces.open(connect(holder), job.piece(), offset);
      served.add(holder.provider());
      opened++;
      if (alone) {
        only = Optional.of(holder);
        if (opened > MAX_BREAKS) {
          stream.close();
          throw new NotCanonicalPiece("its stream broke " + MAX_BREAKS + " times");
        }
      }
      return stream;
    }

    private ProviderRecord choose() {
      List<ProviderRecord> holders = holders(context.chain().head(), job.agreement());
      holders.removeIf(
          holder -> liars.contains(holder.provider()) || slow.contains(holder.provider()));
      if (holders.isEmpty()) {
        throw new GivenUp(
            "no live provider of agreement "
                + job.agreement()
                + " is left that serves the piece"
                + (liars.isEmpty() ? "" : "; wrong bytes came from " + liars.size()));
      }
      return holders.get(next++ % holders.size());
    }

    /// Another holder may be faster; what this one gave is checked as all is.
    @Override
    public void tooSlow(String what) {
      last.ifPresent(slow::add);
      only = Optional.empty();
      context.warnings().note("repair of ticket " + job.ticket() + ": a holder is " + what);
    }

    /// Says who served the wrong bytes, if that is certain.
    String blame(NotCanonicalPiece fault) {
      String from = "an unknown holder";
      if (served.size() == 1 && !unknown) {
        Address liar = served.iterator().next();
        liars.add(liar);
        from = "provider " + liar;
      } else {
        alone = true;
      }
      served.clear();
      unknown = false;
      only = Optional.empty();
      opened = 0;
      return from + " served wrong bytes: " + fault.getMessage() + "; the next holder is tried";
    }

    private PeerId connect(ProviderRecord holder) throws IOException, InterruptedException {
      IOException last = new IOException("the provider has no address");
      try {
        PeerId peer = PeerId.decode(holder.peerId().toByteArray());
        if (context.host().isConnected(peer)) {
          return peer;
        }
        for (ByteString address : holder.addresses()) {
          try {
            context.host().connect(Multiaddr.decode(address.toByteArray()).withPeer(peer), CONNECT);
            return peer;
          } catch (IOException | InvalidMultiaddr e) {
            last = new IOException("provider " + peer + ": " + e.getMessage(), e);
          }
        }
      } catch (InvalidPeer e) {
        throw new IOException("a provider's peer id: " + e.getMessage(), e);
      }
      throw last;
    }

    @Override
    public void check() {
      if (!(judge(context.chain().head(), job.ticket()) instanceof Verdict.Now)) {
        throw new GivenUp("the ticket is taken or gone");
      }
    }
  }

  /// The records of an agreement's live providers other than ours.
  private List<ProviderRecord> holders(Head head, long agreement) {
    List<ProviderRecord> holders = new ArrayList<>();
    head.state()
        .agreement(agreement)
        .ifPresent(record ->
            record.ids(Slot.State.SET).stream()
                .flatMap(id -> head.state().set(id).stream())
                .map(SetRecord::provider)
                .filter(provider -> !provider.equals(context.sender().address()))
                .flatMap(provider -> head.state().provider(provider).stream())
                .forEach(holders::add));
    return holders;
  }
}
