package network.cairn.ledger.genesis;

import com.google.protobuf.ByteString;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import network.cairn.base.time.RealScheduler;
import network.cairn.base.time.Scheduler;
import network.cairn.ledger.crypto.EcVrf;
import network.cairn.ledger.crypto.Ed25519;
import network.cairn.ledger.engine.ChainMove;
import network.cairn.ledger.engine.Engine;
import network.cairn.ledger.engine.EngineHome;
import network.cairn.ledger.engine.EngineKind;
import network.cairn.ledger.engine.FollowedHeaders;
import network.cairn.ledger.engine.LedgerFolder;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.ValidatorKeys;
import network.cairn.ledger.engine.choice.EngineChoice;
import network.cairn.ledger.store.Keeping;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.NamedKeys;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.wallet.KeyFile;
import network.cairn.ledger.wallet.Signer;

/// The folder of one ledger: `genesis`, `network`, `consensus`, `keystore/{validator,beacon,node,
/// treasury}`, `blocks/` or `comet/` or, with the file `moved`, both, `state/`, `snapshots/`,
/// `lock`.
public final class LedgerHome {
  private final HomeFiles files;
  private final Genesis genesis;
  private final NetworkFile network;
  private final Optional<ChainMove> move;

  private LedgerHome(
      HomeFiles files, Genesis genesis, NetworkFile network, Optional<ChainMove> move) {
    this.move = move;
    this.files = files;
    this.genesis = genesis;
    this.network = network;
  }

  /// What a new chain is to be.
  ///
  /// @param chainId decides the profile: ids that begin `cairn-dev-` are dev chains
  /// @param params empty for the profile's defaults
  /// @param treasury the keys that spend the treasury together; one key is made for it if empty
  public record Plan(
      String chainId, Optional<Params> params, URI ledgerUrl, Optional<NamedKeys> treasury) {
    /// One whose treasury has one key.
    public Plan(String chainId, Optional<Params> params, URI ledgerUrl) {
      this(chainId, params, ledgerUrl, Optional.empty());
    }

    public static Plan of(String chainId, URI ledgerUrl) {
      return new Plan(chainId, Optional.empty(), ledgerUrl);
    }
  }

  /// Makes a chain of one validator: keys, a genesis that gives all to `treasury`, or to the keys
  /// that the plan names, the network and the consensus file.
  ///
  /// @throws InvalidHome if the folder has a chain already or cannot be written
  public static LedgerHome init(
      Path folder, Plan plan, RandomGenerator random, InstantSource clock) {
    HomeFiles files = new HomeFiles(folder);
    if (files.hasGenesis()) {
      throw new InvalidHome(folder + " has a chain already; choose another folder");
    }
    try {
      NetworkFile.requireForm(plan.chainId(), plan.ledgerUrl());
    } catch (InvalidNetworkFile e) {
      throw new InvalidHome("no chain can be made: " + e.getMessage(), e);
    }
    Signer validator = KeyFile.create(files.key("validator"), random);
    Signer beacon = KeyFile.create(files.key("beacon"), random);
    Address treasury =
        plan.treasury()
            .map(named -> named.keys().account())
            .orElseGet(() -> KeyFile.create(files.key("treasury"), random).address());
    List<Address> purses =
        plan.treasury().map(named -> Founding.holders(named.keys())).orElse(List.of());
    Params params = plan.params().orElseGet(() -> Params.defaults(Profile.of(plan.chainId())));
    Genesis genesis =
        new Genesis(
            plan.chainId(),
            clock.instant().toEpochMilli(),
            List.of(new Genesis.Validator(validator.pubkey(), 1, beacon.pubkey())),
            plan.treasury().isPresent() ? Founding.withTreasury(params, plan.chainId()) : params,
            Founding.allocations(purses, treasury, Amount.SUPPLY),
            plan.treasury().map(NamedKeys::keys));
    genesis.requireBounds();
    KeyFile.create(files.key("node"), random);
    return write(
        folder,
        genesis,
        NetworkFile.of(genesis, plan.ledgerUrl()),
        Optional.of(ConsensusFile.alone()));
  }

  /// Writes a home's files, the genesis last: a folder without it is no home.
  static LedgerHome write(
      Path folder, Genesis genesis, NetworkFile network, Optional<ConsensusFile> consensus) {
    HomeFiles files = new HomeFiles(folder);
    files.write(genesis, network, consensus);
    return new LedgerHome(files, genesis, network, Optional.empty());
  }

  /// Opens a home.
  ///
  /// @throws InvalidHome if there is none
  public static LedgerHome open(Path folder) {
    HomeFiles files = new HomeFiles(folder);
    HomeFiles.Chain chain = files.chain();
    return new LedgerHome(files, chain.genesis(), chain.network(), files.move());
  }

  /// Ends this chain of one validator here, so that others go on with it.
  ///
  /// @param validators sorted by address
  ChainMove moveTo(List<Genesis.Validator> validators, Scheduler scheduler, InstantSource clock) {
    try (HomeLock _ = HomeLock.take(folder())) {
      return EngineChoice.move(engineHome(Keeping.standard()), validators, scheduler, clock);
    }
  }

  LedgerHome withMove(ChainMove to) {
    return new LedgerHome(files, genesis, network, Optional.of(to));
  }

  public Path folder() {
    return files.folder();
  }

  /// The other servers of the network file, without this home's own door.
  ///
  /// @throws InvalidHome if there are none
  public NetworkFile others() {
    List<URI> others = network.servers().subList(1, network.servers().size());
    if (others.isEmpty()) {
      throw new InvalidHome(
          folder().resolve("network")
              + " names no server but this home's own; add a line ledger-url of another");
    }
    return network.at(others);
  }

  /// The first height that CometBFT makes.
  public long firstHeight() {
    return move.map(ChainMove::height).orElse(0L) + 1;
  }

  /// Where the chain was moved, if this is a home of after that.
  public Optional<ChainMove> move() {
    return move;
  }

  public Genesis genesis() {
    return genesis;
  }

  public NetworkFile network() {
    return network;
  }

  /// The key that holds the first allocation or, of a treasury of several keys, the one of them
  /// that is here.
  ///
  /// @throws network.cairn.ledger.wallet.KeyFileFault if the home has none
  public Signer treasury() {
    return files.signer("treasury");
  }

  /// The key of the account that the home's validator belongs to.
  ///
  /// @throws network.cairn.ledger.wallet.KeyFileFault if the home has none
  public Signer operator() {
    return files.signer("operator");
  }

  /// The home's keys as a candidate names them, each proved to be its operator's.
  ///
  /// @throws network.cairn.ledger.wallet.KeyFileFault if one is missing
  public Msg.CandidateKeys candidateKeys() {
    ByteString chainRef = network.chainRef();
    Address operator = operator().address();
    Signer vote = files.signer("validator");
    Signer beacon = files.signer("beacon");
    byte[] signature = Ed25519.sign(vote.seed(), Domain.bindValidator(chainRef, operator));
    byte[] proof = EcVrf.prove(beacon.seed(), Domain.bindBeacon(chainRef, operator));
    return new Msg.CandidateKeys(
        new Msg.VoteKey(vote.pubkey(), ByteString.copyFrom(signature)),
        new Msg.BeaconKey(beacon.pubkey(), ByteString.copyFrom(proof)));
  }

  /// An engine over this home's store, which it locks until it is closed.
  ///
  /// @throws InvalidHome if another process has it open
  public Running engine(InstantSource clock, LedgerMetrics metrics) {
    return engine(clock, metrics, Keeping.standard());
  }

  /// As [#engine(InstantSource, LedgerMetrics)] keeping other things than the standard ones.
  public Running engine(InstantSource clock, LedgerMetrics metrics, Keeping keeping) {
    return engine(new RealScheduler(), clock, metrics, keeping);
  }

  /// As [#engine(InstantSource, LedgerMetrics, Keeping)].
  ///
  /// @param scheduler of the pace of blocks; learns what no restart of their loop mends
  public Running engine(
      Scheduler scheduler, InstantSource clock, LedgerMetrics metrics, Keeping keeping) {
    return engine(new EngineKind.Embedded(), scheduler, clock, metrics, keeping);
  }

  /// As the other, with an engine of some kind.
  public Running engine(
      EngineKind kind,
      Scheduler scheduler,
      InstantSource clock,
      LedgerMetrics metrics,
      Keeping keeping) {
    HomeLock lock = HomeLock.take(folder());
    try {
      return new Running(
          EngineChoice.open(engineHome(keeping), kind, scheduler, clock, metrics), lock);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /// CometBFT over this home, as its files `consensus` and `keystore/node` say.
  ///
  /// @param binary CometBFT's program
  /// @param headers makes of this home what proves the state of others, where it has none; used if
  ///   the file `consensus` says so
  /// @throws InvalidHome if one of them is missing or broken
  public EngineKind cometbft(Path binary, Function<LedgerHome, FollowedHeaders> headers) {
    return files
        .consensus()
        .settings(
            binary, ByteString.copyFrom(files.signer("node").seed()), () -> headers.apply(this));
  }

  /// The door of the node that runs over this home, if it began with its operator's own genesis: it
  /// is not one of a home that joined by a network file, or that has the treasury's key alone.
  ///
  /// @throws InvalidHome if the file `consensus` is broken
  public Optional<URI> foundersDoor() {
    boolean founded =
        files.hasKey("validator") && !(files.hasConsensus() && files.consensus().fromNetwork());
    return founded ? Optional.of(network.ledgerUrl()) : Optional.empty();
  }

  private EngineHome engineHome(Keeping keeping) {
    ValidatorKeys keys =
        new ValidatorKeys(
            files.signer("validator").seed(),
            files.signer("beacon").seed(),
            files.hasKey("beacon-next")
                ? Optional.of(files.signer("beacon-next").seed())
                : Optional.empty());
    return new EngineHome(new LedgerFolder(folder()), genesis, keys, keeping, move);
  }

  /// An engine and the lock of its home.
  public record Running(Engine engine, HomeLock lock) implements AutoCloseable {
    @Override
    public void close() {
      engine.close();
      lock.close();
    }
  }

  /// Looks at the end of the log; changes nothing.
  ///
  /// @return empty if a process runs this ledger
  public Optional<HomeAtRest> rest() {
    return HomeAtRest.of(folder(), genesis, move);
  }

  /// Replays the block log into a folder, checks every header, signature and root, and compares the
  /// end with the home's own state: from genesis, or where old blocks were let go of from the
  /// newest snapshot on, and of the blocks before only the way to it. The home must not be running;
  /// its log is read only. Where a run was interrupted the next one with the same folder goes on:
  /// it first makes sure by their hashes that the blocks up to there are still the same.
  ///
  /// @param scratch a folder for the replayed state, missing at first
  /// @throws network.cairn.ledger.engine.DamagedLedger naming the first block that does not follow
  /// @throws network.cairn.ledger.store.DamagedState if the folder is of no use
  public HomeVerification.Verified verify(Path scratch, HomeVerification.Progress progress) {
    return new HomeVerification(folder(), genesis).run(scratch, progress);
  }
}
