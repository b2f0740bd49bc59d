package network.cairn.app.daemon;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import network.cairn.api.answer.WalletTransfer;
import network.cairn.base.time.RealScheduler;
import network.cairn.cli.Role;
import network.cairn.ledger.api.LedgerClient;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.client.ClientChain;
import network.cairn.ledger.client.Outcome;
import network.cairn.ledger.client.Sender;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.wallet.Addresses;
import network.cairn.ledger.wallet.Amounts;
import network.cairn.ledger.wallet.InvalidAddress;

/// Pays others from the treasury of a ledger's home, by the door of the running ledger.
final class TreasuryRole {
  /// Patience for a busy machine: who is told of silence pays again, and what was sent may count.
  private static final Sender.Limits LIMITS =
      new Sender.Limits(120, Duration.ofSeconds(30), Duration.ofSeconds(10));

  private TreasuryRole() {}

  /// Sends tokens and says in which block.
  ///
  /// @param wanted to an address of this chain, an amount as [Amounts#parse] reads it
  /// @throws StartFailed if the treasury has several keys, that is no address, the ledger does not
  ///   answer or refuses; of the amount see [Amounts#parse]
  static void transfer(Role.LedgerTransfer wanted, PrintStream out) throws InterruptedException {
    LedgerHome home = LedgerHome.open(wanted.folder());
    if (home.genesis().treasury().isPresent()) {
      throw new StartFailed(
          "this chain's treasury has several keys, which sign together; make an order with: cairn"
              + " ledger treasury pay");
    }
    Address receiver = receiver(home, wanted.to());
    Amount tokens = Amounts.parse(wanted.amount());
    Outcome outcome = send(home, wanted.folder(), new Msg.Transfer(receiver, tokens));
    if (!outcome.isDone()) {
      throw new StartFailed("the ledger did not transfer: " + outcome.why());
    }
    WalletTransfer sent = new WalletTransfer(wanted.to(), tokens.decimal(), outcome.height());
    out.println(
        wanted.json()
            ? sent.json()
            : "sent " + tokens + " to " + sent.to() + " (height " + sent.height() + ")");
  }

  private static Address receiver(LedgerHome home, String text) {
    try {
      return Addresses.parse(Profile.of(home.network().chainId()), text);
    } catch (InvalidAddress e) {
      throw new StartFailed("'" + text + "': " + e.getMessage(), e);
    }
  }

  private static Outcome send(LedgerHome home, Path folder, Msg transfer)
      throws InterruptedException {
    RealScheduler scheduler = new RealScheduler();
    try (LedgerClient client = HomeLedger.client(home)) {
      ClientChain chain = ClientChain.of(client, home.network().chainRef(), scheduler);
      Outcome outcome =
          new Sender(chain, home.treasury(), scheduler, LIMITS).send(List.of(transfer)).value();
      if (outcome.isDone()) {
        // Whoever asks after this line sees it: a header of the next block proves the state.
        outcome.awaitSeen(chain, LIMITS.answer());
      }
      return outcome;
    } catch (LedgerUnavailable e) {
      throw new StartFailed(
          e.getMessage() + "; is it running? start it with: cairn ledger start --home " + folder,
          e);
    }
  }
}
