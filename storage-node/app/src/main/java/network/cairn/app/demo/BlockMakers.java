package network.cairn.app.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import network.cairn.base.ports.FreePorts;

/// The processes that make a network's blocks: what they are called, and how they are made and
/// started. Each has a home of its own name in the network's folder.
public sealed interface BlockMakers {
  /// Most validators that are made: a file of the network names the doors of all.
  int MAX_VALIDATORS = 7;

  /// The names of the processes, never empty.
  List<String> names();

  /// What makes the chain, at ports that nobody has now.
  List<String> init() throws IOException;

  /// What starts one of them.
  List<String> start(String name);

  /// What there is then, as a step of a story.
  String told();

  /// Whose home has the treasury's key and the file that the nodes trust.
  default String first() {
    return names().getFirst();
  }

  /// The file that the nodes trust, in the network's folder.
  default String networkFile() {
    return first() + "/network";
  }

  /// What a user asked for.
  ///
  /// @param validators empty for one process alone
  /// @param cometbft finds CometBFT's program, or throws what tells how to install it
  record Wish(Optional<Integer> validators, Supplier<Path> cometbft) {
    /// @throws RuntimeException of the supplier, if CometBFT is needed and not there
    BlockMakers fulfilled() {
      return validators.<BlockMakers>map(count -> cluster(count, cometbft)).orElseGet(Alone::new);
    }

    /// Those of a network that was made.
    ///
    /// @param names of the processes that are to be started
    /// @throws RuntimeException of the supplier, if one of them needs CometBFT and it is not there
    BlockMakers of(Path folder, List<String> names) {
      int made =
          (int)
              IntStream.rangeClosed(1, MAX_VALIDATORS)
                  .filter(i -> Files.exists(folder.resolve(Cluster.name(i)).resolve("genesis")))
                  .count();
      // Where no validator is started, nothing runs the program.
      boolean needed = names.stream().anyMatch(BlockMakers::isOne);
      return made == 0 ? new Alone() : cluster(made, needed ? cometbft : () -> Path.of("cometbft"));
    }

    private static Cluster cluster(int count, Supplier<Path> cometbft) {
      return new Cluster(count, cometbft.get().toString());
    }
  }

  /// Whether a process of this name makes blocks in some network.
  static boolean isOne(String name) {
    return name.equals(Alone.NAME) || name.startsWith(Cluster.PREFIX);
  }

  /// One process with the embedded engine.
  record Alone() implements BlockMakers {
    static final String NAME = "ledger";

    @Override
    public List<String> names() {
      return List.of(NAME);
    }

    @Override
    public List<String> init() throws IOException {
      String url = "http://127.0.0.1:" + FreePorts.any(1, new Random()).getFirst();
      return List.of("ledger", "init", "--dev", "--url", url, "--home", NAME);
    }

    @Override
    public List<String> start(String name) {
      return List.of("ledger", "start", "--home", NAME);
    }

    @Override
    public String told() {
      return "Found a ledger that makes a block every 250 ms";
    }
  }

  /// Validators with CometBFT.
  ///
  /// @param cometbft its program
  record Cluster(int count, String cometbft) implements BlockMakers {
    private static final String PREFIX = "validator-";

    /// Ports from one validator to the next, as `ledger init` gives them out.
    private static final int STEP = 10;

    private static String name(int number) {
      return PREFIX + number;
    }

    @Override
    public List<String> names() {
      return IntStream.rangeClosed(1, count).mapToObj(Cluster::name).toList();
    }

    @Override
    public List<String> init() throws IOException {
      int first = FreePorts.row(STEP * count, new Random());
      return List.of(
          "ledger",
          "init",
          "--dev",
          "--validators",
          Integer.toString(count),
          "--p2p",
          "127.0.0.1:" + first,
          "--url",
          "http://127.0.0.1:" + (first + 2),
          "--home",
          ".");
    }

    @Override
    public List<String> start(String name) {
      return List.of(
          "ledger", "start", "--engine", "cometbft", "--cometbft", cometbft, "--home", name);
    }

    @Override
    public String told() {
      return "Found a ledger of " + count + " validators, which agree on a block every 250 ms";
    }
  }
}
