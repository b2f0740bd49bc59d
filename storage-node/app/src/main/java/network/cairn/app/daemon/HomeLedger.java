package network.cairn.app.daemon;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import network.cairn.base.time.RealScheduler;
import network.cairn.ledger.api.LedgerClient;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.RemoteLedger;
import network.cairn.ledger.api.UntrustedAnswer;
import network.cairn.ledger.client.ClientChain;
import network.cairn.ledger.client.HeadFile;
import network.cairn.ledger.client.Outcome;
import network.cairn.ledger.client.Sender;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.wallet.Signer;

/// The running ledger of a home, at its door, as its validator's operator uses it.
final class HomeLedger {
  private static final Sender.Limits LIMITS =
      new Sender.Limits(120, Duration.ofSeconds(30), Duration.ofSeconds(10));

  private HomeLedger() {}

  /// What is done at it.
  interface Work<R> {
    R on(ClientChain chain) throws InterruptedException;
  }

  /// @throws StartFailed if the ledger does not answer, or without proof
  static <R> R at(LedgerHome home, Work<R> work) throws InterruptedException {
    try (LedgerClient client = client(home)) {
      client.status(); // Who does not answer at all is not waited for.
      return work.on(ClientChain.of(client, home.network().chainRef(), new RealScheduler()));
    } catch (LedgerUnavailable | UntrustedAnswer e) {
      throw new StartFailed(String.valueOf(e.getMessage()), e);
    }
  }

  /// A client of a home's own door, which begins with what the running ledger noted there.
  ///
  /// @throws StartFailed if the note is damaged
  static LedgerClient client(LedgerHome home) {
    try {
      return RemoteLedger.ofOwn(
          home, InstantSource.system(), LedgerStatusRole.ofHome(home.folder(), home.network()));
    } catch (HeadFile.Unusable e) {
      throw new StartFailed(String.valueOf(e.getMessage()), e);
    }
  }

  /// Sends a message of the home's operator and waits until all may see what it did.
  ///
  /// @throws StartFailed if the ledger refuses it
  static Outcome send(LedgerHome home, ClientChain chain, Msg msg) throws InterruptedException {
    return send(home.operator(), chain, msg);
  }

  /// As the other, of any account.
  ///
  /// @throws StartFailed if the ledger refuses it
  static Outcome send(Signer payer, ClientChain chain, Msg msg) throws InterruptedException {
    Outcome outcome =
        new Sender(chain, payer, new RealScheduler(), LIMITS).send(List.of(msg)).value();
    if (!outcome.isDone()) {
      throw new StartFailed("the ledger did not take it: " + outcome.why());
    }
    outcome.awaitSeen(chain, LIMITS.answer());
    return outcome;
  }
}
