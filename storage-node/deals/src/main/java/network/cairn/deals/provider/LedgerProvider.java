package network.cairn.deals.provider;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import network.cairn.base.time.CriticalLoop;
import network.cairn.base.time.Scheduler;
import network.cairn.deals.protocol.DealServer;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.client.Outcome;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.records.ProviderRecord;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.wallet.Amounts;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.store.blockstore.CarRefused;
import network.cairn.store.repo.Repository;
import org.jspecify.annotations.Nullable;

/// The provider's role over a ledger: one thread follows the heights and proves; another tidies up
/// and looks for repairs at each, so that no proof waits for that.
public final class LedgerProvider implements Provider {
  private static final Duration TICK = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final ProviderParts parts;
  private final Context context;
  private final FillService fills;
  private final ProvingLoop proving;
  private final Reconciler reconciler;
  private final Orphans orphans;
  private final RepairLoop repairs;
  private final RepairAccess access;
  private final Unfinished unfinished;
  private final Leaving leaving;
  private final Means means;
  private final Upkeep upkeep;
  private final CriticalLoop loop;
  private final CriticalLoop tidying;
  private final CriticalLoop sweeping;
  private final List<Scheduler.Task> running = new ArrayList<>();
  private @Nullable DealServer server;
  private volatile Optional<Long> downSince = Optional.empty();
  private volatile boolean closed;

  private LedgerProvider(ProviderParts parts) throws IOException {
    this.parts = parts;
    PieceFiles files =
        new PieceFiles(parts.repo().home(), parts.repo().blockstore(), parts.hasher());
    Warnings warnings = new Warnings(parts.metrics(), parts.scheduler());
    this.context =
        new Context(
            parts.offer(),
            parts.host(),
            parts.chain(),
            parts.sender(),
            parts.scheduler(),
            new Tasks(parts.scheduler(), warnings),
            new Holdings(parts.repo().state()),
            files,
            warnings,
            new Book(parts.repo().state(), parts.scheduler(), warnings, parts.metrics()),
            parts.metrics());
    Transfer.Tools tools =
        new Transfer.Tools(
            parts.scheduler(),
            parts.hashing(),
            files,
            files.walkMemory(parts.repo()::reserveOutside),
            parts.metrics());
    Set<String> repairing = ConcurrentHashMap.newKeySet();
    Opener opener = new Opener(context);
    this.fills = new FillService(context, tools, parts.repo(), opener);
    this.proving = new ProvingLoop(context);
    this.reconciler = new Reconciler(context, fills, opener, repairing);
    this.orphans = new Orphans(context);
    Repair repair = new Repair(context, tools, parts.repo(), fills, proving, opener);
    this.repairs = new RepairLoop(context, repair, parts.repo().state(), parts.random(), repairing);
    this.access = new RepairAccess(context);
    this.unfinished = new Unfinished(context, fills, repairing);
    this.leaving = new Leaving(context, parts.repo().state(), fills);
    this.means = new Means(context);
    this.upkeep = new Upkeep(context, parts.repo());
    this.loop = new CriticalLoop(parts.scheduler(), "provider", this::run);
    this.tidying = new CriticalLoop(parts.scheduler(), "tidying", this::tidy);
    this.sweeping = new CriticalLoop(parts.scheduler(), "unfinished", unfinished::run);
  }

  /// How many sets a home must prove, or has a piece for that is to be proven, as far as it knows.
  public static long duties(Repository.StateStore state) {
    return Holdings.duties(state);
  }

  /// Names of what a home keeps beside its sets and the history and that is of one chain alone:
  /// asks that stand, the wish to leave, payments of the bond on their way, the book's sets and
  /// sums.
  public static List<String> ofItsChain(Repository.StateStore state) {
    List<String> names = new ArrayList<>();
    for (String prefix :
        List.of(Quoted.PREFIX, Leaving.WISH, Leaving.UNBONDING, BookStore.PREFIX)) {
      state.scan(prefix, (name, _) -> names.add(name));
    }
    return names;
  }

  /// Opens the provider's part of a repository; nothing runs until [#start].
  public static LedgerProvider open(ProviderParts parts) throws IOException {
    LedgerProvider provider = new LedgerProvider(parts);
    for (Holdings.Named named : provider.context.holdings().list()) {
      if (named.holding().state() != Holding.State.RECEIVING) {
        provider.attach(named.piece());
      }
    }
    provider.unfinished.atStart();
    return provider;
  }

  /// A piece that is missing or cannot be read keeps the others from nothing.
  private void attach(PieceCid piece) {
    try {
      if (context.files().has(piece)) {
        context.files().attach(piece);
        return;
      }
      raise(piece, "is missing or has the wrong length");
    } catch (CarRefused | IllegalStateException | UncheckedIOException e) {
      raise(piece, "cannot be served: " + e.getMessage());
    }
  }

  private void raise(PieceCid piece, String what) {
    context
        .warnings()
        .raise(
            ProvingLoop.unprovable(piece),
            "piece " + piece + " " + what + "; " + context.files().cure(piece));
  }

  @Override
  public void register(Amount bond, Address payout, List<Multiaddr> addresses)
      throws InterruptedException {
    Address operator = context.sender().address();
    ByteString peerId = ByteString.copyFrom(context.host().id().bytes());
    byte[] binding = Domain.bindPeer(context.chain().chainRef(), operator);
    ByteString signature = ByteString.copyFrom(parts.peerSigner().apply(binding));
    List<ByteString> places =
        addresses.stream().map(address -> ByteString.copyFrom(address.bytes())).toList();
    Optional<ProviderRecord> known = context.chain().head().state().provider(operator);
    if (known.isEmpty()) {
      if (leaving.isLeaving()) {
        throw new ProviderFailure(
            "this provider has left: its whole bond was withdrawn, by 'cairn provider leave' or"
                + " 'bond withdraw'; 'cairn provider taking true' takes that back, then it can be"
                + " registered again");
      }
      means.require(bond);
      send(new Msg.RegisterProvider(payout, peerId, signature, places, bond));
      context.warnings().note("registered as a provider, with a bond of " + Amounts.text(bond));
      return;
    }
    boolean moved = !known.get().addresses().equals(places);
    boolean renamed = !known.get().peerId().equals(peerId);
    if (moved || renamed) {
      send(
          new Msg.UpdateProvider(
              operator,
              Optional.empty(),
              renamed ? Optional.of(new Msg.PeerChange(peerId, signature)) : Optional.empty(),
              moved ? Optional.of(places) : Optional.empty()));
      context.warnings().note("the ledger has this provider's new addresses: " + addresses);
    }
  }

  private Outcome send(Msg msg) throws InterruptedException {
    Outcome outcome = context.sender().send(List.of(msg)).value();
    means.require(outcome);
    if (!outcome.isDone()) {
      throw new ProviderFailure("the ledger refuses: " + outcome.why());
    }
    outcome.awaitSeen(context.chain(), TICK);
    return outcome;
  }

  @Override
  public synchronized void start() {
    if (server == null && !closed) {
      server = DealServer.start(context.host(), fills);
      parts.pieces().add(access);
      running.add(loop.start());
      running.add(tidying.start());
      running.add(sweeping.start());
    }
  }

  private void run() throws InterruptedException {
    follow(this::prove, this::answered, this::raise);
  }

  /// Whether the ledger answers, the other loop says.
  private void tidy() throws InterruptedException {
    follow(this::tidy, () -> {}, _ -> {});
  }

  private void follow(Step step, Runnable answered, Consumer<LedgerUnavailable> down)
      throws InterruptedException {
    long seen = -1;
    while (!closed) {
      try {
        Head head = context.chain().head();
        if (head.height() != seen) {
          seen = head.height();
          step.tick(head);
        }
        answered.run();
        context.chain().awaitHeight(seen + 1, TICK);
      } catch (LedgerUnavailable e) {
        down.accept(e);
        context.scheduler().sleep(PAUSE);
      }
    }
  }

  /// A duty of the role at one height.
  private interface Step {
    void tick(Head head) throws InterruptedException;
  }

  /// A fault of one step starves no other: all of them are tried at each height.
  private void prove(Head head) throws InterruptedException {
    step("proving", head, proving::tick);
    step("leaving", head, leaving::tick);
    step("upkeep", head, upkeep::tick);
  }

  private void tidy(Head head) throws InterruptedException {
    tidy("hearing which sets ended", head, reconciler::hear);
    tidy("reconciling", head, reconciler::tick);
    tidy("finding sets without a duty", head, orphans::tick);
    if (context.config().repair()) {
      tidy("repairing", head, repairs::tick);
    }
  }

  /// What the ledger does not answer to one step it may answer to the next: a door of an older
  /// version lacks some calls.
  private void tidy(String name, Head head, Step step) throws InterruptedException {
    try {
      step(name, head, step);
      context.warnings().clear("waiting-" + name);
    } catch (LedgerUnavailable e) {
      if (closed) {
        throw e;
      }
      context.warnings().raise("waiting-" + name, name + " waits: " + e.getMessage());
    }
  }

  private void step(String name, Head head, Step step) throws InterruptedException {
    try {
      step.tick(head);
      context.warnings().clear("fault-" + name);
    } catch (LedgerUnavailable e) {
      throw e;
    } catch (RuntimeException e) {
      context
          .warnings()
          .raise("fault-" + name, name + " failed at height " + head.height() + ", goes on: " + e);
    }
  }

  @Override
  public void taking(boolean taking) {
    leaving.taking(taking);
  }

  @Override
  public void leave() {
    leaving.leave();
    head().ifPresent(leaving::tick);
  }

  @Override
  public void addBond(Amount amount) throws InterruptedException {
    means.require(amount);
    send(new Msg.BondAdd(amount));
  }

  @Override
  public ProviderStatus.Unbonding withdrawBond(Optional<Amount> amount)
      throws InterruptedException {
    return leaving.withdraw(amount);
  }

  @Override
  public SetEnding ending(long set) {
    return SetEnding.now(context, set);
  }

  @Override
  public void terminate(long set) throws InterruptedException {
    send(new Msg.TerminateSet(set));
  }

  @Override
  public ProviderStatus status() {
    return new StatusReader(context, fills, leaving, parts.repo()).read(head(), downSince);
  }

  @Override
  public List<String> troubles() {
    return context.warnings().standing();
  }

  private void raise(LedgerUnavailable e) {
    if (closed) {
      // Its own end broke the call off; that says nothing of the ledger.
      return;
    }
    if (downSince.isEmpty()) {
      downSince = Optional.of(context.scheduler().epochMillis());
    }
    context
        .warnings()
        .raise(
            "ledger-down",
            "the ledger cannot be reached or relied on since "
                + Said.date(downSince.get())
                + "; proofs are at risk: "
                + e.getMessage());
  }

  private void answered() {
    downSince = Optional.empty();
    context.warnings().clear("ledger-down");
  }

  private Optional<Head> head() {
    try {
      return Optional.of(context.chain().head());
    } catch (LedgerUnavailable e) {
      raise(e);
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    List<Scheduler.Task> ending;
    synchronized (this) {
      closed = true;
      if (server != null) {
        server.close();
      }
      ending = List.copyOf(running);
    }
    loop.stop();
    tidying.stop();
    sweeping.stop();
    parts.pieces().remove(access);
    fills.close();
    try {
      for (Scheduler.Task task : ending) {
        task.interrupt();
        task.join();
      }
      context.tasks().close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
