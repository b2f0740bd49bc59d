package network.cairn.app.daemon;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import network.cairn.ledger.api.LedgerClient;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.NodeStatus;
import network.cairn.ledger.api.RemoteLedger;
import network.cairn.ledger.api.UntrustedAnswer;
import network.cairn.ledger.chain.Validators;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.ledger.records.AccountRecord;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.types.Staking;
import network.cairn.ledger.wallet.Addresses;
import network.cairn.ledger.wallet.Amounts;

/// What makes a home's operator a candidate for the set of validators (docs/protocol.md §16), and
/// what stands in the way of it, in a line each: whoever is chosen and does not sign is jailed.
final class FirstBond {
  private FirstBond() {}

  /// The message that bonds for the first time, with the keys of the home.
  ///
  /// @throws StartFailed if the ledger would refuse it, or the node could not sign
  static Msg msg(LedgerHome home, Head head, Amount amount) {
    Address operator = home.operator().address();
    Staking staking = head.state().params().staking().orElseThrow();
    if (head.state().stake(operator).isPresent()) {
      throw new StartFailed(
          "this operator has bonded already; to add to it: cairn ledger stake add AMOUNT");
    }
    if (amount.compareTo(staking.minStake()) < 0) {
      throw new StartFailed(
          "the least stake is "
              + Amounts.text(staking.minStake())
              + ", not "
              + Amounts.text(amount));
    }
    Msg.CandidateKeys keys = home.candidateKeys();
    if (head.state()
        .knownValidator(new Validators.Validator(keys.vote().pubkey(), 1).address())
        .isPresent()) {
      throw new StartFailed(
          "the key keystore/validator is or was a validator's already; join with a new home");
    }
    requireBalance(home, head, operator, amount);
    requireSynced(home);
    return new Msg.BondStake(amount, Optional.of(keys));
  }

  private static void requireBalance(LedgerHome home, Head head, Address operator, Amount amount) {
    Amount has = head.state().account(operator).map(AccountRecord::balance).orElse(Amount.ZERO);
    if (has.compareTo(amount) <= 0) {
      throw new StartFailed(
          "the operator "
              + Addresses.format(Profile.of(home.network().chainId()), operator)
              + " has "
              + Amounts.text(has)
              + ", not "
              + Amounts.text(amount)
              + " and a fee; send it more first");
    }
  }

  /// By the own door alone: others have caught up.
  private static void requireSynced(LedgerHome home) {
    NodeStatus status;
    try (LedgerClient own =
        RemoteLedger.over(
            home.network().at(List.of(home.network().ledgerUrl())), InstantSource.system())) {
      status = own.status();
    } catch (LedgerUnavailable | UntrustedAnswer e) {
      throw new StartFailed(
          "the ledger of this home must run before it is a validator's: " + e.getMessage(), e);
    }
    if (status.catchingUp() || status.height() == 0) {
      throw new StartFailed(
          "this node has not caught up, it is at height "
              + status.height()
              + ": bond when 'cairn ledger status' of its home says that it has");
    }
  }
}
