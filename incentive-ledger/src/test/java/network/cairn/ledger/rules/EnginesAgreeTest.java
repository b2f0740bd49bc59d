package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import network.cairn.ledger.engine.BlockData;
import network.cairn.ledger.engine.BlockExecution;
import network.cairn.ledger.engine.Executed;
import network.cairn.ledger.engine.LedgerVerify;
import network.cairn.ledger.engine.ValidatorKeys;
import network.cairn.ledger.engine.comet.HandMadeComet;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.store.Snapshot;
import network.cairn.ledger.types.Genesis;
import network.cairn.proto.abci.ResponseFinalizeBlock;
import network.cairn.proto.abci.TxResult;
import network.cairn.proto.comet.BlockId;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every history through the execution of the embedded engine, over its store, and through the
/// socket of CometBFT's: the same codes, data and app hashes as the rules alone give.
class EnginesAgreeTest {
  @TempDir private Path folder;
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
        return (context, txs, result) -> {
          blocks++;
          transactions += txs.size() - 1;
          compare(new BlockData(context, txs), result, embedded, comet, crypto);
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

  private static void compare(
      BlockData block,
      BlockResult result,
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
      embedded.commit(executed.as(BlockId.getDefaultInstance()));
      comet.commit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
