package network.cairn.app.demo;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.ledger.api.HeadStore;
import network.cairn.ledger.api.LedgerClient;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.Reading;
import network.cairn.ledger.api.RemoteLedger;
import network.cairn.ledger.api.TxReceipt;
import network.cairn.ledger.api.WaitFor;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.ledger.records.Counters;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.rules.StateKeys;
import network.cairn.ledger.state.StateView;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.wallet.Addresses;
import network.cairn.ledger.wallet.Signer;

/// The treasury's key and a client of the ledger's door; every read is proved under the network
/// file.
final class Bank implements AutoCloseable {
  /// Heights for which a payment may still be executed.
  private static final long VALIDITY = 400;

  private static final Duration WAIT = Duration.ofSeconds(20);

  /// Waits for a payment's block; a ledger that gets little processor is slow, not broken.
  private static final int WAITS = 6;

  private static final int ATTEMPTS = 10;
  private final LedgerHome home;
  private final LedgerClient ledger;
  private long nonce;

  /// @param ledger closed with this
  Bank(LedgerHome home, LedgerClient ledger) {
    this.home = home;
    this.ledger = ledger;
  }

  /// @param folder of the ledger's home
  static Bank open(Path folder) {
    LedgerHome home = LedgerHome.open(folder);
    return new Bank(home, RemoteLedger.ofOwn(home, InstantSource.system(), HeadStore.none()));
  }

  /// The height of the ledger's last block; empty while it does not answer.
  Optional<Long> height() {
    try {
      return Optional.of(ledger.status().height());
    } catch (LedgerUnavailable e) {
      return Optional.empty();
    }
  }

  Address treasury() {
    return home.treasury().address();
  }

  String text(Address address) {
    return Addresses.format(Profile.of(home.network().chainId()), address);
  }

  Address address(String text) {
    return Addresses.parse(Profile.of(home.network().chainId()), text);
  }

  /// Pays from the treasury in one transaction and returns the height of its block.
  ///
  /// @throws IllegalStateException if the ledger did not do it
  long pay(Map<Address, Amount> payments) {
    Signer treasury = home.treasury();
    List<Msg> transfers = new ArrayList<>();
    payments.forEach((to, amount) -> transfers.add(new Msg.Transfer(to, amount)));
    nonce = Math.max(nonce, usedNonce(treasury)) + 1;
    long until = ledger.status().height() + VALIDITY;
    ByteString envelope =
        treasury.tx(home.network().chainRef(), 0, nonce, until, transfers).encode();
    TxReceipt receipt = ledger.submit(envelope, WaitFor.COMMITTED, WAIT);
    for (int i = 1; i < WAITS && !receipt.isCommitted() && !receipt.isRefused(); i++) {
      receipt = ledger.submit(envelope, WaitFor.COMMITTED, WAIT);
    }
    if (!receipt.isDone()) {
      throw new IllegalStateException(
          "the treasury's payment was not done: " + receipt.reason() + " " + receipt.log());
    }
    return receipt.height();
  }

  private long usedNonce(Signer treasury) {
    Reading reading = ledger.read(List.of(StateKeys.account(treasury.address())), 0, true);
    return new LedgerView(new Snapshot(reading))
        .account(treasury.address())
        .map(a -> a.nonce(0))
        .orElse(0L);
  }

  /// Reads where all money is, at one proved height.
  ///
  /// @throws LedgerUnavailable if no newer block proves it soon; asking again may help
  Books books(Map<Address, String> people) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Counters counters =
          new LedgerView(new Snapshot(ledger.read(List.of(StateKeys.counters()), 0, true)))
              .counters();
      Reading reading = ledger.read(keys(counters, people), 0, true);
      LedgerView view = new LedgerView(new Snapshot(reading));
      if (view.counters().equals(counters)) {
        return Books.read(reading.height(), view, people);
      }
    }
    throw new IllegalStateException("new agreements came faster than the books could be read");
  }

  /// Reads what people have, at one proved height, however much else the ledger holds.
  ///
  /// @throws LedgerUnavailable if no newer block proves it soon; asking again may help
  Books purses(Map<Address, String> people) {
    Reading reading = ledger.read(keys(people), 0, true);
    return Books.ofPeople(reading.height(), new LedgerView(new Snapshot(reading)), people);
  }

  private static List<byte[]> keys(Map<Address, String> people) {
    List<byte[]> keys = new ArrayList<>();
    keys.add(StateKeys.pools());
    for (Address person : people.keySet()) {
      keys.add(StateKeys.account(person));
      keys.add(StateKeys.provider(person));
    }
    return keys;
  }

  private static List<byte[]> keys(Counters counters, Map<Address, String> people) {
    List<byte[]> keys = keys(people);
    keys.add(StateKeys.counters());
    for (long id = 1; id <= counters.agreement(); id++) {
      keys.add(StateKeys.agreement(id));
    }
    for (long id = 1; id <= counters.set(); id++) {
      keys.add(StateKeys.set(id));
      keys.add(StateKeys.ticket(id));
    }
    for (long id = 1; id <= counters.unbonding(); id++) {
      keys.add(StateKeys.unbonding(id));
    }
    if (keys.size() > LedgerClient.MAX_KEYS) {
      throw new IllegalStateException(
          "the ledger holds more than one read can prove; these books are for small networks");
    }
    return keys;
  }

  @Override
  public void close() {
    ledger.close();
  }

  /// The values of one reading as a state; what was not read is not there to be asked for.
  private static final class Snapshot implements StateView {
    private final Map<ByteString, Optional<byte[]>> values = new HashMap<>();

    Snapshot(Reading reading) {
      reading
          .items()
          .forEach(item -> values.put(item.key(), item.value().map(ByteString::toByteArray)));
    }

    @Override
    public Optional<byte[]> get(byte[] key) {
      Optional<byte[]> value = values.get(ByteString.copyFrom(key));
      if (value == null) {
        throw new IllegalStateException("a key was asked for that was not read");
      }
      return value;
    }

    @Override
    public void scan(byte[] fromInclusive, byte[] toExclusive, Visitor visitor) {
      throw new UnsupportedOperationException("some values are no range");
    }
  }
}
