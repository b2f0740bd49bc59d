package network.cairn.http.rpc.cairn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.deals.provider.Happening;
import network.cairn.deals.provider.Provider;
import network.cairn.deals.provider.ProviderStatus;
import network.cairn.deals.provider.SetEnding;
import network.cairn.deals.provider.Totals;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.records.SetRecord;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.libp2p.multiaddr.Multiaddr;

/// A provider that remembers what it was told.
final class TestProvider implements Provider {
  static final long UNBONDING = 12;
  static final long AT = 1_700_000_000_000L;
  final List<String> calls = new ArrayList<>();
  boolean silent;
  Optional<ProviderStatus.Registration> registered = Optional.empty();

  @Override
  public void register(Amount bond, Address payout, List<Multiaddr> addresses) {
    calls.add("register " + bond.decimal() + " " + TestServices.text(payout) + " " + addresses);
    registered =
        Optional.of(new ProviderStatus.Registration(payout, bond, Amount.ZERO, bond, bond));
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
  public List<String> troubles() {
    return List.of();
  }

  @Override
  public ProviderStatus status() {
    if (silent) {
      throw new LedgerUnavailable("a test");
    }
    return new ProviderStatus(
        new ProviderStatus.Seen(TestServices.HEIGHT, AT, 250, Optional.empty(), Optional.of(7L)),
        TestServices.OPERATOR,
        registered,
        List.of(new ProviderStatus.Unbonding(4, Amount.ofPebbles(6), TestServices.HEIGHT + 8)),
        new ProviderStatus.Room(1_000_000_000_000L, 5, 0, 500_000_000_000L),
        true,
        calls.contains("leave"),
        Amount.ofCairn(2),
        1,
        List.of(
            new ProviderStatus.HeldSet(
                3,
                7,
                1,
                "the piece",
                127,
                SetRecord.Status.LIVE,
                2,
                20,
                1,
                0,
                Amount.ofPebbles(9),
                Amount.ofCairn(1),
                Amount.ZERO,
                Optional.of(Amount.ofPebbles(6)),
                819,
                99,
                true)),
        2,
        new Totals(
            Amount.ofPebbles(8),
            Amount.ZERO,
            0,
            0,
            new TreeMap<>(),
            new TreeMap<>(Map.of("2026-11-30", Amount.ofPebbles(8)))),
        List.of(
            new Happening(
                AT - 1_000, 70, Happening.Kind.SLASHED, Amount.ofPebbles(5), "set 3 lost 5")),
        List.of("the disk is slow"));
  }

  @Override
  public void addBond(Amount amount) {
    calls.add("add " + amount.decimal());
  }

  @Override
  public ProviderStatus.Unbonding withdrawBond(Optional<Amount> amount) {
    calls.add("withdraw " + amount.map(Amount::decimal).orElse("all"));
    return new ProviderStatus.Unbonding(
        UNBONDING, amount.orElse(Amount.ofCairn(9)), TestServices.HEIGHT + 4);
  }

  @Override
  public void leave() {
    calls.add("leave");
  }

  @Override
  public SetEnding ending(long set) {
    return new SetEnding(
        set,
        TestServices.HEIGHT,
        TestMarket.HEIGHTS,
        Amount.ofPebbles(1),
        Amount.ofPebbles(2),
        Amount.ofPebbles(3),
        Amount.ofPebbles(4),
        Amount.ofPebbles(5));
  }

  @Override
  public void terminate(long set) {
    calls.add("terminate " + set);
  }

  @Override
  public void close() {}
}
