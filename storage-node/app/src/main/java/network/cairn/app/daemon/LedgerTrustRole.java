package network.cairn.app.daemon;

import java.io.IOException;
import java.io.PrintStream;
import java.time.InstantSource;
import network.cairn.base.files.DurableFiles;
import network.cairn.cli.Role;
import network.cairn.ledger.api.LedgerClient;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.RemoteLedger;
import network.cairn.ledger.api.TrustedHeader;
import network.cairn.ledger.api.UntrustedAnswer;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.store.config.Config;

/// `ledger trust`: the network file's second form, for whoever joins or was away long, and for
/// receipts.
final class LedgerTrustRole {
  private LedgerTrustRole() {}

  /// @throws StartFailed if the home belongs to no network, or nothing new of it is proved
  static int write(Role.LedgerTrust role, PrintStream out) throws IOException {
    NetworkFile network =
        LedgerSide.network(role.home(), Config.load(role.home()))
            .orElseThrow(() ->
                new StartFailed(
                    "this home belongs to no network; make one with 'cairn init --network FILE'"));
    String text = trusting(role, network).format();
    if (role.file().isPresent()) {
      DurableFiles.replace(role.file().get(), text);
    } else {
      out.print(text);
    }
    return 0;
  }

  private static NetworkFile trusting(Role.LedgerTrust role, NetworkFile network) {
    try (LedgerClient ledger =
        RemoteLedger.over(
            network, InstantSource.system(), LedgerStatusRole.ofHome(role.home(), network))) {
      return TrustedHeader.newest(ledger, network);
    } catch (LedgerUnavailable | UntrustedAnswer e) {
      throw new StartFailed(String.valueOf(e.getMessage()), e);
    }
  }
}
