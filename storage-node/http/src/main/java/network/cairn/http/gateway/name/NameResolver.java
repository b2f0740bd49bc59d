package network.cairn.http.gateway.name;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import network.cairn.base.time.Scheduler;
import network.cairn.content.unixfs.ContentPath;
import network.cairn.content.unixfs.InvalidPath;
import network.cairn.http.gateway.ask.GatewayRefused;
import network.cairn.libp2p.kad.InvalidValue;
import network.cairn.libp2p.kad.IpnsRecord;
import network.cairn.libp2p.peer.InvalidPeer;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.resolve.Names;

/// Finds what names stand for. Thread-safe.
///
/// Bounds: [#MOST_NAMES] names one behind the other, of which none is looked up later than the time
/// for one record after the first, [#DNS_TIME] for a question to the domain name system,
/// [NameCache#MOST] answers that are remembered, failures among them. Who asks for a name that is
/// being looked up waits for that.
public final class NameResolver {
  static final int MOST_NAMES = 32;

  private static final Duration DNS_TIME = Duration.ofSeconds(5);
  private static final Duration SHORT = Duration.ofSeconds(10);
  private static final Duration USUAL = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final String LINK = "dnslink=";

  private final RecordSource records;
  private final Names domains;
  private final Map<String, String> fixed;
  private final Duration time;
  private final Scheduler scheduler;
  private final NameCache cache;
  private final Map<String, CompletableFuture<NameCache.Entry>> searching =
      new ConcurrentHashMap<>();

  /// @param fixed paths of names that nobody is asked for
  /// @param time for a record
  public NameResolver(
      RecordSource records,
      Names domains,
      Map<String, String> fixed,
      Duration time,
      Scheduler scheduler) {
    this.records = records;
    this.domains = domains;
    this.fixed = Map.copyOf(fixed);
    this.time = time;
    this.scheduler = scheduler;
    this.cache = new NameCache(scheduler::nanoTime);
  }

  /// The path that one below `/ipns/` stands for.
  ///
  /// @param step is told each path on the way, the first and the last too; what it throws, the
  ///   caller gets
  /// @throws GatewayRefused if the name stands for nothing, nobody told what for in time, or it
  ///   leads from name to name without an end
  public Named resolve(ContentPath path, Consumer<ContentPath> step) {
    long end = scheduler.deadline(time);
    ContentPath at = path;
    Optional<Duration> keep = Optional.empty();
    for (int i = 0; i < MOST_NAMES; i++) {
      step.accept(at);
      if (at.namespace() != ContentPath.Namespace.IPNS) {
        return new Named(at, keep.orElse(Duration.ZERO));
      }
      if (i > 0 && scheduler.nanoTime() - end >= 0) {
        throw late(at.root());
      }
      Named next = one(at.root());
      keep = keep.filter(k -> k.compareTo(next.keep()) <= 0).or(() -> Optional.of(next.keep()));
      List<String> names = new ArrayList<>(next.path().segments());
      names.addAll(at.segments());
      at = new ContentPath(next.path().namespace(), next.path().root(), names);
    }
    throw new GatewayRefused(
        502, "failed to resolve " + path + ": it leads through more than " + MOST_NAMES + " names");
  }

  private Named one(String name) {
    Optional<PeerId> key = key(name);
    if (key.isPresent()) {
      return cached(name, () -> ofKey(key.get(), name)).orElseThrow(() -> unknown(name, 504));
    }
    if (!DomainName.is(name)) {
      throw new GatewayRefused(
          400, "invalid path \"/ipns/" + name + "\": the name is neither a key nor a domain");
    }
    return link(name).orElseThrow(() -> unknown(name, 404));
  }

  private static GatewayRefused unknown(String name, int status) {
    String why = status == 404 ? "it has no DNSLink record" : "no valid record of it was found";
    return new GatewayRefused(status, "failed to resolve /ipns/" + name + ": " + why);
  }

  /// The key that a name is, in any form.
  public static Optional<PeerId> key(String name) {
    try {
      return Optional.of(PeerId.parse(name));
    } catch (InvalidPeer e) {
      return Optional.empty();
    }
  }

  /// What a domain stands for; empty if it has no such record, or is none that could have one.
  ///
  /// @throws GatewayRefused if nobody answered in time
  public Optional<Named> link(String domain) {
    String name = domain.toLowerCase(Locale.ROOT);
    return DomainName.is(name) ? cached(name, () -> ofDomain(name)) : Optional.empty();
  }

  /// As [#link], where one that cannot be looked up counts as having none.
  public boolean hasLink(String domain) {
    try {
      return link(domain).isPresent();
    } catch (GatewayRefused e) {
      return false;
    }
  }

  private interface Search {
    NameCache.Entry search() throws InterruptedException;
  }

  private Optional<Named> cached(String name, Search search) {
    if (fixed.containsKey(name)) {
      return Optional.of(new Named(path(fixed.get(name), name), Duration.ZERO));
    }
    Optional<NameCache.Entry> known = cache.get(name);
    NameCache.Entry entry = known.isPresent() ? known.get() : searched(name, search);
    entry
        .failure()
        .ifPresent(failure -> {
          throw new GatewayRefused(failure.status(), failure.why());
        });
    return entry.named();
  }

  private NameCache.Entry searched(String name, Search search) {
    CompletableFuture<NameCache.Entry> own = new CompletableFuture<>();
    CompletableFuture<NameCache.Entry> other = searching.putIfAbsent(name, own);
    try {
      return other == null
          ? found(name, search, own)
          : other.get(time.plus(DNS_TIME).toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GatewayRefused(504, "the search for /ipns/" + name + " was interrupted");
    } catch (TimeoutException | ExecutionException e) {
      throw late(name);
    }
  }

  private NameCache.Entry found(String name, Search search, CompletableFuture<NameCache.Entry> told)
      throws InterruptedException {
    try {
      NameCache.Entry entry;
      try {
        entry = search.search();
      } catch (GatewayRefused e) {
        entry = NameCache.Entry.failed(e.status(), String.valueOf(e.getMessage()), SHORT);
      }
      cache.put(name, entry);
      told.complete(entry);
      return entry;
    } finally {
      searching.remove(name, told);
      told.completeExceptionally(late(name));
    }
  }

  private static GatewayRefused late(String name) {
    return new GatewayRefused(504, "failed to resolve /ipns/" + name + ": nobody answered in time");
  }

  /// The signed record of a name, as it was found and checked.
  ///
  /// @param value the path that the name stands for
  /// @param keep how long it may be kept
  public record Signed(byte[] bytes, String value, Duration keep) {}

  /// The newest record of a name that is found in time.
  ///
  /// @throws GatewayRefused if the name is no key, or none is found
  public Signed record(String name) {
    PeerId key =
        key(name)
            .orElseThrow(
                () -> new GatewayRefused(400, "only a key has a record, and " + name + " is none"));
    try {
      return signed(key).orElseThrow(() -> unknown(name, 504));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GatewayRefused(504, "the search for /ipns/" + name + " was interrupted");
    }
  }

  private Optional<Signed> signed(PeerId key) throws InterruptedException {
    Instant now = Instant.ofEpochMilli(scheduler.epochMillis());
    Optional<byte[]> found = records.record(key, time);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try {
      IpnsRecord record = IpnsRecord.check(key, found.get(), now);
      Duration left = Duration.between(now, record.until());
      Duration keep = record.keep().compareTo(left) < 0 ? record.keep() : left;
      return Optional.of(new Signed(found.get(), record.value(), keep));
    } catch (InvalidValue e) {
      return Optional.empty();
    }
  }

  private NameCache.Entry ofKey(PeerId key, String name) throws InterruptedException {
    Optional<Signed> signed = signed(key);
    if (signed.isEmpty()) {
      return NameCache.Entry.none(SHORT);
    }
    Duration keep = signed.get().keep();
    Duration remembered = keep.isZero() ? USUAL : keep.compareTo(LONGEST) < 0 ? keep : LONGEST;
    return NameCache.Entry.of(new Named(path(signed.get().value(), name), keep), remembered);
  }

  private NameCache.Entry ofDomain(String name) throws InterruptedException {
    try {
      Optional<String> link = link(domains.texts("_dnslink." + name, DNS_TIME));
      Optional<String> found = link.isPresent() ? link : link(domains.texts(name, DNS_TIME));
      return found
          .map(path -> NameCache.Entry.of(new Named(path(path, name), Duration.ZERO), USUAL))
          .orElseGet(() -> NameCache.Entry.none(USUAL));
    } catch (IOException e) {
      return NameCache.Entry.failed(
          504, "failed to resolve /ipns/" + name + ": " + e.getMessage(), SHORT);
    }
  }

  private static Optional<String> link(List<String> texts) {
    return texts.stream()
        .filter(text -> text.startsWith(LINK + "/ipfs/") || text.startsWith(LINK + "/ipns/"))
        .map(text -> text.substring(LINK.length()))
        .findFirst();
  }

  private static ContentPath path(String text, String name) {
    try {
      ContentPath path = ContentPath.parse(text);
      if (text.startsWith("/") && path.namespace() != ContentPath.Namespace.IPLD) {
        return path;
      }
    } catch (InvalidPath e) {
      throw new GatewayRefused(502, "/ipns/" + name + " stands for no content: " + e.getMessage());
    }
    throw new GatewayRefused(502, "/ipns/" + name + " stands for no content below /ipfs/");
  }
}
