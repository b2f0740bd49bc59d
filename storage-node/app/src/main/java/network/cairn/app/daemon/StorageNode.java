package network.cairn.app.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.app.metrics.NodeMetrics;
import network.cairn.base.memory.ByteBudget;
import network.cairn.base.time.Fatal;
import network.cairn.base.time.RealScheduler;
import network.cairn.base.time.Scheduler;
import network.cairn.cli.Version;
import network.cairn.content.blockservice.BlockService;
import network.cairn.content.exchange.Exchange;
import network.cairn.content.exchange.bitswap.Bitswap;
import network.cairn.content.exchange.bitswap.BitswapConfig;
import network.cairn.content.exchange.bitswap.LocalBlocks;
import network.cairn.content.providing.Sweeper;
import network.cairn.content.service.ContentService;
import network.cairn.http.delegated.RoutingSource;
import network.cairn.http.gateway.name.RecordSource;
import network.cairn.http.retrieval.HttpRetrieval;
import network.cairn.http.rpc.kubo.Backend;
import network.cairn.ipld.dag.Links;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ledger.api.HeadStore;
import network.cairn.ledger.client.HeadFile;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.kad.KadDht;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.multiaddr.Protocol;
import network.cairn.libp2p.peering.Peering;
import network.cairn.libp2p.peerstore.Peerstore;
import network.cairn.libp2p.resource.ResourceLimits;
import network.cairn.libp2p.swarm.Limits;
import network.cairn.libp2p.transport.quic.QuicTransport;
import network.cairn.store.config.Config;
import network.cairn.store.config.InvalidConfig;
import network.cairn.store.hash.HashPool;
import network.cairn.store.hash.Hashes;
import network.cairn.store.keys.Keystore;
import network.cairn.store.repo.RepoOptions;
import network.cairn.store.repo.Repository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The parts of one home, open in this process: repository, keys, and the network if wanted.
/// Thread-safe; closed by one thread.
final class StorageNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StorageNode.class);
  private static final int REMEMBERED_PEERS = 10_000;
  private static final String SWARM = "Addresses.Swarm";

  /// What Kubo's configuration has instead of peers that its makers choose.
  private static final String KUBO_CHOOSES = "auto";

  private final Closing closing = new Closing();
  private final Path home;
  private final Config config;
  private final Keystore keys;
  private final NodeMetrics metrics = new NodeMetrics(Version.NUMBER);
  private final Scheduler scheduler = new RealScheduler(Fatal.halt());
  private final ByteBudget budget = ByteBudget.ofHeap(Runtime.getRuntime().maxMemory());
  private final Hashing hashing = new Hashes();
  private final Repository repository;
  private final Hints hints;
  private final HashPool pool;
  private final BlockService local;
  private Optional<HeadStore> head = Optional.empty();
  private Optional<LogRing> log = Optional.empty();
  private Optional<RoutingSource> told = Optional.empty();
  private List<RecordSource> names = List.of(RecordSource.NONE);

  private StorageNode(Path home, String owner) throws IOException {
    this.home = home;
    this.config = Config.load(home);
    this.keys = Keystore.open(home, new SecureRandom());
    this.repository = closing.add("repository", Repository.open(home, options(owner)));
    this.hints =
        closing.add(
            "provider records",
            new Hints(
                home.resolve("providers"),
                scheduler::epochMillis,
                () -> repository.freeOutside() > 0));
    this.pool = closing.add("hash pool", HashPool.ofCores());
    this.local = new BlockService(repository.blockstore(), Exchange.offline(), hashing, scheduler);
    metrics.bind(repository);
  }

  private RepoOptions options(String owner) {
    return RepoOptions.defaults(owner, Links::of, hashing)
        .withStorageMax(config.storageMax())
        .withDiskReserve(config.diskReserve())
        .withMetrics(metrics.store());
  }

  /// Opens a home without a network.
  ///
  /// @param owner what others are told who find the repository locked
  /// @throws InvalidConfig if there is no home, or its configuration is bad
  /// @throws network.cairn.store.repo.RepoLocked if another process has it open
  public static StorageNode open(Path home, String owner) throws IOException {
    return new StorageNode(home, owner);
  }

  Path home() {
    return home;
  }

  Config config() {
    return config;
  }

  NodeMetrics metrics() {
    return metrics;
  }

  Closing closing() {
    return closing;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  Repository repository() {
    return repository;
  }

  /// Where this home keeps the highest header of its ledger: one for all who follow it.
  synchronized HeadStore head(NetworkFile network) {
    HeadStore kept = head.orElseGet(() -> HeadFile.of(home, network.chainId(), network.chainRef()));
    head = Optional.of(kept);
    return kept;
  }

  Keystore keys() {
    return keys;
  }

  /// What the commands work on while there is no network.
  Backend offline(Runnable shutdown) {
    return backend(local, Optional.empty(), shutdown);
  }

  /// Joins the network: listens, serves bitswap, connects to the configured peers.
  ///
  /// @throws StartFailed if an address cannot be listened on
  Backend online(Runnable shutdown) throws IOException {
    var _ = log();
    remarkConfig();
    Peerstore peers = peerstore();
    PeerFile file = new PeerFile(home);
    LOG.info("{} peers are known from before", file.load(peers));
    List<Multiaddr> listen = ConfiguredAddresses.multiaddrs(SWARM, config.swarmAddresses());
    if (config.quic() && listen.stream().anyMatch(a -> a.has(Protocol.QUIC_V1))) {
      QuicTransport.load(scheduler);
    }
    List<Multiaddr> wanted = bootstrap();
    KeptPeers kept = KeptPeers.of(config, keys.peerId());
    closing.add("peer file", () -> file.save(peers, keys.peerId()));
    Backend.Online network = network(peers, true);
    listen(network.host(), listen, config.quic());
    kept.addTo(network.peering());
    LocalPeers.begin(this, network.host());
    closing.add("bootstrap", new Bootstrap(network.host(), scheduler, wanted));
    closing.add(
        "backup peers",
        new BackupPeers(
            network.host(),
            scheduler,
            wanted.stream().flatMap(a -> a.peerId().stream()).toList(),
            new PeerFile(home, "backup-peers")));
    return backend(exchanging(network.bitswap()), Optional.of(network), shutdown);
  }

  private void remarkConfig() {
    config
        .unknown()
        .forEach(key -> LOG.warn("the configuration has a key that nobody knows: {}", key));
    config.remarks().forEach(remark -> LOG.warn("the configuration's {}", remark));
    String self = keys.peerId().toString();
    config
        .json("Identity.PeerID")
        .map(text -> text.replace("\"", ""))
        .filter(said -> !said.isEmpty() && !said.equals("null") && !said.equals(self))
        .ifPresent(said ->
            LOG.warn(
                "the configuration's Identity.PeerID {} is not this node's name, which is {}: the"
                    + " home's key makes it",
                said,
                self));
  }

  private List<Multiaddr> bootstrap() {
    List<String> texts =
        config.bootstrap().stream().filter(text -> !text.equals(KUBO_CHOOSES)).toList();
    if (texts.size() < config.bootstrap().size()) {
      LOG.warn(
          "Bootstrap holds \"auto\", which names no peer here; set it to the peers' addresses");
    }
    return ConfiguredAddresses.multiaddrs("Bootstrap", texts);
  }

  /// A network that dials only: nothing listens, nobody is called but whom a command names and whom
  /// the home's ledger or its routers name as holders of what is wanted.
  Backend dialing(Runnable shutdown) throws IOException {
    Backend.Online network = network(peerstore(), false);
    return backend(exchanging(network.bitswap()), Optional.of(network), shutdown);
  }

  /// As [#dialing] if the home belongs to a network or names routers, so that somebody can be
  /// asked.
  Backend fetching(Runnable shutdown) throws IOException {
    boolean routers = !config.delegatedRouters().isEmpty() && !SwarmTransports.isPrivate(home);
    boolean somebody = config.networkFile().isPresent() || routers;
    return somebody ? dialing(shutdown) : offline(shutdown);
  }

  private BlockService exchanging(Bitswap bitswap) {
    return new BlockService(repository.blockstore(), bitswap, hashing, scheduler);
  }

  /// What this node tells those who delegate their routing to it; empty without a network.
  Optional<RoutingSource> told() {
    return told;
  }

  /// Who may know the record of a name.
  List<RecordSource> names() {
    return names;
  }

  /// @param member whether it takes part in the DHTs that are configured
  private Backend.Online network(Peerstore peers, boolean member) throws IOException {
    config.requireMet();
    String agent = "cairn/" + Version.NUMBER;
    SwarmAddresses addresses = new SwarmAddresses(config);
    Host host =
        closing.add(
            "host",
            SwarmTransports.host(keys.peer(), config, home)
                .channels(config.channels())
                .names(new SystemNames())
                .scheduler(scheduler)
                .peerstore(peers)
                .limits(limits())
                .gater(addresses)
                .announcing(addresses::told)
                .metrics(metrics.network())
                .agent(agent)
                .build());
    List<KadDht> dhts = member ? Dhts.of(config, host, scheduler, hints::records) : List.of();
    dhts.forEach(dht -> closing.add("DHT " + dht.scope(), dht));
    Finding finding = Finding.of(this, host, dhts);
    HttpRetrieval retrieval =
        closing.add(
            "HTTP retrieval",
            new HttpRetrieval(RetrievalConfig.rules(config), hashing, scheduler, agent));
    told = Optional.of(finding.told());
    names = finding.names();
    Bitswap bitswap =
        closing.add(
            "bitswap",
            new Bitswap(
                host,
                config.serving() ? new ServedBlocks(repository.blockstore()) : LocalBlocks.NONE,
                hashing,
                scheduler,
                BitswapConfig.ofHeap(Runtime.getRuntime().maxMemory()),
                finding.all(),
                retrieval));
    repository.blockstore().addListener(bitswap::stored);
    metrics.bind(host);
    metrics.bind(bitswap);
    metrics.bind(retrieval);
    return new Backend.Online(
        host,
        bitswap,
        new Bandwidth(metrics.network()),
        agent,
        dhts,
        finding.routers(),
        sweepers(dhts),
        closing.add("peering", new Peering(host, scheduler, new SecureRandom(), finding::places)));
  }

  /// What announces to each of the DHTs what is here, if the configuration wants it.
  private List<Sweeper> sweepers(List<KadDht> dhts) {
    List<Sweeper> sweepers = new ArrayList<>();
    if (config.providing()) {
      for (KadDht dht : dhts) {
        Sweeper sweeper =
            closing.add(
                "providing",
                new Sweeper(
                    dht,
                    repository,
                    hints.journal(Dhts.name(dht.scope())),
                    Dhts.providing(config, dhts.size()),
                    scheduler));
        repository.blockstore().addListener(sweeper);
        sweepers.add(sweeper);
      }
    }
    return sweepers;
  }

  private static Peerstore peerstore() {
    long heap = Runtime.getRuntime().maxMemory();
    return new Peerstore(REMEMBERED_PEERS, ResourceLimits.peersOfHeap(heap));
  }

  private Limits limits() {
    return Limits.ofHeap(Runtime.getRuntime().maxMemory())
        .withWater(
            config.connectionLowWater(), config.connectionHighWater(), config.connectionGrace());
  }

  /// Whether the address is all of IPv6 where the same of IPv4 is listened on too.
  private static boolean isTakenForIpv4(Multiaddr address, List<Multiaddr> addresses) {
    String all = "/ip6/::/";
    return address.toString().startsWith(all)
        && addresses.stream()
            .map(Multiaddr::toString)
            .anyMatch(("/ip4/0.0.0.0/" + address.toString().substring(all.length()))::equals);
  }

  /// Listens where it can: Kubo's configurations name transports that are not here.
  ///
  /// @throws StartFailed if there are addresses and none can be listened on
  private static void listen(Host host, List<Multiaddr> addresses, boolean quic) {
    List<String> failures = new ArrayList<>();
    for (Multiaddr address : addresses) {
      try {
        host.listen(address);
      } catch (IOException e) {
        failures.add(
            "cannot listen on "
                + address
                + ": "
                + e.getMessage()
                + (isTakenForIpv4(address, addresses)
                    ? " (this program listens on that port for IPv4, and IPv6 needs another here)"
                    : "")
                + (address.has(Protocol.QUIC_V1) && !address.has(Protocol.WEBTRANSPORT) && !quic
                    ? " (QUIC is off: set Swarm.Transports.Network.QUIC to true; a private network"
                        + " has none)"
                    : ""));
      }
    }
    if (!failures.isEmpty() && failures.size() == addresses.size()) {
      throw new StartFailed(
          String.join("; ", failures)
              + "; choose other addresses with 'cairn config --json "
              + SWARM
              + "'");
    }
    failures.forEach(failure -> LOG.warn("{}; the others are listened on", failure));
  }

  /// The end of the log, kept from the first call on.
  private LogRing log() {
    LogRing ring = log.orElseGet(() -> closing.add("log tail", LogRing.open()));
    log = Optional.of(ring);
    return ring;
  }

  private Backend backend(BlockService blocks, Optional<Backend.Online> online, Runnable shutdown) {
    ContentService content =
        new ContentService(
            repository, new ContentService.Blocks(local, blocks), hashing, pool, scheduler, budget);
    return new Backend(
        config,
        keys,
        repository,
        content,
        online,
        scheduler,
        new Backend.Identity(Version.NUMBER, ""),
        new Logging(),
        log(),
        shutdown);
  }

  @Override
  public void close() {
    closing.close();
  }
}
