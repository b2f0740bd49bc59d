package network.cairn.app.daemon;

import java.io.PrintStream;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import network.cairn.api.answer.StakeAnswer;
import network.cairn.cli.Role;
import network.cairn.ledger.chain.Validators;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.ledger.records.StakeRecord;
import network.cairn.ledger.records.ValidatorRecord;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.types.Staking;
import network.cairn.ledger.wallet.Addresses;
import network.cairn.ledger.wallet.Amounts;

/// Shows and changes what a validator's operator has bonded (docs/protocol.md §16), by the door of
/// the running ledger of a home and with its operator's key.
final class StakeRole {
  private StakeRole() {}

  /// @throws StartFailed if the amount is none, the ledger does not answer or refuses it
  static void run(Role.LedgerStake wanted, PrintStream out) throws InterruptedException {
    LedgerHome home = LedgerHome.open(wanted.folder());
    Optional<Amount> amount = wanted.amount().map(StakeRole::amount);
    StakeAnswer answer =
        HomeLedger.at(
            home,
            chain -> {
              requireStaking(chain.head());
              Optional<Msg> msg = msg(wanted.act(), amount, home, chain.head());
              if (msg.isPresent()) {
                HomeLedger.send(home, chain, msg.get());
              }
              return answer(home, chain.head());
            });
    if (wanted.json()) {
      out.println(answer.json());
    } else {
      print(answer, out);
    }
  }

  private static Optional<Msg> msg(
      Role.LedgerStake.Act act, Optional<Amount> amount, LedgerHome home, Head head) {
    return switch (act) {
      case SHOW -> Optional.empty();
      case BOND -> Optional.of(FirstBond.msg(home, head, amount.orElseThrow()));
      case ADD -> Optional.of(new Msg.BondStake(amount.orElseThrow(), Optional.empty()));
      case WITHDRAW -> Optional.of(new Msg.UnbondStake(amount.orElseThrow()));
      case RETURN -> Optional.of(new Msg.Unjail());
    };
  }

  private static Amount amount(String typed) {
    Amount amount = Amounts.parse(typed);
    if (amount.isZero()) {
      throw new StartFailed("the amount is nothing");
    }
    return amount;
  }

  private static void requireStaking(Head head) {
    if (head.state().params().staking().isEmpty()) {
      throw new StartFailed("this chain's validators are those of its genesis, for ever");
    }
  }

  private static StakeAnswer answer(LedgerHome home, Head head) {
    Address operator = home.operator().address();
    Optional<StakeRecord> stake = head.state().stake(operator);
    long power = stake.map(s -> power(head, s)).orElse(0L);
    return new StakeAnswer(
        head.height(),
        Addresses.format(Profile.of(home.network().chainId()), operator),
        stake.map(StakeRecord::stake).orElse(Amount.ZERO).pebbles().toString(),
        stake.map(s -> s.status().name().toLowerCase(Locale.ROOT)).orElse("none"),
        power,
        stake.map(s -> s.unbondings().size()).orElse(0),
        stake.map(StakeRecord::jailedUntil).orElse(0L),
        stake.filter(s -> power == 0).map(s -> signsFrom(head, s)).orElse(0L));
  }

  /// Two blocks after the next border, whose set it may be of.
  private static long signsFrom(Head head, StakeRecord stake) {
    Staking staking = head.state().params().staking().orElseThrow();
    boolean waits =
        stake.status() == StakeRecord.Status.ACTIVE
            && stake.stake().compareTo(staking.minStake()) >= 0;
    long border = (head.height() / staking.epoch() + 1) * staking.epoch();
    return waits ? border + 2 : 0;
  }

  /// Of its key for votes, while that is of the set which the state names.
  private static long power(Head head, StakeRecord stake) {
    return head.state()
        .knownValidator(new Validators.Validator(stake.pubkey(), 1).address())
        .filter(validator -> validator.leftHeight() == 0)
        .map(ValidatorRecord::power)
        .orElse(0L);
  }

  private static void print(StakeAnswer answer, PrintStream out) {
    Amount stake = Amount.of(new BigInteger(answer.stake()));
    out.println("operator    " + answer.operator());
    out.println("stake       " + Amounts.text(stake) + ", " + answer.status());
    out.println("power       " + answer.power());
    out.println("unbondings  " + answer.unbondings());
    if (answer.signsFrom() > 0) {
      out.println(
          "waiting     for the border at block "
              + (answer.signsFrom() - 2)
              + "; if its stake is among the largest then, it signs from block "
              + answer.signsFrom()
              + " on");
    }
    if (answer.jailedUntil() > 0) {
      out.println(
          "jailed      until block " + answer.jailedUntil() + "; then: cairn ledger stake return");
    }
  }
}
