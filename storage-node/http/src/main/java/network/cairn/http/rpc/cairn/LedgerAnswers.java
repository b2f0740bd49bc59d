package network.cairn.http.rpc.cairn;

import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import network.cairn.api.answer.LedgerAnswer;
import network.cairn.api.answer.LedgerServer;
import network.cairn.api.answer.LedgerSigner;
import network.cairn.ledger.api.ServerReport;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.records.BeaconRecord;

/// What is said of a ledger of which a state was proved.
public final class LedgerAnswers {
  private static final long NANOS = 1_000_000_000L;

  private LedgerAnswers() {}

  /// @param clockAhead how far this machine's clock is ahead of the ledger's, if that is known
  public static LedgerAnswer of(Head head, NetworkFile network, Optional<Duration> clockAhead) {
    return new LedgerAnswer(
        network.chainId(),
        head.height(),
        HexFormat.of().formatHex(network.genesisHash().toByteArray()),
        head.state().beacon(head.height()).map(LedgerAnswers::time).orElse(""),
        network.ledgerUrl().toString(),
        clockAhead.map(Duration::toMillis).orElse(0L));
  }

  /// What a server says of itself.
  public static LedgerServer of(ServerReport report) {
    return new LedgerServer(
        report.server(),
        report.engine(),
        report.appVersion(),
        report.height(),
        report.behind(),
        report.catchingUp(),
        report.peers().size(),
        report.commits(),
        report.signers().stream()
            .map(signer ->
                new LedgerSigner(
                    HexFormat.of().formatHex(signer.address().toByteArray()),
                    signer.power(),
                    signer.signed(),
                    signer.last()))
            .toList());
  }

  private static String time(BeaconRecord record) {
    long nanos = record.timeNs();
    return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS))
        .toString();
  }
}
