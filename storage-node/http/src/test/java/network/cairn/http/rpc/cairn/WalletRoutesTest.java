package network.cairn.http.rpc.cairn;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.Optional;
import network.cairn.http.rpc.TestResponse;
import network.cairn.ledger.client.Outcome;
import network.cairn.ledger.rules.Reason;
import network.cairn.ledger.rules.TxResult;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.wallet.Addresses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WalletRoutesTest {
  private static final String WALLET = TestServices.text(TestServices.WALLET);
  private static final String STRANGER = TestServices.text(TestServices.STRANGER);
  private final TestServices services = TestServices.withoutRole();

  private TestResponse call(String call) {
    return services.door.trusted(call);
  }

  @Test
  void tellsBothAddresses() {
    assertThat(call("wallet/address").good().text())
        .isEqualTo(
            "{\"Address\":\"%s\",\"Operator\":\"%s\"}\n"
                .formatted(WALLET, TestServices.text(TestServices.OPERATOR)));
  }

  @Test
  void tellsBalancesAndTheirHeight() {
    assertThat(call("wallet/balance").good().text())
        .isEqualTo(
            "{\"Address\":\"%s\",\"Balance\":\"5000000000000000000\",\"Height\":77}\n"
                .formatted(WALLET));
    assertThat(call("wallet/balance?arg=" + STRANGER).good().json().path("Balance").asString())
        .isEqualTo("0");
    services.balance(TestServices.STRANGER, Amount.ofPebbles(9));
    assertThat(call("wallet/balance?arg=" + STRANGER).good().json().path("Balance").asString())
        .isEqualTo("9");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "cairn1", "tcairn1qqqq"})
  void refusesAddressesThatAreNone(String address) {
    for (String command : new String[] {"wallet/balance?arg=", "wallet/transfer?arg=1&arg="}) {
      String call =
          command.startsWith("wallet/transfer")
              ? "wallet/transfer?arg=" + address + "&arg=1"
              : command + address;
      TestResponse seen = call(call);
      assertThat(seen.status()).as(seen.text()).isEqualTo(400);
      assertThat(seen.text()).isNotBlank();
    }
    assertThat(services.transfers).isEmpty();
  }

  /// Money must not go to an address of another kind of chain.
  @Test
  void refusesAddressesOfOtherChains() {
    String main = Addresses.format(Profile.of("cairn-1"), TestServices.STRANGER);
    assertThat(main).startsWith("cairn1");
    assertThat(call("wallet/transfer?arg=" + main + "&arg=1").status()).isEqualTo(400);
    assertThat(call("wallet/balance?arg=" + main).status()).isEqualTo(400);
    assertThat(services.transfers).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"2.5, 2500000000000000000", "10pebbles, 10", "0.000000000000000001, 1"})
  void transfersAmountsOfBothForms(String amount, String pebbles) {
    assertThat(call("wallet/transfer?arg=" + STRANGER + "&arg=" + amount).good().text())
        .isEqualTo(
            "{\"To\":\"%s\",\"Amount\":\"%s\",\"Height\":80}\n".formatted(STRANGER, pebbles));
    assertThat(services.transfers).containsExactly(STRANGER + " " + pebbles);
    assertThat(services.awaited).as("answered when it can be seen").containsExactly(80L);
  }

  /// A script that is told of a failure pays again.
  @Test
  void tellsOfATransferThatIsDoneAlsoWhereTheLedgerFallsSilentThen() {
    services.silent = true;
    call("wallet/transfer?arg=" + STRANGER + "&arg=1").good();
    assertThat(services.transfers).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-1", "1e9", "0.0000000000000000001", "all", "1.", "12345678901", "pebbles"})
  void refusesAmountsThatAreNone(String amount) {
    TestResponse seen = call("wallet/transfer?arg=" + STRANGER + "&arg=" + amount);
    assertThat(seen.status()).as(seen.text()).isEqualTo(400);
    assertThat(services.transfers).isEmpty();
  }

  @Test
  void saysWhyTheLedgerDidNotTransfer() {
    services.outcome =
        new Outcome(
            TxResult.FAILED, 80, ByteString.EMPTY, Reason.INSUFFICIENT_FUNDS, "5 are there");
    call("wallet/transfer?arg=" + STRANGER + "&arg=9")
        .assertFailed("the ledger did not transfer: INSUFFICIENT_FUNDS: 5 are there");
    call("wallet/transfer?arg=" + STRANGER).assertRefused("argument \"amount\" is required");
    call("wallet/transfer?arg=a&arg=b&arg=c").assertRefused("expected 2 argument(s), but got 3");
  }

  @Test
  void tellsTheLedgerAsThisNodeSeesIt() {
    assertThat(call("ledger/status").good().text())
        .isEqualTo(
            "{\"ChainId\":\"cairn-dev-test\",\"Height\":77,\"GenesisHash\":\"%s\","
                    .formatted("ab".repeat(32))
                + "\"Time\":\"2023-11-14T22:13:20.500Z\",\"Url\":\"http://192.0.2.9:5101\","
                + "\"ClockAheadMs\":-1250}\n");
    services.clockAhead = Optional.empty();
    assertThat(call("ledger/status").good().json().path("ClockAheadMs").asInt(1)).isZero();
    services.forgetBeacon();
    assertThat(call("ledger/status").good().json().path("Time").asString()).isEmpty();
  }
}
