package network.cairn.libp2p.kad;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import network.cairn.base.hash.Sha256;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;

/// One node's part in a DHT, whatever carries its messages: its table, its records, its lookups.
/// Thread-safe, blocking.
final class KadEngine {
  /// The deepest bucket that is refreshed: a key for it is found by trying.
  private static final int DEEPEST_REFRESHED = 12;

  private static final Duration REFRESH = Duration.ofSeconds(30);
  private static final Duration SILENT = Duration.ofMinutes(10);
  private static final int PINGED = 64;
  private static final int PINGED_AT_ONCE = 10;

  /// What a slow peer is given for each of many announcements.
  private static final Duration TELLING = Duration.ofMillis(5);

  /// Lookups that say how large the network is.
  private static final int SAMPLES = 4;

  /// Of the time for leaving something with the nearest peers, what is kept for doing so.
  private static final int TELLING_SHARE = 10;

  private final KadNetwork network;
  private final KadScope scope;
  private final Scheduler scheduler;
  private final RandomGenerator random;
  private final KadKey place;
  private final RoutingTable table;
  private final ProviderRecords providers;
  private final Values values;
  private final KadServer server;

  KadEngine(
      KadNetwork network,
      KadScope scope,
      Scheduler scheduler,
      RandomGenerator random,
      ProviderRecords providers) {
    this.network = network;
    this.scope = scope;
    this.scheduler = scheduler;
    this.random = random;
    this.place = KadKey.of(network.self());
    this.table = new RoutingTable(place, scope == KadScope.WAN);
    this.providers = providers;
    this.values = new Values(scheduler::epochMillis);
    this.server = new KadServer(network, scope, table, providers, values);
  }

  RoutingTable table() {
    return table;
  }

  /// Answers a peer.
  ///
  /// @throws IOException if the request is refused
  Optional<KadMessage> serve(PeerId from, KadMessage request) throws IOException {
    return server.answer(from, request);
  }

  /// A peer that serves this DHT is here: it enters the table if it answers.
  ///
  /// @return whether it is in the table now
  /// @throws IOException if it does not answer
  boolean met(PeerId peer) throws IOException, InterruptedException {
    if (!table.contains(peer)) {
      ask(peer, KadMessage.of(KadMessage.Type.FIND_NODE, network.self().bytes()));
    }
    return table.contains(peer);
  }

  /// Asks a peer that others named, which is where they say.
  private KadMessage ask(KadPeer named, KadMessage request)
      throws IOException, InterruptedException {
    if (!named.addresses().isEmpty()) {
      network.learn(named);
    }
    return ask(named.id(), request);
  }

  /// Asks one peer; who answers is taken into the table, who does not is put out.
  private KadMessage ask(PeerId peer, KadMessage request) throws IOException, InterruptedException {
    try {
      KadMessage answer = network.ask(peer, request, Lookup.QUESTION);
      List<Multiaddr> seenAt = network.seenAt(peer);
      if (scope.admits(seenAt)) {
        table.answered(peer, seenAt, scheduler.nanoTime());
      }
      return answer;
    } catch (KadStreams.NoRoom e) {
      throw e;
    } catch (IOException e) {
      table.failed(peer);
      throw e;
    }
  }

  private Lookup lookup(
      byte[] key, LookupWatcher watcher, Lookup.Question question, BooleanSupplier enough) {
    return new Lookup(
        KadKey.of(key),
        new Lookup.Parts(scheduler, network.self(), this::takes, watcher),
        question,
        enough);
  }

  /// A peer that another named, if it may be asked: it must be somewhere where this DHT looks. Only
  /// who is asked is remembered beyond the lookup.
  private Optional<KadPeer> takes(KadPeer named) {
    if (named.id().equals(network.self())) {
      return Optional.empty();
    }
    KadPeer here = new KadPeer(named.id(), scope.filter(named.addresses())).kept();
    return here.addresses().isEmpty() && scope.filter(network.addresses(named.id())).isEmpty()
        ? Optional.empty()
        : Optional.of(here);
  }

  private List<KadPeer> closer(KadMessage answer) {
    return scope == KadScope.WAN ? IpGroups.diverse(answer.closer()) : answer.closer();
  }

  private List<PeerId> seeds(byte[] key) {
    return table.nearest(KadKey.of(key), RoutingTable.BUCKET);
  }

  /// The peers nearest to a key that answer, nearest first.
  Lookup.Result nearest(byte[] key, Duration time, LookupWatcher watcher)
      throws InterruptedException {
    return nearest(key, true, time, watcher);
  }

  private Lookup.Result nearest(byte[] key, boolean whole, Duration time, LookupWatcher watcher)
      throws InterruptedException {
    KadMessage request = KadMessage.of(KadMessage.Type.FIND_NODE, key);
    return lookup(key, watcher, peer -> closer(ask(peer, request)), () -> false)
        .run(seeds(key), whole, time);
  }

  /// Where a peer is, as others say.
  Optional<KadPeer> findPeer(PeerId wanted, Duration time, LookupWatcher watcher)
      throws InterruptedException {
    byte[] key = wanted.bytes();
    KadMessage request = KadMessage.of(KadMessage.Type.FIND_NODE, key);
    One found = new One();
    Lookup.Question question =
        peer -> {
          KadMessage answer = ask(peer, request);
          answer.closer().stream()
              .filter(p -> p.id().equals(wanted))
              .map(p -> new KadPeer(p.id(), scope.filter(p.addresses())))
              .filter(p -> !p.addresses().isEmpty())
              .forEach(found::set);
          return closer(answer);
        };
    lookup(key, watcher, question, found::isPresent).run(seeds(key), false, time);
    return found.get();
  }

  /// The first that was found.
  private static final class One {
    private Optional<KadPeer> first = Optional.empty();

    synchronized void set(KadPeer found) {
      first = first.or(() -> Optional.of(found));
    }

    synchronized Optional<KadPeer> get() {
      return first;
    }

    synchronized boolean isPresent() {
      return first.isPresent();
    }
  }

  /// Looks for who has something.
  ///
  /// @param most providers to tell, as [ToldProviders] counts
  Lookup.Result findProviders(
      byte[] key, int most, Duration time, FoundProviders sink, LookupWatcher watcher)
      throws InterruptedException {
    KadMessage request = KadMessage.of(KadMessage.Type.GET_PROVIDERS, key);
    ToldProviders told = new ToldProviders(most, sink);
    told.tellAnswer(
        providers.of(key).stream().filter(p -> !p.id().equals(network.self())).toList());
    Lookup.Question question =
        peer -> {
          KadMessage answer = ask(peer, request);
          told.tellAnswer(
              answer.providers().stream()
                  .map(p -> new KadPeer(p.id(), scope.filter(p.addresses())))
                  .toList());
          return closer(answer);
        };
    Lookup.Result result =
        lookup(key, watcher, question, told::isEnough).run(seeds(key), false, time);
    told.tellRest();
    return result;
  }

  /// Tells the peers nearest to a key that this node has what it names.
  ///
  /// @return how many were told
  int provide(byte[] key, Duration time, LookupWatcher watcher) throws InterruptedException {
    List<Multiaddr> own = scope.filter(network.ownAddresses());
    KadPeer self = new KadPeer(network.self(), own);
    providers.add(key, self);
    KadMessage request =
        KadMessage.of(KadMessage.Type.ADD_PROVIDER, key).withProviders(List.of(self));
    return leave(key, time, watcher, (peer, left) -> network.tell(peer, request, left));
  }

  /// In how many bits the peers nearest to a key agree with it, which is how long the prefixes of
  /// regions are that have about a bucket of peers; on average of some random keys. A lookup that
  /// found fewer than a bucket counts as one of a small network only if it ended by itself and half
  /// of those who were asked answered; else nothing is known by it.
  ///
  /// @return empty if nothing is known by any of the lookups
  OptionalInt regionBits(Duration time) throws InterruptedException {
    int sum = 0;
    int good = 0;
    for (int i = 0; i < SAMPLES; i++) {
      byte[] key = new byte[Sha256.LENGTH];
      random.nextBytes(key);
      long deadline = scheduler.deadline(time.dividedBy(SAMPLES));
      Lookup.Result result = nearest(key, time.dividedBy(SAMPLES), LookupWatcher.NONE);
      List<PeerId> nearest = result.nearest();
      if (nearest.size() == RoutingTable.BUCKET) {
        sum += KadKey.of(key).commonPrefix(KadKey.of(nearest.getLast()));
        good++;
      } else if (!nearest.isEmpty()
          && scheduler.nanoTime() - deadline < 0
          && 2 * nearest.size() >= result.asked()) {
        good++;
      }
    }
    return good == 0
        ? OptionalInt.empty()
        : OptionalInt.of(Math.min(sum / good, KeyRegion.MAX_BITS));
  }

  /// Whether this node has an address that peers of this DHT may tell others; without one they
  /// refuse its announcements.
  boolean canProvide() {
    return !scope.filter(network.ownAddresses()).isEmpty();
  }

  /// Finds the peers of a region: one lookup, then each for its neighbours.
  ///
  /// @param key one of the region
  RegionPeers explore(KeyRegion region, byte[] key, Duration time) throws InterruptedException {
    long deadline = scheduler.deadline(time);
    List<PeerId> nearest = nearest(key, time.dividedBy(2), LookupWatcher.NONE).nearest();
    Lookup.Question neighbours =
        peer ->
            closer(ask(peer, KadMessage.of(KadMessage.Type.FIND_NODE, peer.id().bytes()))).stream()
                .flatMap(named -> takes(named).stream())
                .toList();
    Duration left = Duration.ofNanos(deadline - scheduler.nanoTime());
    return new RegionCrawl(region, scheduler, neighbours).run(nearest, left);
  }

  /// Tells the peers of a region which of its keys this node has: each key to those nearest to it,
  /// each peer over one stream.
  RegionPeers.Told announce(RegionPeers region, List<byte[]> keys, Duration time)
      throws InterruptedException {
    List<Multiaddr> addresses = scope.filter(network.ownAddresses());
    if (addresses.isEmpty()) {
      return new RegionPeers.Told(0, 0);
    }
    RegionTelling telling = new RegionTelling(network.self(), addresses, region.peers(), keys);
    telling.own().forEach(key -> providers.add(key, new KadPeer(network.self(), addresses)));
    long deadline = scheduler.deadline(time);
    Errands.run(
        scheduler,
        region.peers(),
        RoutingTable.BUCKET,
        peer -> {
          Duration left = Duration.ofNanos(deadline - scheduler.nanoTime());
          RegionTelling.Messages messages = telling.messages(peer);
          if (!left.isPositive() || messages.count() == 0) {
            return false;
          }
          try {
            Duration its = Lookup.QUESTION.plus(TELLING.multipliedBy(messages.count()));
            network.tellAll(peer, messages, least(left, its));
            telling.told(peer);
            return true;
          } catch (IOException _) {
            return false;
          }
        });
    return telling.result();
  }

  /// Leaves something with one peer.
  private interface Leaving {
    void leave(PeerId peer, Duration left) throws IOException, InterruptedException;
  }

  /// Looks for the peers nearest to a key and leaves something with them, all within the time: its
  /// last tenth, at most [Lookup#QUESTION], is for leaving.
  ///
  /// @return with how many it was left
  private int leave(byte[] key, Duration time, LookupWatcher watcher, Leaving leaving)
      throws InterruptedException {
    long deadline = scheduler.deadline(time);
    Duration last = least(time.dividedBy(TELLING_SHARE), Lookup.QUESTION);
    List<PeerId> nearest = nearest(key, time.minus(last), watcher).nearest();
    return Errands.run(
        scheduler,
        nearest,
        RoutingTable.BUCKET,
        peer -> {
          Duration left = Duration.ofNanos(deadline - scheduler.nanoTime());
          if (!left.isPositive()) {
            return false;
          }
          try {
            leaving.leave(peer, least(left, Lookup.QUESTION));
            return true;
          } catch (IOException _) {
            if (left.compareTo(Lookup.QUESTION) >= 0) {
              table.failed(peer);
            }
            return false;
          }
        });
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /// Whether the first of two values is the better one.
  ///
  /// @throws InvalidValue if one of them is not true for the key
  boolean isBetter(byte[] key, byte[] first, byte[] second) throws InvalidValue {
    values.check(key, first);
    values.check(key, second);
    return values.isBetter(key, first, second);
  }

  /// The best value of a key that anybody asked has.
  Optional<byte[]> getValue(byte[] key, Duration time, LookupWatcher watcher)
      throws InterruptedException {
    KadMessage request = KadMessage.of(KadMessage.Type.GET_VALUE, key);
    Best best = new Best(key);
    values.get(key).ifPresent(best::offer);
    Lookup.Question question =
        peer -> {
          KadMessage answer = ask(peer, request);
          answer.value().map(ByteString::toByteArray).ifPresent(best::offer);
          return closer(answer);
        };
    lookup(key, watcher, question, () -> false).run(seeds(key), false, time);
    return best.value();
  }

  /// The best of the values that were offered; untrue ones are passed over.
  private final class Best {
    private final byte[] key;
    private Optional<byte[]> best = Optional.empty();

    Best(byte[] key) {
      this.key = key;
    }

    synchronized void offer(byte[] value) {
      try {
        values.check(key, value);
        if (best.isEmpty() || values.isBetter(key, value, best.get())) {
          best = Optional.of(value);
        }
      } catch (InvalidValue _) {
        // Peers may say anything.
      }
    }

    synchronized Optional<byte[]> value() {
      return best;
    }
  }

  /// Leaves a value with the peers nearest to its key.
  ///
  /// @return how many took it
  /// @throws InvalidValue if it is not true for the key, or a newer one is here
  int putValue(byte[] key, byte[] value, Duration time, LookupWatcher watcher)
      throws IOException, InterruptedException {
    values.put(key, value);
    KadMessage request =
        KadMessage.of(KadMessage.Type.PUT_VALUE, key).withValue(ByteString.copyFrom(value));
    return leave(key, time, watcher, (peer, left) -> network.ask(peer, request, left));
  }

  /// Asks whoever has been silent, and looks for peers near this node and in each of its buckets.
  void refresh() throws InterruptedException {
    refresh(DEEPEST_REFRESHED);
  }

  /// @param most the deepest bucket that is filled
  void refresh(int most) throws InterruptedException {
    ping();
    nearest(network.self().bytes(), false, REFRESH, LookupWatcher.NONE);
    int deepest = Math.min(table.deepest(), most);
    for (int prefix = 0; prefix <= deepest; prefix++) {
      nearest(keyAt(prefix), false, REFRESH, LookupWatcher.NONE);
    }
  }

  /// Asks whoever has been silent, some at once; within [#REFRESH], so that many who are dead do
  /// not keep the others waiting.
  private void ping() throws InterruptedException {
    long before = scheduler.nanoTime() - SILENT.toNanos();
    long lastBegins = scheduler.deadline(REFRESH.minus(Lookup.QUESTION));
    Errands.run(
        scheduler,
        table.silentSince(before, PINGED),
        PINGED_AT_ONCE,
        peer -> {
          if (scheduler.nanoTime() - lastBegins > 0) {
            return false;
          }
          try {
            ask(peer, KadMessage.of(KadMessage.Type.PING, new byte[0]));
          } catch (IOException _) {
            return false;
          }
          if (table.isSilentSince(peer, before)) {
            // It answers, but from where this DHT does not look.
            table.failed(peer);
          }
          return true;
        });
  }

  /// A key in one of this node's buckets, in the form of a peer id.
  private byte[] keyAt(int prefix) {
    byte[] key = new byte[34];
    do {
      random.nextBytes(key);
      key[0] = 0x12;
      key[1] = 32;
    } while (place.commonPrefix(KadKey.of(key)) != prefix);
    return key;
  }
}
