package network.cairn.http.retrieval;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import network.cairn.base.time.Scheduler;
import network.cairn.content.exchange.BlockServer;
import network.cairn.content.exchange.BlockServers;
import network.cairn.http.client.ServerRest;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.libp2p.kad.KadScope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The servers that this node fetches blocks from over HTTP, for all sessions: which may be asked
/// ([RetrievalRules]), which rest after a failure ([ServerRest]), and how many blocks are fetched
/// at once, of servers that users name and of all others apart. Remembers [#MOST] servers.
/// Thread-safe; sessions are closed before this.
public final class HttpRetrieval implements BlockServers, AutoCloseable {
  static final int MOST = 1_024;

  private static final Duration TIME = Duration.ofSeconds(30);

  /// For the look-up of a name, and how many are under way.
  private static final Duration LOOKUP = Duration.ofSeconds(5);

  private static final int LOOKUPS = 16;

  private static final Logger LOG = LoggerFactory.getLogger(HttpRetrieval.class);

  private final RetrievalRules rules;
  private final Lookup lookup;
  private final Duration time;
  private final Scheduler scheduler;
  private final Hashing hashing;
  private final BlockCalls calls;
  private final Semaphore places;
  private final Semaphore placesOfNamed;
  private final Semaphore lookups = new Semaphore(LOOKUPS);
  private final LongAdder blocks = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final Map<URI, ServerRest> rests = new LinkedHashMap<>(16, 0.75f, true);

  /// Finds a host's addresses.
  @FunctionalInterface
  interface Lookup {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  /// @param hashing the functions that blocks are checked with
  /// @param agent what servers are told of this program
  public HttpRetrieval(RetrievalRules rules, Hashing hashing, Scheduler scheduler, String agent) {
    this(rules, InetAddress::getAllByName, TIME, hashing, scheduler, agent);
  }

  /// @param time that a server has for a block
  HttpRetrieval(
      RetrievalRules rules,
      Lookup lookup,
      Duration time,
      Hashing hashing,
      Scheduler scheduler,
      String agent) {
    this.rules = rules;
    this.time = time;
    this.lookup = lookup;
    this.hashing = hashing;
    this.scheduler = scheduler;
    this.calls = new BlockCalls(scheduler, agent, rules);
    this.places = new Semaphore(rules.workers());
    this.placesOfNamed = new Semaphore(rules.workers());
    if (rules.anyCertificate()) {
      LOG.warn(
          "HTTPRetrieval.TLSInsecureSkipVerify is true: whoever is between this node and a server"
              + " can see which blocks it fetches");
    }
  }

  @Override
  public Optional<BlockServer> open(URI server, boolean named, BlockServer.Taker taker) {
    URI url = ServerUrl.base(server);
    Optional<String> refusal = rules.refusal(url, named);
    if (refusal.isPresent()) {
      LOG.debug("{} is not asked for blocks: {}", url, refusal.get());
      return Optional.empty();
    }
    ServerRest rest = rest(url);
    return rest.left().isPresent()
        ? Optional.empty()
        : Optional.of(new HttpBlockServer(url, named, rest, taker, this));
  }

  private ServerRest rest(URI url) {
    synchronized (rests) {
      ServerRest rest = rests.computeIfAbsent(url, _ -> new ServerRest(scheduler));
      if (rests.size() > MOST) {
        rests.remove(rests.keySet().iterator().next());
      }
      return rest;
    }
  }

  /// What came of it since the start.
  ///
  /// @param blocks that came and were right
  /// @param bytes of them
  /// @param failures of servers: no answer, a wrong one, or a block that was not what was asked for
  public record Stats(long blocks, long bytes, long failures) {}

  public Stats stats() {
    return new Stats(blocks.sum(), bytes.sum(), failures.sum());
  }

  void gave(int size) {
    blocks.increment();
    bytes.add(size);
  }

  void failed() {
    failures.increment();
  }

  Scheduler scheduler() {
    return scheduler;
  }

  /// How long a server has for a block.
  Duration time() {
    return time;
  }

  Hashing hashing() {
    return hashing;
  }

  BlockCalls calls() {
    return calls;
  }

  /// For one fetch each.
  ///
  /// @param named whether the user named the server: no stranger's server keeps it waiting
  Semaphore places(boolean named) {
    return named ? placesOfNamed : places;
  }

  boolean mustBePublic(URI url, boolean named) {
    return rules.mustBePublic(url, named);
  }

  /// Why a host is not asked whose name somebody gave; empty if all that it means is public.
  Optional<String> privateHost(URI url) throws InterruptedException {
    try {
      for (InetAddress address : addresses(RetrievalRules.host(url))) {
        if (!KadScope.isPublic(address)) {
          return Optional.of(
              "leads to "
                  + address.getHostAddress()
                  + ", which is not of the internet; HTTPRetrieval.Allowlist can name it");
        }
      }
      return Optional.empty();
    } catch (ExecutionException e) {
      return Optional.of("is a name that leads nowhere");
    } catch (TimeoutException e) {
      return Optional.of("is a name that is not looked up in time");
    }
  }

  /// The system looks a name up as long as it likes: who waits for that waits no longer than for a
  /// block.
  private InetAddress[] addresses(String host)
      throws InterruptedException, ExecutionException, TimeoutException {
    long most = Math.min(time.toNanos(), LOOKUP.toNanos());
    if (!lookups.tryAcquire(most, TimeUnit.NANOSECONDS)) {
      throw new TimeoutException();
    }
    CompletableFuture<InetAddress[]> found = new CompletableFuture<>();
    scheduler.start("http-names", () -> lookup(host, found));
    return found.get(most, TimeUnit.NANOSECONDS);
  }

  private void lookup(String host, CompletableFuture<InetAddress[]> found) {
    try {
      found.complete(lookup.addresses(host));
    } catch (UnknownHostException | RuntimeException e) {
      found.completeExceptionally(e);
    } finally {
      lookups.release();
    }
  }

  @Override
  public void close() {
    calls.close();
  }
}
