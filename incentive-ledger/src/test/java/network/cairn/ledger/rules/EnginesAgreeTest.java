package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import network.cairn.ledger.engine.BlockData;
import network.cairn.ledger.engine.BlockExecution;
import network.cairn.ledger.engine.Executed;
import network.cairn.ledger.engine.LedgerVerify;
import network.cairn.ledger.engine.ValidatorKeys;
import network.cairn.ledger.engine.comet.HandMadeComet;
import network.cairn.ledger.state.NaiveJmt;
import network.cairn.ledger.state.Overlay;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.store.Snapshot;
import network.cairn.ledger.types.Genesis;
import network.cairn.proto.abci.ResponseFinalizeBlock;
import network.cairn.proto.abci.TxResult;
import network.cairn.proto.abci.ValidatorUpdate;
import network.cairn.proto.comet.BlockId;
import network.cairn.proto.ledger.EventKind;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every history through the execution of the embedded engine, over its store, and through the
/// socket of CometBFT's: the same codes, data and app hashes as the rules alone give. Theirs is
/// computed by its definition from all that the rules' own writes leave.
class EnginesAgreeTest {
  @TempDir private Path folder;

  /// A root from all entries is not cheap: so many blocks lie between two.
  private static final int ROOTS = 8;

  private int histories;
  private long blocks;
  private long transactions;

  @Test
  void theGoldenHistory() throws IOException {
    try (Both both = new Both()) {
      Stage stage = new Stage(both);
      stage.chain.block("v0", 250, List.copyOf(stage.everything().values()));
      while (stage.chain.height < 100) {
        stage.chain.emptyBlock();
      }
    }
    System.out.println("engines agree over " + blocks + " blocks, " + transactions + " tx");
    assertThat(blocks).isEqualTo(100);
  }

  @Test
  void everyHistoryOfTheVectors() throws IOException {
    Vectors vectors = Vectors.topic("ledger-scenarios");
    for (String file : vectors.files(".")) {
      if (file.endsWith(".json")) {
        try (Both both = new Both()) {
          vectors.each(
              List.of(vectors.json(file)), history -> new ScenarioReplay(history, both).run());
        }
      }
    }
    vectors.ran(
        "(" + histories + " histories, " + transactions + " transactions, blocks)", (int) blocks);
  }

  /// CometBFT is told of each change of the set once, and then has the state's.
  @Test
  void historiesInWhichStakesChooseTheSet() throws IOException {
    Set<EventKind> seen = EnumSet.noneOf(EventKind.class);
    for (int seed = 1; seed <= 3; seed++) {
      try (Both both = new Both()) {
        RandomHistory history =
            new RandomHistory(new Random(seed), RandomHistory.Laws.STAKED, both);
        history.run(500);
        seen.addAll(history.invariants.seen.keySet());
      }
    }
    assertThat(seen)
        .contains(
            EventKind.VALIDATORS_CHANGED,
            EventKind.VALIDATOR_JAILED,
            EventKind.VALIDATOR_BARRED,
            EventKind.SIGNER_PAID);
    System.out.println("engines agree over " + blocks + " blocks, " + transactions + " tx");
  }

  /// Both engines behind one chain.
  private final class Both implements Mirror, AutoCloseable {
    private final List<AutoCloseable> open = new ArrayList<>();

    @Override
    public Chain begin(Genesis genesis, Crypto crypto) {
      histories++;
      try {
        Path states = Files.createDirectory(folder.resolve("h" + histories));
        LmdbStateStore embedded = LmdbStateStore.openScratch(states.resolve("embedded"));
        open.add(embedded);
        ValidatorKeys nobody = new ValidatorKeys(new byte[32], new byte[32]);
        HandMadeComet comet = new HandMadeComet(genesis, nobody, states.resolve("comet"), crypto);
        open.add(comet);
        assertThat(comet.init()).isEqualTo(LedgerVerify.begin(genesis, embedded).getAppHash());
        SortedMap<ByteString, Long> set = powers(embedded);
        MemoryState alone = new MemoryState();
        Overlay first = new Overlay(alone);
        GenesisState.write(genesis, first);
        alone.apply(first.writes());
        return (context, txs, result) -> {
          blocks++;
          transactions += txs.size() - 1;
          alone.apply(result.writes());
          Optional<byte[]> root =
              context.height() % ROOTS == 0
                  ? Optional.of(NaiveJmt.root(alone.entries()))
                  : Optional.empty();
          update(set, compare(new BlockData(context, txs), result, root, embedded, comet, crypto));
          assertThat(set).isEqualTo(powers(embedded));
        };
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      for (AutoCloseable one : open.reversed()) {
        try {
          one.close();
        } catch (IOException | RuntimeException e) {
          throw e;
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  private static SortedMap<ByteString, Long> powers(LmdbStateStore states) {
    SortedMap<ByteString, Long> powers =
        new TreeMap<>(ByteString.unsignedLexicographicalComparator());
    try (Snapshot state = states.snapshot()) {
      new LedgerView(state)
          .validators()
          .forEach(v -> powers.put(StakeKeys.address(v.pubkey()), v.power()));
    }
    return powers;
  }

  /// What CometBFT does with updates, and what it refuses.
  private static void update(SortedMap<ByteString, Long> set, ResponseFinalizeBlock decided) {
    ByteString last = ByteString.EMPTY;
    for (ValidatorUpdate update : decided.getValidatorUpdatesList()) {
      ByteString address = StakeKeys.address(update.getPubKey().getEd25519());
      assertThat(ByteString.unsignedLexicographicalComparator().compare(last, address))
          .as("by rising address, each once")
          .isNegative();
      last = address;
      if (update.getPower() == 0) {
        assertThat(set.remove(address)).as("who leaves was there").isNotNull();
      } else {
        assertThat(Optional.ofNullable(set.put(address, update.getPower())))
            .isNotEqualTo(Optional.of(update.getPower()));
      }
    }
    assertThat(set).isNotEmpty();
  }

  private static ResponseFinalizeBlock compare(
      BlockData block,
      BlockResult result,
      Optional<byte[]> root,
      LmdbStateStore embedded,
      HandMadeComet comet,
      Crypto crypto) {
    try (Snapshot before = embedded.snapshot()) {
      Executed executed = new BlockExecution(crypto).execute(before, block);
      ResponseFinalizeBlock decided = comet.finalizeBlock(block);
      List<Integer> codes = result.results().stream().map(r -> r.code()).toList();
      List<ByteString> data = result.results().stream().map(r -> r.data()).toList();
      assertThat(executed.results().stream().map(r -> r.code()).toList()).isEqualTo(codes);
      assertThat(executed.results().stream().map(r -> r.data()).toList()).isEqualTo(data);
      assertThat(decided.getTxResultsList().stream().map(TxResult::getCode).toList())
          .isEqualTo(codes);
      assertThat(decided.getTxResultsList().stream().map(TxResult::getData).toList())
          .isEqualTo(data);
      assertThat(decided.getAppHash()).isEqualTo(executed.change().head().getAppHash());
      root.ifPresent(own ->
          assertThat(decided.getAppHash().toByteArray()).as("the rules' root").isEqualTo(own));
      embedded.commit(executed.as(BlockId.getDefaultInstance()));
      comet.commit();
      return decided;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
