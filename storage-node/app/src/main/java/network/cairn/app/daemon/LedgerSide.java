package network.cairn.app.daemon;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import network.cairn.api.answer.WalletAddress;
import network.cairn.base.time.Scheduler;
import network.cairn.deals.market.LedgerMarket;
import network.cairn.deals.market.MarketParts;
import network.cairn.deals.protocol.PieceServer;
import network.cairn.deals.provider.LedgerProvider;
import network.cairn.deals.provider.Provider;
import network.cairn.deals.provider.ProviderConfig;
import network.cairn.deals.provider.ProviderFailure;
import network.cairn.deals.provider.ProviderParts;
import network.cairn.deals.provider.prover.PieceHasher;
import network.cairn.http.rpc.cairn.LedgerServices;
import network.cairn.ledger.api.LedgerClient;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.Receipts;
import network.cairn.ledger.api.RemoteLedger;
import network.cairn.ledger.api.UntrustedAnswer;
import network.cairn.ledger.client.ClientChain;
import network.cairn.ledger.client.HeadFile;
import network.cairn.ledger.client.Sender;
import network.cairn.ledger.genesis.InvalidNetworkFile;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.OutOfRange;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.wallet.Addresses;
import network.cairn.ledger.wallet.Amounts;
import network.cairn.ledger.wallet.InvalidAddress;
import network.cairn.ledger.wallet.KeyFile;
import network.cairn.ledger.wallet.Signer;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.store.config.Config;
import network.cairn.store.hash.Hashes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The node's dealings with a ledger: its client, the market, and the provider's role if it has it.
final class LedgerSide {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerSide.class);
  private static final long PIECE_BYTES_PER_SECOND = 1L << 30;
  private static final Duration AGAIN = Duration.ofSeconds(5);
  private static final int MAX_ADDRESSES = 8;

  private final StorageNode node;
  private final Host host;
  private final NetworkFile network;
  private final LedgerClient client;
  private final ClientChain chain;

  /// For who must prove whatever this machine's clock says.
  private final ClientChain steady;

  private final PieceServer pieces;
  private final PieceHasher hasher;

  private LedgerSide(StorageNode node, Host host, NetworkFile network) {
    this.node = node;
    this.host = host;
    this.network = network;
    RemoteLedger ledger =
        node.closing()
            .add(
                "ledger client",
                RemoteLedger.over(network, InstantSource.system(), node.head(network)));
    this.client = ledger;
    this.chain = ClientChain.of(ledger, network.chainRef(), node.scheduler());
    this.steady = ClientChain.of(ledger.steady(), network.chainRef(), node.scheduler());
    this.pieces =
        node.closing()
            .add("piece server", PieceServer.start(host, node.scheduler(), PIECE_BYTES_PER_SECOND));
    int cores = Runtime.getRuntime().availableProcessors();
    ExecutorService workers =
        Executors.newFixedThreadPool(
            cores, Thread.ofPlatform().name("cairn-piece-", 0).daemon(true).factory());
    node.closing().add("piece hashing", workers::shutdownNow);
    this.hasher = new PieceHasher(workers, cores);
  }

  /// The network that a home belongs to.
  ///
  /// @throws StartFailed if its network file is missing or broken
  static Optional<NetworkFile> network(Path home, Config config) throws IOException {
    Optional<Path> named = config.networkFile();
    if (named.isEmpty()) {
      return Optional.empty();
    }
    NetworkFile file = read(home.resolve(named.get()));
    List<String> urls = config.ledgerUrls();
    return Optional.of(urls.isEmpty() ? file : moved(file, urls));
  }

  private static NetworkFile moved(NetworkFile file, List<String> urls) {
    try {
      return file.at(urls.stream().map(URI::create).toList());
    } catch (IllegalArgumentException | InvalidNetworkFile e) {
      throw new StartFailed("Ledger.URL in the configuration: " + e.getMessage(), e);
    }
  }

  static NetworkFile read(Path file) throws IOException {
    String next = "; take the file that 'cairn ledger init' wrote for the ledger";
    if (!Files.exists(file)) {
      throw new StartFailed(
          "the network file "
              + file
              + " is missing"
              + next
              + ", or correct Ledger.Network in the config if it names another");
    }
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new StartFailed("the network file " + file + " cannot be read; check its permissions");
    }
    if (Files.size(file) > NetworkFile.MAX_SIZE) {
      throw new StartFailed("the network file " + file + " is broken: it is too long" + next);
    }
    try {
      return NetworkFile.parse(Files.readString(file, StandardCharsets.UTF_8));
    } catch (CharacterCodingException e) {
      throw new StartFailed("the network file " + file + " is broken: it is no text" + next, e);
    } catch (InvalidNetworkFile e) {
      throw new StartFailed("the network file " + file + " is broken: " + e.getMessage() + next, e);
    }
  }

  /// A ledger that does not answer yet is waited for later; one of another chain never will do.
  private void requireItsLedger() {
    try {
      client.status();
    } catch (LedgerUnavailable e) {
      LOG.info("the ledger does not answer yet: {}", e.getMessage());
    } catch (UntrustedAnswer e) {
      throw new StartFailed(
          "the ledger at "
              + network.ledgerUrl()
              + " is not the one of the network file, chain "
              + network.chainId()
              + ": "
              + e.getMessage()
              + "; take that ledger's own network file, or correct its ledger-url",
          e);
    }
  }

  /// What a provider is started with, beside the configuration.
  ///
  /// @param bond to register with, if the operator is no provider yet
  /// @param repair whether lost copies of others are taken over
  record Role(Optional<Amount> bond, boolean repair) {}

  /// Opens market and role; the role's work begins at once.
  static LedgerServices open(StorageNode node, Host host, NetworkFile network, Optional<Role> role)
      throws IOException {
    LedgerSide side;
    try {
      side = new LedgerSide(node, host, network);
    } catch (HeadFile.Unusable e) {
      throw new StartFailed(String.valueOf(e.getMessage()), e);
    }
    OwnChain.claim(node.repository().state(), network);
    side.requireItsLedger();
    Sender wallet = side.sender("wallet", side.chain);
    Sender operator = side.sender("operator", side.steady);
    LedgerMarket market =
        node.closing()
            .add(
                "market",
                LedgerMarket.open(
                    new MarketParts(
                        host,
                        side.chain,
                        wallet,
                        node.repository(),
                        side.pieces,
                        side.hasher,
                        node.scheduler())));
    market.start();
    Address payout = side.payout(wallet.address());
    Optional<Provider> provider = Optional.empty();
    if (role.isPresent()) {
      provider = Optional.of(side.provider(operator, payout, role.get()));
    }
    return new LedgerServices(
        network,
        side.chain,
        market,
        provider,
        wallet.address(),
        operator.address(),
        payout,
        (to, amount) -> wallet.send(List.of(new Msg.Transfer(to, amount))).value(),
        id -> Receipts.build(side.client, id),
        side::addresses,
        side.client::report);
  }

  private Sender sender(String name, ClientChain chain) {
    return new Sender(chain, key(node.home(), name), node.scheduler(), Sender.Limits.standard());
  }

  /// A key of a home, made where there is none yet.
  private static Signer key(Path home, String name) {
    Path file = home.resolve("keystore").resolve(name);
    return Files.exists(file) ? KeyFile.read(file) : KeyFile.create(file, new SecureRandom());
  }

  /// What a home is called on its network: its keys say it, no ledger is asked.
  ///
  /// @throws StartFailed if it belongs to no network
  static WalletAddress addresses(Path home, Config config) throws IOException {
    NetworkFile network =
        network(home, config)
            .orElseThrow(() ->
                new StartFailed(
                    "this home belongs to no network; make one with 'cairn init --network FILE',"
                        + " or set Ledger.Network"));
    Profile profile = Profile.of(network.chainId());
    return new WalletAddress(
        Addresses.format(profile, key(home, "wallet").address()),
        Addresses.format(profile, key(home, "operator").address()));
  }

  private Address payout(Address wallet) {
    Optional<String> named = node.config().providerPayout();
    try {
      return named.map(text -> Addresses.parse(Profile.of(network.chainId()), text)).orElse(wallet);
    } catch (InvalidAddress e) {
      throw new StartFailed("Provider.Payout in the configuration: " + e.getMessage(), e);
    }
  }

  /// Where others reach this node, at most as many as the ledger keeps.
  private List<Multiaddr> addresses() {
    return host.announcedAddresses().stream().limit(MAX_ADDRESSES).toList();
  }

  private Provider provider(Sender operator, Address payout, Role role) throws IOException {
    LedgerProvider provider =
        node.closing()
            .add(
                "provider",
                LedgerProvider.open(
                    new ProviderParts(
                        offer(role),
                        host,
                        steady,
                        operator,
                        node.keys().peer()::sign,
                        node.repository(),
                        pieces,
                        hasher,
                        new Hashes(),
                        node.scheduler(),
                        new SecureRandom(),
                        node.metrics().provider())));
    provider.start();
    Scheduler.Task enrolment =
        node.scheduler().start("enrol", () -> enrol(provider, operator.address(), payout, role));
    node.closing().add("enrolment", enrolment::interrupt);
    return provider;
  }

  /// What is offered, by the configuration as it stands each time: a price that is changed counts
  /// from the next quote on.
  private Supplier<ProviderConfig> offer(Role role) {
    AtomicReference<ProviderConfig> last = new AtomicReference<>(config(role));
    return () -> {
      try {
        last.set(config(role));
      } catch (StartFailed | OutOfRange | IllegalArgumentException e) {
        LOG.debug("the last offer stands: {}", e.getMessage());
      }
      return last.get();
    };
  }

  private ProviderConfig config(Role role) {
    Config config = node.config();
    String price =
        config
            .providerPrice()
            .orElseThrow(() ->
                new StartFailed("a provider needs a price in CAIRN per GiB and day; give --price"));
    if (config.providerCapacity() == 0) {
      throw new StartFailed("a provider needs room for pieces; give --capacity, as 2TB");
    }
    ProviderConfig standard = ProviderConfig.of(Amounts.parse(price), config.providerCapacity());
    return new ProviderConfig(
        standard.price(),
        config.providerMinSize(),
        Math.min(config.providerMaxSize(), standard.maxBytes()),
        Math.min(config.providerMaxTerm(), standard.maxTerm()),
        standard.maxMultiplier(),
        standard.capacity(),
        standard.maxFills(),
        standard.maxFillsPerClient(),
        standard.maxUnopened(),
        standard.askBlocks(),
        role.repair());
  }

  /// Brings the ledger's record of this provider up to date, or registers it if a bond was given;
  /// tries until the ledger answers.
  private void enrol(LedgerProvider provider, Address operator, Address payout, Role role) {
    String said = "";
    try {
      while (true) {
        String now;
        try {
          boolean known = steady.head().state().provider(operator).isPresent();
          if (known || role.bond().isPresent()) {
            provider.register(role.bond().orElse(Amount.ZERO), payout, addresses());
          }
          return;
        } catch (LedgerUnavailable | ProviderFailure e) {
          now = String.valueOf(e.getMessage());
        }
        if (!said.equals(now)) {
          LOG.warn("not registered as a provider yet: {}", now);
          said = now;
        }
        node.scheduler().sleep(AGAIN);
      }
    } catch (InterruptedException e) {
      LOG.debug("no longer registering");
    }
  }
}
