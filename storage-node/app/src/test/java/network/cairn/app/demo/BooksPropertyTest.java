package network.cairn.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.rules.StateKeys;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a ledger holds, the books name all of it, once.
class BooksPropertyTest {
  static LongStream seeds() {
    return LongStream.range(0, 40);
  }

  /// A random state and what is in it.
  private static final class World {
    final SplittableRandom random;
    final Values state = new Values();
    final Map<Address, String> people = new LinkedHashMap<>();
    final Map<Address, BigInteger> accounts = new LinkedHashMap<>();
    private BigInteger supply = BigInteger.ZERO;

    World(long seed) {
      random = new SplittableRandom(seed);
      int count = 2 + random.nextInt(6);
      for (int i = 0; i < count; i++) {
        person(i);
      }
      records();
      pools();
    }

    /// From nothing over single pebbles to more than a long can count; all of it adds to the
    /// supply.
    private BigInteger amount() {
      BigInteger amount =
          switch (random.nextInt(4)) {
            case 0 -> BigInteger.ZERO;
            case 1 -> BigInteger.valueOf(random.nextInt(10));
            case 2 -> BigInteger.valueOf(random.nextLong(Long.MAX_VALUE));
            default -> BigInteger.valueOf(random.nextLong(1 << 20)).multiply(Amount.CAIRN);
          };
      supply = supply.add(amount);
      return amount;
    }

    private ByteString some() {
      return Amount.of(amount()).encode();
    }

    private Address address(int number) {
      byte[] bytes = new byte[Address.SIZE];
      bytes[0] = (byte) (number + 1);
      return Address.of(bytes);
    }

    private ByteString anybody() {
      // One more than there are: a provider that the reader has no name for.
      return address(random.nextInt(people.size() + 1)).bytes();
    }

    private void person(int number) {
      Address address = address(number);
      people.put(address, number == 0 ? "treasury" : "person-" + number);
      if (random.nextInt(4) > 0) {
        account(address, amount());
      }
      if (random.nextBoolean()) {
        state.put(
            StateKeys.provider(address),
            ProviderRecord.newBuilder()
                .setProvider(address.bytes())
                .setPayout(address.bytes())
                .setBond(some())
                .build());
      }
    }

    void account(Address address, BigInteger balance) {
      accounts.put(address, balance);
      state.put(
          StateKeys.account(address),
          AccountRecord.newBuilder().setBalance(Amount.of(balance).encode()).build());
    }

    private void records() {
      Counters.Builder counters =
          Counters.newBuilder()
              .setAgreement(random.nextInt(5))
              .setSet(random.nextInt(9))
              .setUnbonding(random.nextInt(4));
      for (long id = 1; id <= counters.getAgreement(); id++) {
        agreement(id);
      }
      for (long id = 1; id <= counters.getSet(); id++) {
        copy(id);
      }
      for (long id = 1; id <= counters.getUnbonding(); id++) {
        if (random.nextBoolean()) {
          state.put(
              StateKeys.unbonding(id),
              UnbondingRecord.newBuilder().setPayout(anybody()).setAmount(some()).build());
        }
      }
      state.put(StateKeys.counters(), counters.build());
    }

    private void agreement(long id) {
      if (random.nextInt(4) > 0) {
        state.put(
            StateKeys.agreement(id),
            AgreementRecord.newBuilder()
                .setClient(anybody())
                .setId(id)
                .setClosedHeight(random.nextBoolean() ? 9 : 0)
                .setEscrow(some())
                .build());
      }
    }

    /// A set, a ticket of the same id, both or neither; several may be of one slot and provider.
    private void copy(long id) {
      int slot = random.nextInt(3);
      if (random.nextInt(4) > 0) {
        state.put(
            StateKeys.set(id),
            SetRecord.newBuilder()
                .setStatus(SetStatus.STATUS_LIVE)
                .setId(id)
                .setSlot(slot)
                .setProvider(anybody())
                .setEscrow(some())
                .setSlashPot(some())
                .setBounty(some())
                .setBountyAfter(2)
                .build());
      }
      if (random.nextBoolean()) {
        state.put(
            StateKeys.ticket(id),
            TicketRecord.newBuilder()
                .setId(id)
                .setSlot(slot)
                .setEscrow(some())
                .setPot(some())
                .build());
      }
    }

    void pools() {
      ByteString burned = Amount.of(amount()).encode();
      ByteString fund = Amount.of(amount()).encode();
      state.put(
          StateKeys.pools(),
          Pools.newBuilder()
              .setSupply(Amount.of(supply).encode())
              .setBurned(burned)
              .setRepairFund(fund)
              .build());
    }

    Books books() {
      return Books.read(5, new LedgerView(state), people);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void thePlacesHoldExactlyTheSupply(long seed) {
    World world = new World(seed);
    Books books = world.books();
    books.requireSum();
    assertThat(books.sum()).isEqualTo(books.supply()).isEqualTo(world.supply);
    assertThat(books.lines().values()).allMatch(pebbles -> pebbles.signum() > 0);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whoeverIsLeftOutIsMissed(long seed) {
    World world = new World(seed);
    for (Address address : List.copyOf(world.people.keySet())) {
      boolean rich = world.accounts.getOrDefault(address, BigInteger.ZERO).signum() > 0;
      String name = world.people.remove(address);
      if (rich) {
        Books books = world.books();
        assertThatThrownBy(books::requireSum)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("the supply is " + Tokens.exact(world.supply));
      }
      world.people.put(address, name == null ? "" : name);
    }
    world.books().requireSum();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void paymentsChangeLinesAndNotTheirSum(long seed) {
    World world = new World(seed);
    Books before = world.books();
    List<Address> addresses = new ArrayList<>(world.people.keySet());
    for (int i = 0; i < 5; i++) {
      Address from = addresses.get(world.random.nextInt(addresses.size()));
      Address to = addresses.get(world.random.nextInt(addresses.size()));
      BigInteger has = world.accounts.getOrDefault(from, BigInteger.ZERO);
      BigInteger paid = has.shiftRight(world.random.nextInt(3));
      world.account(from, has.subtract(paid));
      world.account(to, world.accounts.getOrDefault(to, BigInteger.ZERO).add(paid));
    }
    Books after = world.books();
    after.requireSum();
    TextTable table = after.since(before);
    assertThat(changes(table)).isEqualByComparingTo(BigDecimal.ZERO);
    assertThat(table.rows().getLast().get(2).strip()).isEqualTo("0");
  }

  /// The third column without its last row, which is the sum.
  private static BigDecimal changes(TextTable table) {
    return table.rows().subList(0, table.rows().size() - 1).stream()
        .map(row -> new BigDecimal(row.get(2).strip()))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void decimalPointsStandBelowEachOther(long seed) {
    TextTable table = new World(seed).books().since(new World(seed + 1).books());
    List<String> shown = table.rows().stream().map(row -> row.get(1)).toList();
    assertThat(shown).extracting(String::length).allMatch(length -> length > 18);
    assertThat(shown)
        .allSatisfy(cell -> {
          int point = cell.indexOf('.');
          assertThat(cell.length() - (point < 0 ? cell.stripTrailing().length() : point))
              .isEqualTo(19);
        });
  }
}
