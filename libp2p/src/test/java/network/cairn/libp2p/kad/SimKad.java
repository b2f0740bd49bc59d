package network.cairn.libp2p.kad;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import network.cairn.base.time.SimScheduler;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.multiaddr.Protocol;
import network.cairn.libp2p.peer.PeerId;

/// Nodes of one DHT whose messages are carried in virtual time, as bytes; all from one seed.
final class SimKad {
  static final Duration LONG = Duration.ofMinutes(3);

  private static final int LATENCY_MILLIS = 80;
  private static final int KNOWN_AT_FIRST = 3;

  /// The bucket up to which a newcomer looks, so that a thousand come in a few seconds.
  private static final int FILLED_AT_FIRST = 1;

  final SimScheduler sim;
  final SplittableRandom random;
  final KadScope scope;
  final List<Node> nodes = new ArrayList<>();
  private final Map<PeerId, Node> byId = new HashMap<>();

  /// Where every node is; for the addresses that peers tell.
  private final Set<Multiaddr> taken = new LinkedHashSet<>();

  /// Makes the records of nodes that are added.
  Supplier<ProviderRecords> recordsOfNext = this::fewRecords;

  private ProviderRecords fewRecords() {
    return new MemoryProviders(new MemoryProviders.Bounds(100, 1_000, 10_000), sim::epochMillis);
  }

  /// Exchanges with peers: questions, and streams over which one was told something.
  long messages;

  /// What was told over them.
  long records;

  SimKad(SimScheduler sim, long seed, KadScope scope) {
    this.sim = sim;
    this.random = new SplittableRandom(seed);
    this.scope = scope;
  }

  /// What happens in a DHT.
  interface Scenario {
    void run(SimKad world) throws Exception;
  }

  static void simulate(long seed, KadScope scope, Scenario scenario) {
    SimScheduler sim = new SimScheduler(seed);
    sim.run(() -> scenario.run(new SimKad(sim, seed, scope)));
  }

  PeerId randomPeer() {
    byte[] id = new byte[34];
    random.nextBytes(id);
    id[0] = 0x12;
    id[1] = 32;
    return PeerId.decode(id);
  }

  byte[] randomKey() {
    return randomPeer().bytes();
  }

  Multiaddr randomAddress() {
    byte[] ip = new byte[4];
    do {
      random.nextBytes(ip);
      if (scope != KadScope.WAN) {
        ip[0] = 10;
      }
    } while (!fits(ip));
    return Multiaddr.of(address(ip), Protocol.TCP, 4001);
  }

  private boolean fits(byte[] ip) {
    return (scope == KadScope.WAN) == KadScope.isPublic(address(ip))
        && taken.add(Multiaddr.of(address(ip), Protocol.TCP, 4001));
  }

  private static InetAddress address(byte[] ip) {
    try {
      return InetAddress.getByAddress(ip);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  Node add() {
    Node node = new Node(randomPeer(), List.of(randomAddress()));
    nodes.add(node);
    byId.put(node.id, node);
    return node;
  }

  /// Adds nodes that know a few of the earlier ones and find the others.
  void grow(int count) throws IOException, InterruptedException {
    while (nodes.size() < count) {
      Node node = add();
      for (int i = 0; i < KNOWN_AT_FIRST && nodes.size() > 1; i++) {
        node.meet(nodes.get(random.nextInt(nodes.size() - 1)));
      }
      node.engine.refresh(FILLED_AT_FIRST);
    }
  }

  /// How a node answers otherwise than it should.
  interface Answering {
    KadMessage answer(PeerId from, KadMessage request) throws IOException;
  }

  /// A node: what it knows of others' places, and its part in the DHT.
  final class Node implements KadNetwork {
    final PeerId id;
    final List<Multiaddr> own;

    /// From where its connections come.
    List<Multiaddr> seen;

    final KadEngine engine;
    final ProviderRecords providers;
    private final Map<PeerId, Set<Multiaddr>> known = new HashMap<>();
    private final Set<PeerId> connected = new HashSet<>();
    Optional<Answering> answering = Optional.empty();
    boolean serves = true;
    boolean dead;

    Node(PeerId id, List<Multiaddr> own) {
      this.id = id;
      this.own = own;
      this.seen = own;
      this.providers = recordsOfNext.get();
      this.engine = new KadEngine(this, scope, sim, random.split(), providers);
    }

    void meet(Node other) throws IOException, InterruptedException {
      learn(new KadPeer(other.id, other.own));
      engine.met(other.id);
    }

    @Override
    public PeerId self() {
      return id;
    }

    @Override
    public List<Multiaddr> ownAddresses() {
      return own;
    }

    @Override
    public List<Multiaddr> addresses(PeerId peer) {
      return List.copyOf(known.getOrDefault(peer, Set.of()));
    }

    @Override
    public List<Multiaddr> seenAt(PeerId peer) {
      return Optional.ofNullable(byId.get(peer))
          .filter(_ -> connected.contains(peer))
          .map(other -> other.seen)
          .orElse(List.of());
    }

    @Override
    public void learn(KadPeer peer) {
      known.computeIfAbsent(peer.id(), _ -> new LinkedHashSet<>()).addAll(peer.addresses());
    }

    @Override
    public KadMessage ask(PeerId peer, KadMessage request, Duration time)
        throws IOException, InterruptedException {
      Node other = reach(peer, time);
      try {
        byte[] bytes = KadCodec.encode(request);
        KadMessage answer =
            other.answering.isPresent()
                ? other.answering.get().answer(id, KadCodec.decode(bytes))
                : other.engine.serve(id, KadCodec.decode(bytes)).orElseThrow();
        sim.sleep(Duration.ofMillis(1 + random.nextInt(LATENCY_MILLIS)));
        return KadCodec.decode(KadCodec.encode(answer));
      } catch (IOException e) {
        throw new IOException("the stream was reset: " + e.getMessage(), e);
      }
    }

    @Override
    public void tellAll(PeerId peer, Iterable<KadMessage> requests, Duration time)
        throws IOException, InterruptedException {
      Node other = reach(peer, time);
      try {
        for (KadMessage request : requests) {
          records++;
          other.engine.serve(id, KadCodec.decode(KadCodec.encode(request)));
        }
      } catch (IOException _) {
        // Nobody hears of it.
      }
    }

    /// Nobody is reached but where it is; who is dead is silent until the time has passed.
    private Node reach(PeerId peer, Duration time) throws IOException, InterruptedException {
      messages++;
      Node other = byId.get(peer);
      if (other == null || other.dead || addresses(peer).stream().noneMatch(other.own::contains)) {
        sim.sleep(time);
        throw new IOException("no answer within " + time.toSeconds() + " s");
      }
      sim.sleep(Duration.ofMillis(1 + random.nextInt(LATENCY_MILLIS)));
      connected.add(peer);
      if (other.connected.add(id)) {
        other.learn(new KadPeer(id, own));
        if (serves) {
          sim.start("connected", () -> other.connected(id));
        }
      }
      return other;
    }

    /// As a host tells of each new connection to a peer that serves.
    private void connected(PeerId peer) {
      try {
        engine.met(peer);
      } catch (IOException _) {
        // It is met again when it answers.
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
