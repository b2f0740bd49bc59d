package network.cairn.http.rpc.cairn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.deals.provider.Provider;
import network.cairn.deals.provider.ProviderStatus;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.libp2p.multiaddr.Multiaddr;

/// A provider that remembers what it was told.
final class TestProvider implements Provider {
  static final long UNBONDING = 12;
  final List<String> calls = new ArrayList<>();
  Optional<ProviderStatus.Registration> registered = Optional.empty();

  @Override
  public void register(Amount bond, Address payout, List<Multiaddr> addresses) {
    calls.add("register " + bond.decimal() + " " + TestServices.text(payout) + " " + addresses);
    registered = Optional.of(new ProviderStatus.Registration(payout, bond, Amount.ZERO, bond));
  }

  @Override
  public void start() {
    throw new AssertionError("a role is not started by a command");
  }

  @Override
  public void taking(boolean taking) {
    calls.add("taking " + taking);
  }

  @Override
  public ProviderStatus status() {
    return new ProviderStatus(
        TestServices.HEIGHT,
        TestServices.OPERATOR,
        registered,
        true,
        1_000_000_000_000L,
        5,
        1,
        List.of(
            new ProviderStatus.HeldSet(
                3, 7, 1, "the piece", 127, 2, 20, 1, 0, Amount.ofPebbles(9), 99, true, true)),
        List.of("the disk is slow"));
  }

  @Override
  public void addBond(Amount amount) {
    calls.add("add " + amount.decimal());
  }

  @Override
  public long withdrawBond(Amount amount) {
    calls.add("withdraw " + amount.decimal());
    return UNBONDING;
  }

  @Override
  public void terminate(long set) {
    calls.add("terminate " + set);
  }

  @Override
  public void close() {}
}
