package network.cairn.interop;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import network.cairn.base.time.RealScheduler;
import network.cairn.base.time.Scheduler;
import network.cairn.base.tree.IgnoreRules;
import network.cairn.base.tree.PathSource;
import network.cairn.content.blockservice.BlockService;
import network.cairn.content.blockservice.BlockSession;
import network.cairn.content.exchange.bitswap.Bitswap;
import network.cairn.content.exchange.bitswap.BitswapConfig;
import network.cairn.content.exchange.bitswap.BitswapStats;
import network.cairn.content.exchange.bitswap.LocalBlocks;
import network.cairn.content.routing.ContentRouting;
import network.cairn.content.unixfs.ImportListener;
import network.cairn.content.unixfs.ImportOptions;
import network.cairn.content.unixfs.Importer;
import network.cairn.content.unixfs.UnixFs;
import network.cairn.content.unixfs.export.Exporter;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.dag.Links;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.libp2p.HostBuilder;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.store.blockstore.Writer;
import network.cairn.store.hash.HashPool;
import network.cairn.store.hash.Hashes;
import network.cairn.store.repo.RepoOptions;
import network.cairn.store.repo.Repository;

/// A node put together from its parts, within this process, on TCP, WebSocket and QUIC.
final class JvmCairn implements CairnNode {
  private static final Duration PER_BLOCK = Duration.ofSeconds(60);

  final Host host;
  final Bitswap bitswap;
  private final Repository repository;
  private final BlockService blocks;
  private final HashPool pool = HashPool.ofCores();

  /// @param home where the repository is made
  JvmCairn(Path home) throws IOException {
    Hashing hashing = new Hashes();
    Scheduler scheduler = new RealScheduler();
    Repository.init(home);
    repository = Repository.open(home, RepoOptions.defaults("test", Links::of, hashing));
    host =
        HostBuilder.tcp(
                PrivateKey.generate(KeyType.ED25519, new SplittableRandom(System.nanoTime())))
            .quic(true)
            .scheduler(scheduler)
            .agent("cairn/interop")
            .build();
    host.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"));
    host.listen(Multiaddr.parse(host.listenAddresses().getFirst() + "/ws"));
    host.listen(Multiaddr.parse("/ip4/127.0.0.1/udp/0/quic-v1"));
    bitswap =
        new Bitswap(
            host,
            new Served(repository),
            hashing,
            scheduler,
            BitswapConfig.DEFAULT,
            ContentRouting.none());
    repository.blockstore().addListener(bitswap::stored);
    blocks = new BlockService(repository.blockstore(), bitswap, hashing, scheduler);
  }

  private record Served(Repository repository) implements LocalBlocks {
    @Override
    public OptionalInt size(Cid cid) {
      return repository.blockstore().size(cid);
    }

    @Override
    public Optional<Block> read(Cid cid) {
      return repository.blockstore().get(cid);
    }
  }

  @Override
  public String id() {
    return host.id().toString();
  }

  @Override
  public String address() {
    return host.listenAddresses().getFirst().withPeer(host.id()).toString();
  }

  @Override
  public String websocketAddress() {
    return host.listenAddresses().get(1).withPeer(host.id()).toString();
  }

  @Override
  public String quicAddress() {
    return host.listenAddresses().getLast().withPeer(host.id()).toString();
  }

  @Override
  public void connect(String address) throws IOException, InterruptedException {
    host.connect(Multiaddr.parse(address), Duration.ofSeconds(20));
  }

  Duration ping(String peer) throws IOException, InterruptedException {
    return host.ping(PeerId.parse(peer), Duration.ofSeconds(20));
  }

  BitswapStats stats() {
    return bitswap.stats();
  }

  @Override
  public String add(Path path) throws IOException {
    try (Writer writer = repository.blockstore().writer()) {
      Cid root =
          new Importer(writer::put, pool, ImportOptions.of("unixfs-v1-2025"))
              .tree(
                  new PathSource(true, false, IgnoreRules.none()).entry(path),
                  ImportListener.none())
              .cid();
      writer.commit();
      return root.toString();
    }
  }

  @Override
  public void get(String cid, Path target) throws IOException {
    Cid root = Cid.parse(cid);
    try (BlockSession session = blocks.session(root, PER_BLOCK)) {
      new Exporter(new UnixFs(session)).toPath(root, target);
    }
  }

  @Override
  public void close() throws IOException {
    bitswap.close();
    host.close();
    repository.close();
    pool.close();
  }
}
