package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import network.cairn.ledger.engine.BlockData;
import network.cairn.ledger.types.Genesis;
import network.cairn.proto.abci.ResponseFinalizeBlock;
import network.cairn.proto.abci.TxResult;

/// Validators under a consensus that does everything to them that CometBFT may do, as a generator
/// says: rounds that decide nothing, validators that are not asked about a proposal, that lag and
/// catch up, that are killed before or after a commit, or have lost their state. What they decide
/// is what a [TestChain] executes; all must find what it finds. For one thread.
final class SimulatedConsensus implements Mirror, AutoCloseable {
  private static final long MAX_BYTES = Validation.MAX_BLOCK_BYTES;
  private static final int MOST_BEHIND = 12;

  private final Random random;
  private final Path folder;
  private final List<Replica> replicas = new ArrayList<>();
  private final List<Decided> decided = new ArrayList<>();
  private Optional<TestChain> model = Optional.empty();

  /// What happened how often.
  final Map<String, Integer> counts = new TreeMap<>();

  /// @param roots the app hash that the first validator found
  private record Decided(BlockData block, BlockResult result, List<ByteString> roots) {}

  SimulatedConsensus(Random random, Path folder) {
    this.random = random;
    this.folder = folder;
  }

  /// Begins the validators of a chain that has none of its blocks yet.
  void start(TestChain of) throws IOException {
    model = Optional.of(of);
    for (String name : of.validators()) {
      replicas.add(new Replica(name, of.genesis, of.keys(name), folder.resolve(name)));
    }
  }

  @Override
  public Chain begin(Genesis genesis, Crypto crypto) {
    return (context, txs, result) -> {
      decided.add(new Decided(new BlockData(context, txs), result, new ArrayList<>()));
      for (Replica replica : replicas) {
        if (chance(15) && decided.size() - replica.height() < MOST_BEHIND) {
          count("left behind");
        } else {
          catchUp(replica);
        }
      }
    };
  }

  /// What a proposer makes of transactions, some of which some validators hear of.
  List<ByteString> take(String proposer, long dtMs, List<ByteString> txs) {
    try {
      for (ByteString tx : txs) {
        for (Replica replica : replicas) {
          if (chance(80)) {
            count(replica.hears(tx) ? "taken" : "not taken");
          }
        }
      }
      while (chance(15)) {
        count("round without decision");
        Replica other = replicas.get(random.nextInt(replicas.size()));
        propose(other, dtMs + random.nextInt(100), 50);
      }
      Replica maker =
          replicas.stream().filter(r -> r.name.equals(proposer)).findFirst().orElseThrow();
      List<ByteString> made = propose(maker, dtMs, 90);
      return made.subList(1, made.size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// One round; who is asked about the proposal accepts it, because it is a correct one.
  private List<ByteString> propose(Replica maker, long dtMs, int percentAsked) throws IOException {
    TestChain chain = model.orElseThrow();
    catchUp(maker);
    BlockContext context =
        new BlockContext(
            chain.height + 1, chain.timeNs + dtMs * 1_000_000, chain.keys(maker.name).address());
    List<ByteString> made = maker.proposes(context, MAX_BYTES);
    if (chance(5)) {
      count("proposer killed");
      maker.isKilled();
    }
    for (Replica replica : replicas) {
      if (replica.height() == chain.height && chance(percentAsked)) {
        assertThat(replica.accepts(new BlockData(context, made)))
            .as(
                "%s takes the block that %s proposed at %d",
                replica.name, maker.name, context.height())
            .isTrue();
      }
    }
    return made;
  }

  private void catchUp(Replica replica) {
    try {
      while (replica.height() < decided.size()) {
        step(replica, decided.get((int) replica.height()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void step(Replica replica, Decided next) throws IOException {
    requireSame(replica, next, replica.executes(next.block()));
    if (chance(4)) {
      if (chance(50)) {
        count("killed before a commit");
        replica.isKilled();
      } else {
        count("lost CometBFT before a commit");
        replica.losesCometBft();
      }
      requireSame(replica, next, replica.executes(next.block()));
    }
    replica.commits();
    if (chance(2)) {
      count("killed after a commit");
      replica.isKilled();
    }
    if (random.nextInt(400) == 0) {
      count("lost its state");
      replica.losesItsState();
    }
  }

  private static void requireSame(Replica replica, Decided next, ResponseFinalizeBlock found) {
    String what = "block " + next.block().height() + " at " + replica.name;
    List<TxResult> results = found.getTxResultsList();
    assertThat(results.stream().map(TxResult::getCode).toList())
        .as(what)
        .isEqualTo(next.result().results().stream().map(r -> r.code()).toList());
    assertThat(results.stream().map(TxResult::getData).toList())
        .as(what)
        .isEqualTo(next.result().results().stream().map(r -> r.data()).toList());
    if (next.roots().isEmpty()) {
      next.roots().add(found.getAppHash());
    }
    assertThat(found.getAppHash()).as(what).isEqualTo(next.roots().getFirst());
  }

  /// Has all of them reach the last block.
  void allCatchUp() {
    replicas.forEach(this::catchUp);
  }

  /// The app hash that all of them found after the last block.
  ByteString root() {
    return decided.getLast().roots().getFirst();
  }

  Stream<Long> heights() {
    return replicas.stream().map(Replica::height);
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  @Override
  public void close() throws IOException {
    for (Replica replica : replicas) {
      replica.close();
    }
  }
}
