package network.cairn.deals.market;

import java.time.Duration;
import java.util.List;
import network.cairn.ledger.client.Chain;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.client.Outcome;
import network.cairn.ledger.client.Sender;
import network.cairn.ledger.records.AccountRecord;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;

/// The node's account: what it has and what it sends. Thread-safe.
final class Wallet {
  private static final Duration COMMIT_WAIT = Duration.ofSeconds(30);

  private final Chain chain;
  private final Sender sender;

  public Wallet(Chain chain, Sender sender) {
    this.chain = chain;
    this.sender = sender;
  }

  public Address address() {
    return sender.address();
  }

  /// What the ledger proves the account to hold; 0 if there is no account yet.
  public Balance balance() {
    Head head = chain.head();
    return new Balance(balance(head), head.height());
  }

  /// An amount at a height.
  public record Balance(Amount amount, long height) {}

  private Amount balance(Head head) {
    return head.state().account(address()).map(AccountRecord::balance).orElse(Amount.ZERO);
  }

  /// Sends an amount and waits for the block; a receiver without an account gets one, for which the
  /// sender pays.
  ///
  /// @throws MarketFailure if the ledger refuses or the wallet is too poor
  public Outcome transfer(Address to, Amount amount) throws InterruptedException {
    Head head = chain.head();
    if (head.next().funds(address(), amount).isPresent()) {
      throw new MarketFailure(
          MarketFailure.Code.INSUFFICIENT_FUNDS,
          "the wallet has " + balance(head) + ", less than " + amount);
    }
    Outcome outcome = sender.send(List.of(new Msg.Transfer(to, amount))).value();
    if (!outcome.isDone()) {
      throw new MarketFailure(
          MarketFailure.Code.REFUSED, "the ledger refuses the transfer: " + outcome.why());
    }
    outcome.awaitSeen(chain, COMMIT_WAIT);
    return outcome;
  }
}
