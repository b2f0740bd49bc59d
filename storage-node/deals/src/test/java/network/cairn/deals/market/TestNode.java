package network.cairn.deals.market;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import network.cairn.base.time.Scheduler;
import network.cairn.deals.protocol.PieceServer;
import network.cairn.deals.provider.LedgerProvider;
import network.cairn.deals.provider.ProviderConfig;
import network.cairn.deals.provider.ProviderMetrics;
import network.cairn.deals.provider.ProviderParts;
import network.cairn.deals.provider.prover.PieceHasher;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.dag.Links;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.ledger.client.Chain;
import network.cairn.ledger.client.Sender;
import network.cairn.ledger.client.TestKeys;
import network.cairn.ledger.types.Amount;
import network.cairn.libp2p.HostBuilder;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.store.blockstore.Writer;
import network.cairn.store.hash.Hashes;
import network.cairn.store.repo.RepoOptions;
import network.cairn.store.repo.Repository;

/// A node of a test: repository, host on loopback, and whichever roles are asked for.
final class TestNode implements AutoCloseable {
  private static final int LEAF = 64 << 10;

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
                () -> config,
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

  /// Keeps content as a DAG: raw leaves of 64 KiB under one dag-pb node.
  Cid add(byte[] content) throws IOException {
    try (Writer writer = repo.blockstore().writer()) {
      List<PbLink> links = new ArrayList<>();
      for (int at = 0; at < content.length; at += LEAF) {
        byte[] leaf = Arrays.copyOfRange(content, at, Math.min(content.length, at + LEAF));
        links.add(new PbLink(put(writer, Multicodec.RAW, leaf), "", leaf.length));
      }
      Cid root = put(writer, Multicodec.DAG_PB, PbNode.of(links, new byte[0]).encode());
      writer.commit();
      return root;
    }
  }

  private static Cid put(Writer writer, long codec, byte[] bytes) throws IOException {
    Cid cid = Cid.v1(codec, Multihash.sha256(bytes));
    writer.put(Block.of(cid, bytes));
    return cid;
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
