package network.cairn.bench.consensus;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import network.cairn.base.ports.FreePorts;
import network.cairn.base.time.RealScheduler;
import network.cairn.bench.Folders;
import network.cairn.ledger.engine.Engine;
import network.cairn.ledger.engine.EngineHome;
import network.cairn.ledger.engine.EngineKind;
import network.cairn.ledger.engine.LedgerFolder;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.ValidatorKeys;
import network.cairn.ledger.engine.choice.EngineChoice;
import network.cairn.ledger.store.Keeping;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.wallet.Signer;

/// One validator of real CometBFT with the ledger, and then with CometBFT's kvstore, under the same
/// configuration and load: signed transfers of many payers, and keys of as many bytes.
///
/// CometBFT hands an application behind a socket what it is to check each 20 ms, so that few
/// callers measure that alone; kvstore runs in CometBFT's process.
///
/// Words: the CometBFT program, a folder of its own, how many transactions, how often both, and
/// with how many callers (8 if not given, [#MOST_CALLERS] at most).
public final class CompareKvstore {
  private static final int PAYERS = 1_000;
  private static final int SINGLES = 7;
  private static final int CALLERS = 8;

  /// With more, two of a payer's could be under way together, and the second come first.
  private static final int MOST_CALLERS = PAYERS / Load.BATCH / 2;

  private static final long INTERVAL_MS = 1_000;
  private static final long VALID = 9_000;

  private CompareKvstore() {}

  public static void main(String[] words) throws IOException, InterruptedException {
    Path program = Path.of(words[0]).toAbsolutePath();
    Path folder = Path.of(words[1]).toAbsolutePath();
    int count = Integer.parseInt(words[2]);
    int callers = words.length > 4 ? Integer.parseInt(words[4]) : CALLERS;
    if (callers < 1 || callers > MOST_CALLERS) {
      throw new IllegalArgumentException("callers: 1 to " + MOST_CALLERS + ", not " + callers);
    }
    List<Double> ratios = new ArrayList<>();
    for (int round = 1; round <= Integer.parseInt(words[3]); round++) {
      Folders.delete(folder);
      Path ours = Files.createDirectories(folder.resolve("ours"));
      int size = 0;
      Load.Result ledger;
      List<ByteString> many = new ArrayList<>();
      try (Engine engine = engine(ours, program)) {
        List<ByteString> singles = transfers(engine.genesis(), 0, SINGLES);
        many.addAll(transfers(engine.genesis(), SINGLES, count));
        size = many.getFirst().size();
        engine.start();
        try (Rpc rpc = new Rpc(rpcPort(ours))) {
          ledger = new Load(singles, many, 1, callers).run(rpc);
        }
      }
      System.out.println(ledger.line("ledger"));
      Load.Result kvstore = kvstore(program, folder.resolve("kvstore"), ours, size, count, callers);
      System.out.println(kvstore.line("kvstore"));
      ratios.add(ledger.perSecond() / kvstore.perSecond());
      System.out.printf(Locale.ROOT, "ratio %.2f%n", ratios.getLast());
    }
    List<Double> sorted = ratios.stream().sorted().toList();
    System.out.printf(
        Locale.ROOT,
        "ratio of ledger to kvstore: median %.2f (%.2f–%.2f)%n",
        sorted.get(sorted.size() / 2),
        sorted.getFirst(),
        sorted.getLast());
    Folders.delete(folder);
  }

  private static Signer payer(int number) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) 7);
    seed[0] = (byte) (number >> 8);
    seed[1] = (byte) number;
    return new Signer(seed);
  }

  private static Genesis genesis(ValidatorKeys keys) {
    List<Genesis.Allocation> allocations = new ArrayList<>();
    for (int i = 1; i < PAYERS; i++) {
      allocations.add(new Genesis.Allocation(payer(i).address(), Amount.ofCairn(1_000)));
    }
    Amount rest = Amount.SUPPLY.minus(Amount.ofCairn(1_000L * (PAYERS - 1)));
    allocations.add(new Genesis.Allocation(payer(0).address(), rest));
    allocations.sort(
        Comparator.comparing(
            allocation -> allocation.address().bytes(),
            ByteString.unsignedLexicographicalComparator()));
    Params dev = Params.defaults(Profile.DEV);
    Params params =
        new Params(
            INTERVAL_MS,
            dev.period(),
            dev.window(),
            dev.windDown(),
            dev.failAfter(),
            dev.fill(),
            dev.bountyHold(),
            dev.unbonding(),
            dev.keepClosed(),
            dev.maxDuePerBlock(),
            dev.maxEndWork(),
            dev.minBond(),
            dev.minRate(),
            dev.minCollateral(),
            dev.agreementDeposit(),
            dev.slotDeposit(),
            dev.newAccountFee(),
            dev.proofFee(),
            dev.bytePrice(),
            dev.fees());
    return new Genesis(
        "cairn-dev-bench",
        Instant.now().minusSeconds(5).toEpochMilli(),
        List.of(new Genesis.Validator(keys.validatorKey(), 1, keys.beaconKey())),
        params,
        allocations);
  }

  /// Transfers between the payers, each payer's in order.
  private static List<ByteString> transfers(Genesis genesis, int from, int count) {
    ByteString chain = ByteString.copyFrom(genesis.chainRef());
    List<ByteString> made = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      int number = i % PAYERS;
      Address to = payer((number + 1) % PAYERS).address();
      Msg pay = new Msg.Transfer(to, Amount.ofPebbles(1));
      made.add(payer(number).tx(chain, 0, 1 + i / PAYERS, VALID, List.of(pay)).encode());
    }
    return made;
  }

  private static Engine engine(Path home, Path program) throws IOException {
    byte[] validator = new byte[32];
    Arrays.fill(validator, (byte) 1);
    byte[] beacon = new byte[32];
    Arrays.fill(beacon, (byte) 2);
    ValidatorKeys keys = new ValidatorKeys(validator, beacon);
    Files.createDirectories(home.resolve("keystore"));
    EngineKind comet =
        new EngineKind.Comet(
            program,
            "127.0.0.1:" + freePort(),
            "127.0.0.1:" + freePort(),
            List.of(),
            ByteString.copyFrom(beacon));
    return EngineChoice.open(
        new EngineHome(
            new LedgerFolder(home), genesis(keys), keys, Keeping.standard(), Optional.empty()),
        comet,
        new RealScheduler(),
        InstantSource.system(),
        LedgerMetrics.none());
  }

  private static int freePort() throws IOException {
    return FreePorts.any(1, new Random()).getFirst();
  }

  private static Path config(Path cometHome) {
    return cometHome.resolve("config").resolve("config.toml");
  }

  private static int rpcPort(Path ours) throws IOException {
    String toml = Files.readString(config(ours.resolve("comet")));
    String after = toml.substring(toml.indexOf("[rpc]"));
    String address = after.substring(after.indexOf("127.0.0.1:") + "127.0.0.1:".length());
    return Integer.parseInt(address.substring(0, address.indexOf('"')));
  }

  /// CometBFT with its kvstore in its own process, by the configuration that the ledger's had.
  private static Load.Result kvstore(
      Path program, Path home, Path ours, int size, int count, int callers)
      throws IOException, InterruptedException {
    run(List.of(program.toString(), "init", "--home", home.toString())).waitFor();
    String toml =
        Files.readString(config(ours.resolve("comet")))
            .replaceFirst("proxy_app = \"[^\"]*\"", "proxy_app = \"kvstore\"");
    Files.writeString(config(home), toml);
    Process process = run(List.of(program.toString(), "start", "--home", home.toString()));
    try (Rpc rpc = new Rpc(rpcPort(ours))) {
      return new Load(keys(0, SINGLES, size), keys(SINGLES, count, size), 0, callers).run(rpc);
    } finally {
      process.destroy();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  private static Process run(List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static List<ByteString> keys(int from, int count, int size) {
    List<ByteString> made = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      String key = "key" + i + "=";
      made.add(
          ByteString.copyFrom(
              key + "v".repeat(Math.max(1, size - key.length())), StandardCharsets.US_ASCII));
    }
    return made;
  }
}
