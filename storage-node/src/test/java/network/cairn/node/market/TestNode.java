package network.cairn.node.market;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Links;
import network.cairn.ledger.types.Amount;
import network.cairn.libp2p.HostBuilder;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.sched.Scheduler;
import network.cairn.node.blockstore.Writer;
import network.cairn.node.deal.PieceServer;
import network.cairn.node.hash.HashPool;
import network.cairn.node.hash.Hashes;
import network.cairn.node.ledger.Chain;
import network.cairn.node.ledger.Sender;
import network.cairn.node.ledger.TestKeys;
import network.cairn.node.provider.LedgerProvider;
import network.cairn.node.provider.ProviderConfig;
import network.cairn.node.provider.ProviderMetrics;
import network.cairn.node.provider.ProviderParts;
import network.cairn.node.provider.prover.PieceHasher;
import network.cairn.node.repo.RepoOptions;
import network.cairn.node.repo.Repository;
import network.cairn.node.unixfs.ImportListener;
import network.cairn.node.unixfs.ImportOptions;
import network.cairn.node.unixfs.ImportProfile;
import network.cairn.node.unixfs.Importer;

/// A node of a test: repository, host on loopback, and whichever roles are asked for.
final class TestNode implements AutoCloseable {
  static final Sender.Limits LIMITS =
      new Sender.Limits(60, Duration.ofSeconds(20), Duration.ofMinutes(3));

  final String name;
  final Chain chain;
  final Repository repo;
  final Host host;
  final PieceServer pieces;
  final Sender sender;
  private final PrivateKey key;
  private final PieceHasher hasher;
  private final Scheduler scheduler;
  private Optional<LedgerProvider> provider = Optional.empty();
  private Optional<LedgerMarket> market = Optional.empty();

  TestNode(
      String name,
      Path home,
      Chain chain,
      Scheduler scheduler,
      ExecutorService threads,
      long diskReserve)
      throws IOException {
    this.name = name;
    this.chain = chain;
    this.scheduler = scheduler;
    this.key = PrivateKey.generate(KeyType.ED25519, new SplittableRandom(name.hashCode()));
    Repository.init(home);
    this.repo =
        Repository.open(
            home,
            RepoOptions.defaults("test", Links::of, new Hashes())
                .withDiskReserve(diskReserve)
                .withPackSize(1 << 22));
    this.host = HostBuilder.tcp(key).scheduler(scheduler).agent("cairn/test").build();
    host.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"));
    this.pieces = PieceServer.start(host, scheduler, 1L << 30);
    this.sender = new Sender(chain, TestKeys.signer(name), scheduler, LIMITS);
    this.hasher = new PieceHasher(threads, 2);
  }

  List<Multiaddr> addresses() {
    return host.listenAddresses();
  }

  LedgerProvider provider(ProviderConfig config, Scheduler tasks) throws IOException {
    LedgerProvider opened =
        LedgerProvider.open(
            new ProviderParts(
                config,
                host,
                chain,
                new Sender(chain, TestKeys.signer(name), tasks, LIMITS),
                key::sign,
                repo,
                pieces,
                hasher,
                new Hashes(),
                tasks,
                new SplittableRandom(name.hashCode()),
                ProviderMetrics.NONE));
    provider = Optional.of(opened);
    return opened;
  }

  LedgerProvider provider() {
    return provider.orElseThrow();
  }

  LedgerMarket market() throws IOException {
    if (market.isEmpty()) {
      market =
          Optional.of(
              LedgerMarket.open(
                  new MarketParts(host, chain, sender, repo, pieces, hasher, scheduler)));
    }
    return market.get();
  }

  /// Closes the market; the next [#market] opens it again.
  void closeMarket() {
    market.ifPresent(LedgerMarket::close);
    market = Optional.empty();
  }

  /// Imports a file in blocks of 64 KiB.
  Cid add(byte[] content) throws IOException {
    try (Writer writer = repo.blockstore().writer();
        HashPool pool = new HashPool(1)) {
      Cid root =
          new Importer(
                  writer::put,
                  pool,
                  ImportOptions.of(ImportProfile.UNIXFS_V1_2025).withChunker("size-65536"))
              .file("file", new ByteArrayInputStream(content), ImportListener.none())
              .cid();
      writer.commit();
      return root;
    }
  }

  static ProviderConfig config(long price) {
    return ProviderConfig.of(Amount.ofCairn(price), 1L << 30);
  }

  @Override
  public void close() {
    provider.ifPresent(LedgerProvider::close);
    market.ifPresent(LedgerMarket::close);
    pieces.close();
    host.close();
    repo.close();
  }
}
