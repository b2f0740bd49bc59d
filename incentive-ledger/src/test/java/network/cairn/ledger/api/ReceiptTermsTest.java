package network.cairn.ledger.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.net.URI;
import java.nio.file.Path;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.embedded.EmbeddedEngine;
import network.cairn.ledger.engine.embedded.TestChain;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.Governance;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.proto.ledgerapi.Receipt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Receipts of a chain whose parameters can change carry the terms of their agreement, proved.
class ReceiptTermsTest {
  @TempDir private Path folder;

  @Test
  void theTermsAreProvedAndCannotBeLeftOutOrChanged() throws Exception {
    Genesis genesis =
        TestChain.genesis(
            Params.defaults(Profile.DEV).governedBy(Governance.defaults(Profile.DEV)));
    NetworkFile network = NetworkFile.of(genesis, URI.create("http://127.0.0.1:1"));
    try (EmbeddedEngine engine =
        new EmbeddedEngine(
            genesis,
            TestChain.keys(),
            LmdbStateStore.open(folder.resolve("state")),
            BlockLog.open(folder.resolve("blocks")),
            TestChain.ticking(),
            LedgerMetrics.none())) {
      long agreement = new Deal(engine, genesis).open();
      for (int i = 0; i < 90; i++) {
        engine.step();
      }
      ByteString bytes = Receipts.build(new LocalLedger(engine), agreement).orElseThrow();
      Receipts.Proven proven = Receipts.verify(bytes, network);
      assertThat(proven.agreement().terms()).isEqualTo(1);
      assertThat(proven.slots().get(1).duePeriods()).isEqualTo(2);
      assertThat(Receipts.claims(bytes).params()).isEqualTo(genesis.params());
      Receipt receipt = Receipt.parseFrom(bytes);
      assertRefused(receipt.toBuilder().clearTerms(), network);
      assertRefused(receipt.toBuilder().setTerms(receipt.getParams()), network);
      Receipt.Builder longer = receipt.toBuilder();
      longer.getTermsBuilder().setValue(ByteString.copyFrom(new byte[] {8, 80}));
      assertRefused(longer, network);
    }
  }

  private static void assertRefused(Receipt.Builder forged, NetworkFile network) {
    assertThatThrownBy(() -> Receipts.verify(forged.build().toByteString(), network))
        .isInstanceOf(InvalidReceipt.class);
  }
}
