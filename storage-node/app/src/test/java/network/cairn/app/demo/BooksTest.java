package network.cairn.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.rules.StateKeys;
import network.cairn.ledger.state.StateView;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.proto.ledger.AccountRecord;
import network.cairn.proto.ledger.AgreementRecord;
import network.cairn.proto.ledger.Counters;
import network.cairn.proto.ledger.Pools;
import network.cairn.proto.ledger.ProviderRecord;
import network.cairn.proto.ledger.SetRecord;
import network.cairn.proto.ledger.SetStatus;
import network.cairn.proto.ledger.TicketRecord;
import network.cairn.proto.ledger.UnbondingRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BooksTest {
  private static final Address TREASURY = address(1);
  private static final Address PROVIDER = address(2);
  private final Map<ByteString, byte[]> state = new LinkedHashMap<>();
  private final Map<Address, String> people = new LinkedHashMap<>();

  private static Address address(int first) {
    byte[] bytes = new byte[Address.SIZE];
    bytes[0] = (byte) first;
    return Address.of(bytes);
  }

  private static ByteString cairn(long amount) {
    return Amount.ofCairn(amount).encode();
  }

  private void put(byte[] key, com.google.protobuf.Message value) {
    state.put(ByteString.copyFrom(key), value.toByteArray());
  }

  private Books books() {
    LedgerView view =
        new LedgerView(
            new StateView() {
              @Override
              public Optional<byte[]> get(byte[] key) {
                return Optional.ofNullable(state.get(ByteString.copyFrom(key)));
              }

              @Override
              public void scan(byte[] fromInclusive, byte[] toExclusive, Visitor visitor) {
                throw new UnsupportedOperationException();
              }
            });
    return Books.read(7, view, people);
  }

  /// A supply of 1000 in every kind of place there is.
  @BeforeEach
  void money() {
    people.put(TREASURY, "treasury");
    people.put(PROVIDER, "provider-1");
    put(StateKeys.account(TREASURY), AccountRecord.newBuilder().setBalance(cairn(500)).build());
    put(StateKeys.account(PROVIDER), AccountRecord.newBuilder().setBalance(cairn(100)).build());
    put(
        StateKeys.provider(PROVIDER),
        ProviderRecord.newBuilder()
            .setProvider(PROVIDER.bytes())
            .setPayout(PROVIDER.bytes())
            .setBond(cairn(90))
            .build());
    put(
        StateKeys.agreement(1),
        AgreementRecord.newBuilder()
            .setClient(TREASURY.bytes())
            .setId(1)
            .setEscrow(cairn(80))
            .build());
    put(
        StateKeys.set(1),
        SetRecord.newBuilder()
            .setStatus(SetStatus.STATUS_LIVE)
            .setId(1)
            .setSlot(2)
            .setProvider(PROVIDER.bytes())
            .setEscrow(cairn(70))
            .setSlashPot(cairn(60))
            .setBounty(cairn(50))
            .setBountyAfter(2)
            .build());
    put(
        StateKeys.ticket(1),
        TicketRecord.newBuilder().setId(1).setEscrow(cairn(20)).setPot(cairn(10)).build());
    put(
        StateKeys.unbonding(1),
        UnbondingRecord.newBuilder().setPayout(PROVIDER.bytes()).setAmount(cairn(8)).build());
    put(
        StateKeys.counters(),
        Counters.newBuilder().setAgreement(1).setSet(1).setUnbonding(1).build());
    put(
        StateKeys.pools(),
        Pools.newBuilder()
            .setSupply(cairn(1000))
            .setRepairFund(cairn(7))
            .setBurned(cairn(5))
            .build());
  }

  @Test
  void namesEveryPlaceAndAddsUp() {
    Books books = books();
    books.requireSum();
    assertThat(books.lines().keySet())
        .containsExactly(
            "treasury",
            "provider-1",
            "provider-1: bond",
            "held: deposit of agreement 1, back to the client at its end",
            "held: rent of periods to come, copy 2 at provider-1",
            "held: from slashes, for the next repair of copy 2 at provider-1",
            "held: bounty for the repair, due after 2 proven periods, copy 2 at provider-1",
            "held: rent for who repairs copy 0",
            "held: bounty for who repairs copy 0",
            "held: unbonding 1",
            "repair fund",
            "burned");
  }

  @Test
  void failsWhenMoneyIsSomewhereUnnamed() {
    people.remove(PROVIDER);
    assertThatThrownBy(() -> books().requireSum())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the places named hold 810 CAIRN at height 7, the supply is 1000");
  }

  @Test
  void failsForASinglePebbleTooMany() {
    ByteString one = Amount.of(Amount.ofCairn(5).pebbles().add(BigInteger.ONE)).encode();
    put(
        StateKeys.pools(),
        Pools.newBuilder().setSupply(cairn(1000)).setRepairFund(cairn(7)).setBurned(one).build());
    assertThatThrownBy(() -> books().requireSum()).hasMessageContaining("1000.000000000000000001");
  }

  @Test
  void showsWhatChangedAndThatChangesCancelOut() {
    Books before = books();
    put(StateKeys.account(PROVIDER), AccountRecord.newBuilder().setBalance(cairn(101)).build());
    put(
        StateKeys.set(1),
        SetRecord.newBuilder()
            .setStatus(SetStatus.STATUS_LIVE)
            .setId(1)
            .setSlot(2)
            .setProvider(PROVIDER.bytes())
            .setEscrow(cairn(69))
            .setSlashPot(cairn(60))
            .setBounty(cairn(50))
            .setBountyAfter(2)
            .build());
    TextTable table = books().since(before);
    assertThat(table.rows())
        .extracting(row -> row.getFirst(), row -> row.get(1).strip(), row -> row.get(2).strip())
        .contains(
            org.assertj.core.groups.Tuple.tuple("provider-1", "101", "+1"),
            org.assertj.core.groups.Tuple.tuple(
                "held: rent of periods to come, copy 2 at provider-1", "69", "-1"))
        .endsWith(org.assertj.core.groups.Tuple.tuple("all together", "1000", "0"));
  }
}
