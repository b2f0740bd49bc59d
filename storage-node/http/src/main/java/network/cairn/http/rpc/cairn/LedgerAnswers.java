package network.cairn.http.rpc.cairn;

import java.time.Instant;
import java.util.HexFormat;
import network.cairn.api.answer.LedgerAnswer;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.records.BeaconRecord;

/// What is said of a ledger of which a state was proved.
public final class LedgerAnswers {
  private static final long NANOS = 1_000_000_000L;

  private LedgerAnswers() {}

  public static LedgerAnswer of(Head head, NetworkFile network) {
    return new LedgerAnswer(
        network.chainId(),
        head.height(),
        HexFormat.of().formatHex(network.genesisHash().toByteArray()),
        head.state().beacon(head.height()).map(LedgerAnswers::time).orElse(""),
        network.ledgerUrl().toString());
  }

  private static String time(BeaconRecord record) {
    long nanos = record.timeNs();
    return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS))
        .toString();
  }
}
