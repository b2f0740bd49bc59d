package network.cairn.ledger.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.List;
import network.cairn.ledger.crypto.Ed25519;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Genesis;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InterruptedMoveTest {
  @TempDir private Path folder;

  private EmbeddedEngine open() {
    return new EmbeddedEngine(
        TestChain.genesis(),
        TestChain.keys(),
        LmdbStateStore.open(folder.resolve("state")),
        BlockLog.open(folder.resolve("blocks")),
        TestChain.ticking(),
        LedgerMetrics.none());
  }

  /// Whoever died after the first of the two last blocks makes the second, without transactions.
  @Test
  void whatWasBegunIsEnded() {
    List<Genesis.Validator> next =
        List.of(
            new Genesis.Validator(
                ByteString.copyFrom(Ed25519.publicKey(TestChain.seed("next"))),
                1,
                ByteString.copyFrom(Ed25519.publicKey(TestChain.seed("next beacon")))));
    try (EmbeddedEngine engine = open()) {
      engine.step();
      engine.name(next);
      engine.submit(
          TestChain.transfer(
              TestChain.TREASURY,
              0,
              1,
              TestChain.address(TestChain.seed("b")),
              Amount.ofCairn(1),
              50));
      assertThat(engine.height()).isEqualTo(2);
    }
    try (EmbeddedEngine engine = open()) {
      engine.submit(
          TestChain.transfer(
              TestChain.TREASURY,
              0,
              1,
              TestChain.address(TestChain.seed("b")),
              Amount.ofCairn(1),
              50));
      assertThat(engine.move(next).height()).isEqualTo(3);
      assertThat(engine.transactions(3).orElseThrow()).hasSize(1);
    }
  }
}
