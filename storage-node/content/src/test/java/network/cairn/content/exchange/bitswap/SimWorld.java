package network.cairn.content.exchange.bitswap;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import network.cairn.base.time.SimScheduler;
import network.cairn.content.exchange.BlockServers;
import network.cairn.content.exchange.ExchangeSession;
import network.cairn.content.routing.ContentRouting;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.libp2p.HostBuilder;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.transport.Transport;
import network.cairn.libp2p.transport.memory.SimNetwork;

/// Hosts with bitswap, or without, on one simulated network; all from one seed.
final class SimWorld {
  static final Duration LONG = Duration.ofMinutes(10);

  final SimScheduler sim;
  final SimNetwork network;
  final SplittableRandom random;
  private final List<Host> hosts = new ArrayList<>();

  private SimWorld(SimScheduler sim, long seed) {
    this.sim = sim;
    this.network = new SimNetwork(sim, seed);
    this.random = new SplittableRandom(seed);
  }

  /// What happens in a world.
  interface Scenario {
    void run(SimWorld world) throws Exception;
  }

  /// Runs a scenario to its end; a failure names the seed.
  static SimScheduler simulate(long seed, Scenario scenario) {
    SimScheduler sim = new SimScheduler(seed);
    sim.run(() -> {
      SimWorld world = new SimWorld(sim, seed);
      scenario.run(world);
      world.hosts.forEach(Host::close);
    });
    return sim;
  }

  /// A host without bitswap, listening.
  Peer peer() throws IOException {
    String name = "h" + hosts.size();
    return peer(name, network.machine(name));
  }

  /// Another host of the same peer.
  Peer twin(Peer of) throws IOException {
    String name = "h" + hosts.size();
    return peer(name, network.machine(name), of.key);
  }

  /// A host at an IP address.
  Peer peer(String ip) throws IOException {
    String name = "h" + hosts.size();
    return peer(name, network.machine(name, ip));
  }

  private Peer peer(String name, Transport transport) throws IOException {
    return peer(name, transport, PrivateKey.generate(KeyType.ED25519, random.split()));
  }

  private Peer peer(String name, Transport transport, PrivateKey key) throws IOException {
    Host host =
        HostBuilder.of(key)
            .transport(transport)
            .scheduler(sim)
            .random(random.split())
            .agent("cairn/sim")
            .build();
    host.listen(SimNetwork.address(transport));
    hosts.add(host);
    return new Peer(name, host, SimNetwork.address(transport).withPeer(host.id()), key);
  }

  Node node() throws IOException {
    return node(BitswapConfig.DEFAULT);
  }

  Node node(Peer peer) {
    return new Node(peer, BitswapConfig.DEFAULT, ContentRouting.none());
  }

  Node node(BitswapConfig config) throws IOException {
    return new Node(peer(), config, ContentRouting.none());
  }

  Node node(ContentRouting routing) throws IOException {
    return new Node(peer(), BitswapConfig.DEFAULT, routing);
  }

  Node node(ContentRouting routing, BlockServers servers) throws IOException {
    return new Node(peer(), BitswapConfig.DEFAULT, routing, servers);
  }

  /// Blocks of random bytes.
  List<Block> blocks(int count, int size) {
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] bytes = new byte[size];
      random.nextBytes(bytes);
      blocks.add(block(bytes));
    }
    return blocks;
  }

  static Block block(byte[] bytes) {
    return Block.of(Cid.v1(Multicodec.RAW, Multihash.sha256(bytes)), bytes);
  }

  static List<Cid> cids(List<Block> blocks) {
    return blocks.stream().map(Block::cid).toList();
  }

  /// Something that happens before a block is looked for.
  interface Look {
    void look(Cid cid) throws InterruptedException;
  }

  /// A host and where it is.
  record Peer(String name, Host host, Multiaddr address, PrivateKey key) {}

  /// A node that keeps blocks in memory.
  final class Node implements LocalBlocks {
    final Peer peer;
    final Bitswap bitswap;
    private final Map<Multihash, Block> store = new HashMap<>();
    private int reads;
    private Look beforeSize = _ -> {};

    Node(Peer peer, BitswapConfig config, ContentRouting routing) {
      this(peer, config, routing, BlockServers.none());
    }

    Node(Peer peer, BitswapConfig config, ContentRouting routing, BlockServers servers) {
      this.peer = peer;
      this.bitswap = new Bitswap(peer.host, this, Hashing.jdk(), sim, config, routing, servers);
    }

    @Override
    public OptionalInt size(Cid cid) {
      try {
        beforeSize.look(cid);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      Block block = store.get(cid.multihash());
      return block == null ? OptionalInt.empty() : OptionalInt.of(block.size());
    }

    @Override
    public Optional<Block> read(Cid cid) {
      reads++;
      return Optional.ofNullable(store.get(cid.multihash()));
    }

    /// What happens before this node looks for a block.
    void beforeSize(Look look) {
      beforeSize = look;
    }

    /// Blocks that were read, each as often as it was.
    int reads() {
      return reads;
    }

    void remove(Cid cid) {
      store.remove(cid.multihash());
    }

    boolean has(Cid cid) {
      return store.containsKey(cid.multihash());
    }

    void put(Block block) {
      store.put(block.cid().multihash(), block);
      bitswap.stored(List.of(block.cid().multihash()));
    }

    Node with(List<Block> blocks) {
      blocks.forEach(this::put);
      return this;
    }

    void dial(Node other) throws IOException, InterruptedException {
      peer.host.connect(other.peer.address, LONG);
      settle();
    }

    /// Fetches and keeps blocks, announcing them ahead.
    void fetch(List<Cid> cids) throws InterruptedException {
      try (ExchangeSession session = bitswap.session(cids.getFirst())) {
        session.prefetch(cids);
        for (Cid cid : cids) {
          Optional<Block> block = session.get(cid, LONG);
          if (block.isEmpty()) {
            throw new AssertionError(peer.name + " did not get " + cid);
          }
          put(block.get());
        }
      }
    }

    BitswapStats stats() {
      return bitswap.stats();
    }
  }

  /// Lets identify and listeners finish.
  void settle() throws InterruptedException {
    sim.sleep(Duration.ofMillis(100));
  }
}
