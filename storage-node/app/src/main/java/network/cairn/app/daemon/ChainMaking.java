package network.cairn.app.daemon;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import network.cairn.api.answer.LedgerMade;
import network.cairn.cli.Role;
import network.cairn.ledger.genesis.InvalidNetworkFile;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.ledger.genesis.TreasuryFile;
import network.cairn.ledger.genesis.ValidatorHomes;
import network.cairn.ledger.genesis.ValidatorsFile;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.Governance;
import network.cairn.ledger.types.NamedKeys;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.types.Staking;
import network.cairn.ledger.types.Vetting;
import network.cairn.ledger.wallet.Addresses;
import network.cairn.ledger.wallet.Amounts;

/// `ledger init` and `ledger keys`: the beginnings of a chain, of one operator or of several.
final class ChainMaking {
  private static final int MOST_DIGITS = 3;
  private static final String COMET = " --engine cometbft";

  private ChainMaking() {}

  /// A home that was made, for people and programs.
  private record Made(LedgerHome home, Path folder) {}

  /// Makes a chain and says where its homes and network files are.
  static void init(Role.LedgerInit plan, PrintStream out) throws IOException {
    Path folder = plan.folder().normalize();
    if (plan.validators().filter(named -> !isCount(named)).isPresent()) {
      ofFile(plan, folder, ValidatorsReading.read(plan.validators().get()), out);
      return;
    }
    if (plan.genesis().isPresent()) {
      throw new StartFailed(
          "--genesis needs --validators FILE: the file that the genesis was made of");
    }
    LedgerHome.Plan chain = chain(plan, Optional.empty(), plan.staking());
    if (plan.validators().isPresent()) {
      several(plan, folder, chain, out);
    } else if (plan.staking()) {
      throw new StartFailed("--staking needs --validators N, or a file of them that names stakes");
    } else {
      LedgerHome home = LedgerHome.init(folder, chain, new SecureRandom(), InstantSource.system());
      tell(List.of(new Made(home, folder)), plan.json(), "", out);
    }
  }

  /// @param agreed the id that founders have agreed on
  private static LedgerHome.Plan chain(
      Role.LedgerInit plan, Optional<String> agreed, boolean staking) throws IOException {
    agreed.ifPresent(named -> requireAgreed(plan, named));
    String chainId = agreed.orElseGet(() -> chainId(plan));
    Optional<NamedKeys> treasury =
        plan.treasury().isPresent()
            ? Optional.of(treasury(plan.treasury().get(), chainId))
            : Optional.empty();
    Profile profile = Profile.of(chainId);
    return new LedgerHome.Plan(
        chainId,
        staking
            ? Optional.of(
                Params.defaults(profile)
                    .with(Staking.defaults(profile))
                    .governedBy(Governance.defaults(profile))
                    .vettedBy(Vetting.defaults(profile)))
            : Optional.empty(),
        address(plan.url()),
        treasury);
  }

  private static NamedKeys treasury(Path file, String chainId) throws IOException {
    TreasuryFile keys = TreasuryKeysRole.read(file);
    if (!keys.chainId().equals(chainId)) {
      throw new StartFailed(
          "the treasury's keys are for chain "
              + keys.chainId()
              + "; give --chain-id "
              + keys.chainId()
              + (keys.chainId().startsWith(Profile.DEV_PREFIX) ? " and --dev" : ""));
    }
    return keys.named();
  }

  private static void requireAgreed(Role.LedgerInit plan, String chainId) {
    if (plan.chainId().filter(given -> !given.equals(chainId)).isPresent()
        || (plan.dev() && Profile.of(chainId) != Profile.DEV)) {
      throw new StartFailed(
          "the file of validators is of chain " + chainId + "; leave --chain-id and --dev out");
    }
  }

  private static String chainId(Role.LedgerInit ledger) {
    Optional<String> given = ledger.chainId();
    if (given.isPresent()) {
      if (ledger.dev() != given.get().startsWith(Profile.DEV_PREFIX)) {
        throw new StartFailed("ids of dev chains, and only they, begin with " + Profile.DEV_PREFIX);
      }
      return given.get();
    }
    String random = Long.toString(new SecureRandom().nextLong(1L << 40), 36);
    return (ledger.dev() ? Profile.DEV_PREFIX : "cairn-") + random;
  }

  /// What a file of validators is for: an operator's own home where its keys are, else the chain.
  private static void ofFile(
      Role.LedgerInit plan, Path folder, ValidatorsFile file, PrintStream out) throws IOException {
    if (plan.staking() && !file.hasStakes()) {
      throw new StartFailed(
          "the file of validators names powers; with --staking each has a line 'stake AMOUNT' in"
              + " place of 'power'");
    }
    if (plan.genesis().isPresent()) {
      joined(ValidatorHomes.join(folder, file, plan.genesis().get()), plan, folder, out);
    } else if (Files.exists(folder.resolve("keystore").resolve("validator"))) {
      // Without a chain the file is refused below, with what helps.
      file.chain().ifPresent(chain -> requireAgreed(plan, chain.chainId()));
      joined(ValidatorHomes.found(folder, file), plan, folder, out);
    } else {
      LedgerHome.Plan chain =
          chain(plan, file.chain().map(ValidatorsFile.Chain::chainId), file.hasStakes());
      made(plan, folder, file, chain, out);
    }
  }

  private static void joined(LedgerHome home, Role.LedgerInit plan, Path folder, PrintStream out) {
    tell(List.of(new Made(home, folder)), plan.json(), COMET, out);
    if (!plan.json()) {
      home.move()
          .ifPresent(move ->
              out.println(
                  "it goes on after height "
                      + move.height()
                      + ", app hash "
                      + HexFormat.of().formatHex(move.appHash().toByteArray())
                      + "; compare both with the others, and replay its blocks with: cairn ledger"
                      + " verify --home "
                      + folder));
    }
  }

  private static void several(
      Role.LedgerInit plan, Path folder, LedgerHome.Plan chain, PrintStream out) {
    List<LedgerHome> homes =
        ValidatorHomes.init(
            folder,
            chain,
            count(plan.validators().orElseThrow()),
            plan.p2p(),
            new SecureRandom(),
            InstantSource.system());
    List<Made> made = new ArrayList<>();
    for (LedgerHome home : homes) {
      made.add(new Made(home, folder.resolve("validator-" + (made.size() + 1))));
    }
    tell(made, plan.json(), COMET, out);
  }

  private static void made(
      Role.LedgerInit plan,
      Path folder,
      ValidatorsFile file,
      LedgerHome.Plan chain,
      PrintStream out) {
    ValidatorHomes.Made made =
        ValidatorHomes.init(folder, chain, file, new SecureRandom(), InstantSource.system());
    List<Made> homes = new ArrayList<>();
    made.homes().forEach((name, home) -> homes.add(new Made(home, folder.resolve(name))));
    if (plan.json()) {
      out.println(answer(new Made(made.treasury(), folder)).json());
    } else {
      head(new Made(made.treasury(), folder), out);
      if (made.treasury().genesis().treasury().isEmpty() && file.chain().isEmpty()) {
        out.println("the treasury's key is in " + folder.resolve("keystore").resolve("treasury"));
      }
    }
    homes.forEach(home -> tell(home, plan.json(), COMET, out));
    if (!plan.json() && homes.size() < file.entries().size()) {
      out.println(
          "send the others "
              + folder.resolve("genesis")
              + " and "
              + folder.resolve("validators")
              + "; each runs: cairn ledger init --validators validators --genesis genesis --home"
              + " HOME");
    }
  }

  /// Makes a validator's keys and prints its lines of the file.
  static void keys(Role.LedgerKeys plan, PrintStream out) {
    try {
      String chainId = plan.chainId().orElse("");
      ValidatorsFile.Entry wanted = plan.stake().isPresent() ? bonding(plan) : voting(plan);
      out.print(ValidatorHomes.keys(plan.folder(), wanted, chainId, new SecureRandom()).format());
    } catch (InvalidNetworkFile e) {
      throw new StartFailed(String.valueOf(e.getMessage()), e);
    }
  }

  private static ValidatorsFile.Entry voting(Role.LedgerKeys plan) {
    String power = plan.power().orElse("1");
    if (!power.matches("[1-9][0-9]{0,17}")) {
      throw new StartFailed("--power is a whole number from 1, not '" + power + "'");
    }
    if (plan.chainId().isPresent()) {
      throw new StartFailed("--chain-id is for --stake; a power is of whichever chain");
    }
    return new ValidatorsFile.Entry(
        plan.name(), Long.parseLong(power), plan.p2p(), address(plan.url()), Optional.empty());
  }

  private static ValidatorsFile.Entry bonding(Role.LedgerKeys plan) {
    if (plan.power().isPresent()) {
      throw new StartFailed("give --stake or --power: a stake's power follows from it");
    }
    if (plan.chainId().isEmpty()) {
      throw new StartFailed(
          "--stake needs --chain-id: the keys prove whose they are on that chain alone");
    }
    return ValidatorsFile.Entry.bonding(
        plan.name(), Amounts.parse(plan.stake().orElseThrow()), plan.p2p(), address(plan.url()));
  }

  private static URI address(String url) {
    try {
      return URI.create(url);
    } catch (IllegalArgumentException e) {
      throw new StartFailed("--url is no address: " + e.getMessage(), e);
    }
  }

  static boolean isCount(String validators) {
    return validators.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  static int count(String validators) {
    if (validators.isEmpty() || validators.length() > MOST_DIGITS) {
      throw new StartFailed("--validators must be a number up to 200, not '" + validators + "'");
    }
    return Integer.parseInt(validators);
  }

  /// A program gets one object for each home.
  private static void tell(List<Made> homes, boolean json, String engine, PrintStream out) {
    if (!json) {
      head(homes.getFirst(), out);
    }
    homes.forEach(home -> tell(home, json, engine, out));
  }

  private static void head(Made made, PrintStream out) {
    LedgerMade answer = answer(made);
    boolean staking = made.home().genesis().params().staking().isPresent();
    out.println("chain " + answer.chainId());
    out.println("genesis hash " + answer.genesisHash());
    out.println(
        "treasury "
            + answer.treasury()
            + made.home()
                .genesis()
                .treasury()
                .map(keys ->
                    " of "
                        + keys.keys().size()
                        + " keys, threshold "
                        + keys.threshold()
                        + ", holds the rest")
                .orElse(staking ? " holds what no validator has" : " holds everything"));
  }

  private static void tell(Made made, boolean json, String engine, PrintStream out) {
    LedgerMade answer = answer(made);
    if (json) {
      out.println(answer.json());
      return;
    }
    out.println("network file " + answer.networkFile());
    out.println("start it with: cairn ledger start" + engine + " --home " + answer.home());
  }

  private static LedgerMade answer(Made made) {
    String chainId = made.home().network().chainId();
    return new LedgerMade(
        chainId,
        HexFormat.of().formatHex(made.home().genesis().hash()),
        Addresses.format(Profile.of(chainId), treasury(made.home().genesis())),
        made.folder().resolve("network").toString(),
        made.folder().toString());
  }

  /// Whoever has most: operators begin with a purse, the treasury with the rest.
  private static Address treasury(Genesis genesis) {
    return genesis.allocations().stream()
        .max(Comparator.comparing(Genesis.Allocation::amount))
        .map(Genesis.Allocation::address)
        .orElseThrow();
  }
}
