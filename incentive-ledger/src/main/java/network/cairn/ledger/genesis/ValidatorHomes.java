package network.cairn.ledger.genesis;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import network.cairn.base.files.DurableFiles;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.OutOfRange;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.wallet.KeyFile;
import network.cairn.ledger.wallet.Signer;

/// Makes a chain of several validators, and the homes of their operators, each with keys, genesis,
/// network and consensus file.
///
/// All at once on one machine, or in a ceremony: each operator makes [#keys] and tells what others
/// may know of them, somebody makes the chain of the file that results, and each operator checks
/// that the genesis is of this file and [#join]s; or the file says all that genesis has, and each
/// [#found]s the chain alone.
public final class ValidatorHomes {
  /// Ports from one validator of a machine to the next.
  private static final int STEP = 10;

  private static final int MAX_PORT = 65_535;
  private static final String KEYSTORE = "keystore";

  /// The file of all validators with their keys, for those who join.
  static final String SHARED = "validators";

  private ValidatorHomes() {}

  /// A chain that was made.
  ///
  /// @param treasury has the genesis, the network file and the key of all money
  /// @param homes of the validators whose keys were made, by their names
  public record Made(LedgerHome treasury, Map<String, LedgerHome> homes) {
    public Made {
      homes = new LinkedHashMap<>(homes);
    }
  }

  /// Makes a chain of validators with equal power, `validator-1` to `validator-N`. The first one
  /// also has the treasury's key. Where the plan's parameters have staking, each one's operator
  /// begins with ten times the least stake, and with a purse for fees.
  ///
  /// @param folder missing or empty
  /// @param count 1 to [Genesis#MAX_VALIDATORS]
  /// @param p2p `host:port` of the first validator's CometBFT; each next one stands ten ports
  ///   above, as do the doors above `plan.ledgerUrl()`, and their own CometBFT's doors one above
  ///   each
  /// @throws InvalidHome if a chain is there already, or a part is out of its form
  public static List<LedgerHome> init(
      Path folder,
      LedgerHome.Plan plan,
      int count,
      String p2p,
      RandomGenerator random,
      InstantSource clock) {
    ValidatorsFile wanted =
        numbered(plan.chainId(), plan.ledgerUrl(), p2p, count, Founding.usualStake(plan.params()));
    requireNone(folder, wanted);
    Params params = plan.params().orElseGet(() -> Founding.params(plan.chainId(), false));
    Founding.require(wanted, plan.chainId(), params);
    ValidatorsFile keyed = withKeys(folder, wanted, plan.chainId(), random);
    Path first = folder.resolve(wanted.entries().getFirst().name());
    ValidatorsFile file = keyed.of(chain(plan, first, random, clock));
    Genesis genesis = Founding.genesis(file, params);
    return file.entries().stream()
        .map(own -> write(folder.resolve(own.name()), genesis, file, own))
        .toList();
  }

  /// @param folder where the treasury's key is made, if it has one of its own
  private static ValidatorsFile.Chain chain(
      LedgerHome.Plan plan, Path folder, RandomGenerator random, InstantSource clock) {
    long now = clock.instant().toEpochMilli();
    return plan.treasury()
        .map(named -> ValidatorsFile.Chain.of(plan.chainId(), now, named))
        .orElseGet(() ->
            new ValidatorsFile.Chain(
                plan.chainId(), now, KeyFile.create(key(folder, "treasury"), random).address()));
  }

  /// Makes a chain of the validators of a file: in the folder itself its genesis, a network file,
  /// the file `validators` with all that the genesis follows from, and, if the file does not name a
  /// treasury, the treasury's key; below it a home for each validator whose keys the file does not
  /// have.
  ///
  /// @param folder missing or empty
  /// @param plan of which the address is not used; where it has no parameters they are the
  ///   profile's defaults, with staking if the file names stakes
  /// @throws InvalidHome if a chain is there already, or a part is out of its form
  public static Made init(
      Path folder,
      LedgerHome.Plan plan,
      ValidatorsFile wanted,
      RandomGenerator random,
      InstantSource clock) {
    URI first = wanted.entries().getFirst().url();
    try {
      NetworkFile.requireForm(plan.chainId(), first);
    } catch (InvalidNetworkFile e) {
      throw new InvalidHome("no chain can be made: " + e.getMessage(), e);
    }
    requireChain(wanted, plan.chainId());
    if (wanted.chain().isPresent() && plan.treasury().isPresent()) {
      throw new InvalidHome("the file of validators names the treasury already");
    }
    requireNone(folder, wanted);
    Params params =
        plan.params().orElseGet(() -> Founding.params(plan.chainId(), wanted.hasStakes()));
    Founding.require(wanted, plan.chainId(), params);
    ValidatorsFile keyed = withKeys(folder, wanted, plan.chainId(), random);
    ValidatorsFile file =
        keyed.chain().isPresent() ? keyed : keyed.of(chain(plan, folder, random, clock));
    Genesis genesis = Founding.genesis(file, params);
    Map<String, LedgerHome> homes = new LinkedHashMap<>();
    for (int i = 0; i < wanted.entries().size(); i++) {
      if (wanted.entries().get(i).keys().isEmpty()) {
        ValidatorsFile.Entry own = file.entries().get(i);
        homes.put(own.name(), write(folder.resolve(own.name()), genesis, file, own));
      }
    }
    return new Made(writeShared(folder, genesis, file), homes);
  }

  private static void requireChain(ValidatorsFile file, String chainId) {
    file.chain()
        .filter(chain -> !chain.chainId().equals(chainId))
        .ifPresent(chain -> {
          throw new InvalidHome(
              "the file of validators is of chain " + chain.chainId() + ", not of " + chainId);
        });
  }

  /// What is for all operators, and the treasury's.
  static LedgerHome writeShared(Path folder, Genesis genesis, ValidatorsFile file) {
    try {
      DurableFiles.replace(folder.resolve(SHARED), file.format());
    } catch (IOException e) {
      throw new InvalidHome("cannot write " + folder.resolve(SHARED), e);
    }
    ValidatorsFile.Entry first = file.entries().getFirst();
    NetworkFile network = NetworkFile.of(genesis, first.url()).at(doors(file, first));
    return LedgerHome.write(folder, genesis, network, Optional.empty());
  }

  /// Makes the keys of one validator, or reads those that are there.
  ///
  /// @param wanted without keys
  /// @return what others may know
  public static ValidatorsFile.Entry keys(
      Path folder, ValidatorsFile.Entry wanted, RandomGenerator random) {
    return keys(folder, wanted, "", random);
  }

  /// As the other, with the operator's account and its proofs where a stake is wanted.
  ///
  /// @param chainId of the chain that these lines are for
  public static ValidatorsFile.Entry keys(
      Path folder, ValidatorsFile.Entry wanted, String chainId, RandomGenerator random) {
    Signer operator = made(folder, "operator", random);
    Signer validator = made(folder, "validator", random);
    Signer beacon = made(folder, "beacon", random);
    return wanted.with(
        new ValidatorsFile.Keys(
            validator.pubkey(),
            beacon.pubkey(),
            ConsensusFile.nodeId(made(folder, "node", random).pubkey())),
        wanted.stake().map(_ -> Founder.make(chainId, operator, validator, beacon)));
  }

  /// Makes the home of one validator, whose keys are in the folder, of a genesis that another made,
  /// or of a chain that was moved: then the files of the move stand beside the genesis.
  ///
  /// @param file of all validators, with their keys
  /// @throws InvalidHome if the genesis is not of this file, or the keys are none of its
  public static LedgerHome join(Path folder, ValidatorsFile file, Path genesisFile) {
    requireNew(folder);
    Genesis genesis = genesis(genesisFile);
    requireKeys(file);
    requireChain(file, genesis.chainId());
    if (Files.exists(genesisFile.resolveSibling(HomeFiles.MOVED))) {
      return MovedHomes.join(folder, file, genesisFile, genesis);
    }
    boolean same =
        file.chain().isPresent()
            ? Founding.genesis(file, usual(file)).equals(genesis)
            : Founding.sorted(file).equals(genesis.validators());
    if (!same) {
      throw new InvalidHome(
          "the validators of "
              + genesisFile
              + " are not those of the file: their keys or powers differ, or it has other money or"
              + " parameters; ask who made it");
    }
    return write(folder, genesis, file, own(folder, file));
  }

  /// Makes the home of one validator, whose keys are in the folder, of the genesis that follows
  /// from the file.
  ///
  /// @param file with the chain, and the keys of all
  /// @throws InvalidHome if the file does not say all, or the keys are none of its
  public static LedgerHome found(Path folder, ValidatorsFile file) {
    requireNew(folder);
    requireKeys(file);
    if (file.chain().isEmpty()) {
      throw new InvalidHome(
          "the file of validators names no chain; add the lines chain-id, time and treasury that"
              + " all agreed on, or take the genesis that another made with --genesis");
    }
    return write(folder, Founding.genesis(file, usual(file)), file, own(folder, file));
  }

  private static Params usual(ValidatorsFile file) {
    return Founding.params(file.chain().orElseThrow().chainId(), file.hasStakes());
  }

  private static void requireNew(Path folder) {
    if (Files.exists(folder.resolve("genesis"))) {
      throw new InvalidHome(folder + " has a chain already; choose another folder");
    }
  }

  private static void requireKeys(ValidatorsFile file) {
    for (ValidatorsFile.Entry entry : file.entries()) {
      if (entry.keys().isEmpty()) {
        throw new InvalidHome(
            "validator "
                + entry.name()
                + " has no keys in the file; take the file 'validators' that was written beside the"
                + " genesis");
      }
    }
  }

  /// The validator of the file whose keys are in the folder.
  static ValidatorsFile.Entry own(Path folder, ValidatorsFile file) {
    ByteString key = KeyFile.read(key(folder, "validator")).pubkey();
    ByteString beacon = KeyFile.read(key(folder, "beacon")).pubkey();
    String node = ConsensusFile.nodeId(KeyFile.read(key(folder, "node")).pubkey());
    ValidatorsFile.Keys mine = new ValidatorsFile.Keys(key, beacon, node);
    return file.entries().stream()
        .filter(entry -> entry.keys().equals(Optional.of(mine)))
        .findFirst()
        .orElseThrow(() ->
            new InvalidHome(
                "the keys in "
                    + folder.resolve(KEYSTORE)
                    + " are not those of a validator in the file; make them with 'cairn ledger"
                    + " keys' before the chain is made"));
  }

  private static Genesis genesis(Path file) {
    try {
      return Genesis.decode(ByteString.copyFrom(HomeFiles.read(file, HomeFiles.MAX_GENESIS)));
    } catch (NotCanonical | OutOfRange e) {
      throw new InvalidHome(file + " is no genesis: " + e.getMessage(), e);
    }
  }

  private static void requireNone(Path folder, ValidatorsFile wanted) {
    boolean there =
        Files.exists(folder.resolve("genesis"))
            || wanted.entries().stream()
                .anyMatch(e -> e.keys().isEmpty() && Files.exists(folder.resolve(e.name())));
    if (there) {
      throw new InvalidHome(folder + " has a chain already; choose another folder");
    }
  }

  /// The same with the keys of those that have none, made or read below the folder.
  static ValidatorsFile withKeys(
      Path folder, ValidatorsFile wanted, String chainId, RandomGenerator random) {
    return new ValidatorsFile(
        wanted.chain(),
        wanted.entries().stream()
            .map(entry ->
                entry.keys().isPresent()
                    ? entry
                    : keys(folder.resolve(entry.name()), entry, chainId, random))
            .toList());
  }

  private static Signer made(Path folder, String name, RandomGenerator random) {
    Path file = key(folder, name);
    return Files.exists(file) ? KeyFile.read(file) : KeyFile.create(file, random);
  }

  private static Path key(Path folder, String name) {
    return folder.resolve(KEYSTORE).resolve(name);
  }

  static LedgerHome write(
      Path folder, Genesis genesis, ValidatorsFile file, ValidatorsFile.Entry own) {
    List<String> peers = new ArrayList<>();
    for (ValidatorsFile.Entry entry : file.entries()) {
      if (!entry.equals(own)) {
        entry.keys().ifPresent(keys -> peers.add(keys.node() + "@" + entry.p2p()));
      }
    }
    return LedgerHome.write(
        folder,
        genesis,
        NetworkFile.of(genesis, own.url()).at(doors(file, own)),
        Optional.of(new ConsensusFile(own.p2p(), own.rpc(), peers)));
  }

  /// The own door first, then the next ones, as many as a network file names.
  private static List<URI> doors(ValidatorsFile file, ValidatorsFile.Entry own) {
    int count = file.entries().size();
    int first = file.entries().indexOf(own);
    return IntStream.range(0, Math.min(count, NetworkFile.MAX_SERVERS))
        .mapToObj(i -> file.entries().get((first + i) % count).url())
        .toList();
  }

  /// Validators of one machine.
  ///
  /// @throws InvalidHome if no chain can be made of them
  static ValidatorsFile numbered(
      String chainId, URI url, String p2p, int count, Optional<Amount> stake) {
    if (count < 1 || count > Genesis.MAX_VALIDATORS) {
      throw new InvalidHome(
          "a chain has 1 to " + Genesis.MAX_VALIDATORS + " validators, not " + count);
    }
    try {
      NetworkFile.requireForm(chainId, url);
      requirePorts(p2p, url, count);
      return numbered(url, p2p, count, stake);
    } catch (InvalidNetworkFile e) {
      throw new InvalidHome("no chain can be made: " + e.getMessage(), e);
    }
  }

  private static ValidatorsFile numbered(URI url, String p2p, int count, Optional<Amount> stake) {
    return new ValidatorsFile(
        IntStream.range(0, count)
            .mapToObj(i ->
                new ValidatorsFile.Entry(
                    "validator-" + (i + 1),
                    stake.isPresent() ? 0 : 1,
                    above(p2p, STEP * i),
                    above(url, i),
                    Optional.empty(),
                    stake,
                    Optional.empty()))
            .toList());
  }

  private static void requirePorts(String p2p, URI url, int count) {
    new ConsensusFile(p2p, "127.0.0.1:1", List.of());
    int highest = STEP * (count - 1) + 1 + Math.max(port(p2p), Math.max(url.getPort(), 0));
    if (port(p2p) == 0 || highest > MAX_PORT) {
      throw new InvalidNetworkFile("the ports of " + count + " validators end at " + highest);
    }
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  private static String above(String address, int ports) {
    return address.substring(0, address.lastIndexOf(':') + 1) + (port(address) + ports);
  }

  private static URI above(URI url, int validators) {
    int port = url.getPort() < 0 ? 80 : url.getPort();
    try {
      return new URI(
          url.getScheme(), null, url.getHost(), port + STEP * validators, null, null, null);
    } catch (URISyntaxException e) {
      throw new InvalidNetworkFile("no address: " + url);
    }
  }
}
