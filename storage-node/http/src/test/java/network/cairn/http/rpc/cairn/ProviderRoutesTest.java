package network.cairn.http.rpc.cairn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import network.cairn.http.rpc.TestResponse;
import network.cairn.ledger.types.Amount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

final class ProviderRoutesTest {
  private final TestServices services = TestServices.withRole();
  private final List<String> calls = services.provider.calls;

  private TestResponse call(String call) {
    return services.door.trusted(call);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "provider/status",
        "provider/register",
        "provider/register?bond=1",
        "provider/bond/add?arg=1",
        "provider/bond/withdraw?arg=1",
        "provider/leave",
        "provider/taking?arg=true",
        "provider/ending?arg=1",
        "provider/terminate?arg=1"
      })
  void needsTheRole(String call) {
    TestServices.withoutRole()
        .door
        .trusted(call)
        .assertFailed("this daemon does not have the provider's role; run 'cairn provider start'");
  }

  @Test
  void showsWhatTheRoleHolds() {
    JsonNode status = call("provider/status").good().json();
    assertThat(status.path("Height").asInt()).isEqualTo(77);
    assertThat(status.path("Operator").asString())
        .isEqualTo(TestServices.text(TestServices.OPERATOR));
    assertThat(status.path("Registered").asBoolean()).isFalse();
    assertThat(status.has("Bond")).isFalse();
    assertThat(status.path("Taking").asBoolean()).isTrue();
    assertThat(status.path("Capacity").asLong()).isEqualTo(1_000_000_000_000L);
    assertThat(status.path("Stored").asInt()).isEqualTo(5);
    assertThat(status.path("Fills").asInt()).isEqualTo(1);
    assertThat(status.path("Warnings").get(0).asString()).isEqualTo("the disk is slow");
    assertThat(status.path("Sets").get(0).toString())
        .isEqualTo(
            "{\"Set\":3,\"Agreement\":7,\"Slot\":1,\"Piece\":\"the piece\",\"Bytes\":127,"
                + "\"Period\":2,\"EndPeriod\":20,\"Proven\":1,\"Unproven\":0,\"Income\":\"9\","
                + "\"Status\":\"LIVE\",\"Collateral\":\"1000000000000000000\",\"Slashed\":\"0\","
                + "\"AtRisk\":\"6\",\"EndsAt\":\"2023-11-14T22:16:25Z\",\"NextDeadline\":99,"
                + "\"DeadlineAt\":\"2023-11-14T22:13:25Z\",\"IsProven\":true,\"Live\":true}");
    assertThat(status.path("SeenAt").asString()).isEqualTo("2023-11-14T22:13:20Z");
    assertThat(status.path("DownSince").asString()).isEmpty();
    assertThat(status.path("ClockAheadMs").asInt()).isEqualTo(7);
    assertThat(status.path("DiskFree").asLong()).isEqualTo(500_000_000_000L);
    assertThat(status.path("Unbonding").toString())
        .isEqualTo(
            "[{\"Unbonding\":4,\"Amount\":\"6\",\"Height\":85,\"At\":\"2023-11-14T22:13:22Z\"}]");
    assertThat(status.path("Paid").asString()).isEqualTo("8");
    assertThat(status.path("History").get(0).toString())
        .isEqualTo(
            "{\"At\":\"2023-11-14T22:13:19Z\",\"Height\":70,\"Kind\":\"SLASHED\",\"Amount\":\"5\","
                + "\"Text\":\"set 3 lost 5\"}");
  }

  @Test
  void registersWithTheLeastBondForTheHomesOwnAddress() {
    JsonNode status = call("provider/register").good().json();
    String least = TestServices.PARAMS.minBond().decimal();
    String payout = TestServices.text(TestServices.PAYOUT);
    assertThat(calls)
        .containsExactly("register " + least + " " + payout + " [" + TestServices.ANNOUNCED + "]");
    assertThat(status.path("Registered").asBoolean()).isTrue();
    assertThat(status.path("Payout").asString()).isEqualTo(payout);
    assertThat(status.path("Bond").asString()).isEqualTo(least);
    assertThat(status.path("Reserved").asString()).isEqualTo("0");
    assertThat(status.path("Free").asString()).isEqualTo(least);
  }

  @Test
  void registersAsTheCallerSays() {
    String stranger = TestServices.text(TestServices.STRANGER);
    call("provider/register?bond=20&payout=" + stranger).good();
    assertThat(calls.getFirst())
        .startsWith("register " + Amount.ofCairn(20).decimal() + " " + stranger);
    assertThat(call("provider/register?bond=much").status()).isEqualTo(400);
    assertThat(call("provider/register?payout=nobody").status()).isEqualTo(400);
    assertThat(calls).hasSize(1);
  }

  @Test
  void addsToTheBondAndTakesFromIt() {
    assertThat(call("provider/bond/add?arg=2").good().text())
        .startsWith("{\"Amount\":\"2000000000000000000\"")
        .doesNotContain("12");
    JsonNode taken = call("provider/bond/withdraw?arg=7pebbles").good().json();
    assertThat(taken.path("Amount").asString()).isEqualTo("7");
    assertThat(taken.path("Unbonding").asLong()).isEqualTo(TestProvider.UNBONDING);
    assertThat(calls).containsExactly("add 2000000000000000000", "withdraw 7");
    assertThat(taken.path("Height").asLong()).isEqualTo(TestServices.HEIGHT + 4);
    assertThat(taken.path("At").asString()).isEqualTo("2023-11-14T22:13:21Z");
    assertThat(call("provider/bond/add?arg=x").status()).isEqualTo(400);
    assertThat(call("provider/bond/withdraw?arg=x").status()).isEqualTo(400);
    call("provider/bond/add").assertRefused("argument \"amount\" is required");
    call("provider/bond/withdraw").assertRefused("say how much, or --all");
    call("provider/bond/withdraw?arg=1&all=true").assertRefused("say how much, or --all");
    assertThat(calls).hasSize(2);
    call("provider/bond/withdraw?all=true").good();
    assertThat(calls.getLast()).isEqualTo("withdraw all");
  }

  @Test
  void tellsOfAWithdrawalThatIsDoneAlsoWhereTheLedgerFallsSilentThen() {
    services.provider.silent = true;
    JsonNode taken = call("provider/bond/withdraw?arg=7pebbles").good().json();
    assertThat(taken.path("Unbonding").asLong()).isEqualTo(TestProvider.UNBONDING);
    assertThat(taken.path("At").asString()).isEmpty();
  }

  @Test
  void leaves() {
    JsonNode status = call("provider/leave").good().json();
    assertThat(calls).containsExactly("leave");
    assertThat(status.path("Leaving").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void takesDealsOrNot(boolean taking) {
    assertThat(call("provider/taking?arg=" + taking).good().text())
        .isEqualTo("{\"Taking\":" + taking + "}\n");
    assertThat(calls).containsExactly("taking " + taking);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yes", "True", "1"})
  void refusesOtherAnswersToWhetherItTakesDeals(String value) {
    call("provider/taking?arg=" + value).assertRefused("taking is true or false, not " + value);
    assertThat(calls).isEmpty();
  }

  @Test
  void leavesSetsById() {
    assertThat(call("provider/ending?arg=3").good().text())
        .startsWith("{\"Set\":3,\"Height\":77,")
        .endsWith(
            "\"Fee\":\"1\",\"Lost\":\"2\",\"Back\":\"3\",\"Paid\":\"4\",\"Forgone\":\"5\"}\n");
    assertThat(calls).isEmpty();
    assertThat(call("provider/terminate?arg=3").good().text()).isEqualTo("{\"Set\":3}\n");
    call("provider/terminate?arg=0").assertRefused("'0' is no number of an agreement or set");
    assertThat(calls).containsExactly("terminate 3");
  }
}
