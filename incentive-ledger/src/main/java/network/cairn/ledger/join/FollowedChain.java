package network.cairn.ledger.join;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import network.cairn.base.time.Scheduler;
import network.cairn.ledger.api.LedgerClient;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.RemoteLedger;
import network.cairn.ledger.api.UntrustedAnswer;
import network.cairn.ledger.chain.Headers;
import network.cairn.ledger.engine.BlocksUnavailable;
import network.cairn.ledger.engine.FollowedHeaders;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.light.Mark;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.comet.ValidatorSet;

/// The headers of a chain, believed over the doors of a network file's servers as all that this
/// node believes: followed from what the file trusts, compared with other servers'
/// (docs/protocol.md §9). Thread-safe.
///
/// A light client goes down by one header at a time, and CometBFT asks for snapshots from the
/// newest one down: what is far below the highest believed header is believed anew, up from the
/// root.
public final class FollowedChain implements FollowedHeaders {
  /// How far below the newest header the root is, where the network file trusts none later: below
  /// the snapshots that there are, and younger than the trusting period.
  static final Duration BACK = Duration.ofDays(7);

  /// How long one header may take, with all that leads to it.
  static final Duration PATIENCE = Duration.ofSeconds(20);

  /// Headers that are remembered.
  static final int KEPT = 256;

  private static final Duration PAUSE = Duration.ofMillis(500);

  /// How far a light client is let down, and how near the end of the chain a header is waited for.
  private static final long NEAR = 64;

  private static final long SOON = 3;
  private static final int NEARER = 4;

  private final Supplier<LedgerClient> clients;
  private final Scheduler scheduler;

  /// Wakes who waits for a header when this is closed.
  private final Scheduler.Monitor ending;

  private final Map<Long, LightBlock> believed = new LinkedHashMap<>();
  private final Mark root;

  /// Another after each beginning anew; closed by whoever sees [#closed] after it was set here.
  private volatile LedgerClient ledger;

  private volatile boolean closed;

  /// The highest header that the client of now believes.
  private long top;

  /// @param clients each believes nothing yet; closed with this
  /// @param least the lowest height that the root may have
  /// @param back how many blocks the root is below the newest header, if that is not lower
  /// @throws BlocksUnavailable if no server shows headers that follow from the network file
  FollowedChain(Supplier<LedgerClient> clients, long least, long back, Scheduler scheduler) {
    this.clients = clients;
    this.scheduler = scheduler;
    this.ending = scheduler.monitor();
    long newest;
    try (LedgerClient scout = clients.get()) {
      newest = height(newest(scout));
    } catch (LedgerUnavailable | UntrustedAnswer e) {
      throw unavailable("no server shows the chain", e);
    }
    this.ledger = clients.get();
    try {
      LightBlock first = first(Math.min(least, newest), newest, back);
      this.root = mark(first);
      this.top = root.height();
    } catch (LedgerUnavailable | UntrustedAnswer e) {
      ledger.close();
      throw unavailable("no server shows where to follow the chain from", e);
    }
  }

  /// Who is silent may answer later; what proves nothing says itself what helps.
  private static BlocksUnavailable unavailable(String what, RuntimeException why) {
    return new BlocksUnavailable(
        why instanceof LedgerUnavailable
            ? what + "; start it again when a server of its network file answers"
            : what,
        why);
  }

  /// Of a home's network file, over its other servers.
  ///
  /// @throws BlocksUnavailable as the other
  /// @throws network.cairn.ledger.genesis.InvalidHome if there is no other server
  public static FollowedChain over(LedgerHome home, InstantSource clock, Scheduler scheduler) {
    NetworkFile network = home.others();
    long interval = home.genesis().params().blockIntervalMs();
    return new FollowedChain(
        () -> RemoteLedger.over(network, clock),
        network.trusted().map(Mark::height).orElse(home.firstHeight()),
        Math.max(1, BACK.toMillis() / interval),
        scheduler);
  }

  private static LightBlock newest(LedgerClient ledger) {
    return ledger
        .lightBlock(0)
        .orElseThrow(() -> new LedgerUnavailable("the ledger has no block yet"));
  }

  /// The lowest header that is to be had: servers let go of old ones.
  private LightBlock first(long least, long newest, long back) {
    for (long below = back; ; below /= NEARER) {
      long height = Math.max(least, newest - below);
      Optional<LightBlock> there = ledger.lightBlock(height);
      if (there.isPresent()) {
        return there.get();
      }
      if (below == 0) {
        throw new LedgerUnavailable("the ledger shows no header of height " + height);
      }
    }
  }

  @Override
  public Mark root() {
    return root;
  }

  @Override
  public synchronized Optional<LightBlock> lightBlock(long height) {
    LightBlock known = believed.get(height);
    if (known != null) {
      return Optional.of(known);
    }
    if (height < root.height()) {
      return Optional.empty();
    }
    long began = scheduler.nanoTime();
    while (true) {
      boolean late = scheduler.nanoTime() - began > PATIENCE.toNanos();
      try {
        requireOpen();
        Optional<LightBlock> there = look(height);
        if (there.isPresent() || late || height > ledger.status().height() + SOON) {
          return there;
        }
      } catch (LedgerUnavailable | UntrustedAnswer e) {
        if (late || closed || (e instanceof UntrustedAnswer answer && answer.isFork())) {
          throw new BlocksUnavailable("header " + height + " is not shown", e);
        }
      }
      pause(height);
    }
  }

  /// Waits a moment, or until this is closed.
  private void pause(long height) {
    long until = scheduler.deadline(PAUSE);
    ending.lock();
    try {
      while (!closed && ending.await(until)) {
        // Woken for nothing.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BlocksUnavailable("interrupted while header " + height + " is waited for", e);
    } finally {
      ending.unlock();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new LedgerUnavailable("the chain is not followed any more");
    }
  }

  private Optional<LightBlock> look(long height) {
    if (height < top - NEAR) {
      beginAnew();
    }
    Optional<LightBlock> there = ledger.lightBlock(height);
    there.ifPresent(_ -> top = Math.max(top, height));
    return there.map(block -> remember(height, withTurns(block, ledger.turns(height))));
  }

  private LightBlock remember(long height, LightBlock block) {
    believed.put(height, block);
    if (believed.size() > KEPT) {
      believed.remove(believed.keySet().iterator().next());
    }
    return block;
  }

  private void beginAnew() {
    ledger.close();
    LedgerClient next = clients.get();
    ledger = next;
    if (closed) {
      next.close();
      requireOpen();
    }
    top = root.height();
    Optional<Mark> again = ledger.lightBlock(root.height()).map(FollowedChain::mark);
    if (!again.equals(Optional.of(root))) {
      top = Long.MAX_VALUE; // Nothing follows from another root.
      throw new UntrustedAnswer("the ledger has another block of height " + root.height());
    }
  }

  private static LightBlock withTurns(LightBlock block, List<Long> turns) {
    ValidatorSet.Builder set = block.getValidatorSet().toBuilder();
    if (turns.size() != set.getValidatorsCount()) {
      throw new LedgerUnavailable("no server tells whose turn it is to propose");
    }
    for (int i = 0; i < turns.size(); i++) {
      set.getValidatorsBuilder(i).setProposerPriority(turns.get(i));
    }
    return block.toBuilder().setValidatorSet(set).build();
  }

  private static long height(LightBlock block) {
    return block.getSignedHeader().getHeader().getHeight();
  }

  private static Mark mark(LightBlock block) {
    Header header = block.getSignedHeader().getHeader();
    ByteString hash = Headers.hash(header);
    return new Mark(header.getHeight(), hash);
  }

  /// Waits for nobody: a header that is being looked for is given up, at once where it is waited
  /// for.
  @Override
  public void close() {
    ending.lock();
    try {
      closed = true;
      ending.signalAll();
    } finally {
      ending.unlock();
    }
    ledger.close();
  }
}
