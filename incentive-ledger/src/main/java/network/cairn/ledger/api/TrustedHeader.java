package network.cairn.ledger.api;

import java.util.List;
import network.cairn.ledger.chain.Headers;
import network.cairn.ledger.chain.Validators;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.light.Mark;
import network.cairn.ledger.rules.StateKeys;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.LightBlock;

/// The header that a new network file trusts.
public final class TrustedHeader {
  private TrustedHeader() {}

  /// A network's file that trusts its newest header: who takes it believes what this ledger's
  /// client believes.
  ///
  /// @param ledger whose newest state is proved, and fresh enough for money
  /// @throws UntrustedAnswer if it is not
  /// @throws LedgerUnavailable if the ledger does not answer
  public static NetworkFile newest(LedgerClient ledger, NetworkFile network) {
    LightBlock next = ledger.read(List.of(StateKeys.chain()), 0, true).next().orElseThrow();
    Header header = next.getSignedHeader().getHeader();
    Validators set =
        Validators.of(next.getValidatorSet())
            .orElseThrow(() -> new UntrustedAnswer("the header came without its validators"));
    return network.trusting(new Mark(header.getHeight(), Headers.hash(header)), set);
  }
}
