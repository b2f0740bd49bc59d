package network.cairn.http.rpc.cairn;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import network.cairn.api.Command;
import network.cairn.api.Guard;
import network.cairn.api.table.Commands;
import network.cairn.base.units.ShortNames;
import network.cairn.deals.market.MarketFailure;
import network.cairn.deals.market.SlotStatus;
import network.cairn.deals.market.Terms;
import network.cairn.http.rpc.TestResponse;
import network.cairn.ledger.types.Amount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

final class MarketRoutesTest {
  private final TestServices services = TestServices.withoutRole();

  private TestResponse call(String call) {
    return services.door.trusted(call);
  }

  private JsonNode quoted(String options) {
    return call("put/quote?arg=" + TestMarket.ROOT + options).good().json();
  }

  private Terms terms(String options) {
    assertThat(quoted(options).has("Quote")).isTrue();
    return services.market.asked.getLast();
  }

  private String quote() {
    return quoted("").path("Quote").asString();
  }

  @Test
  void answersNobodyWithoutTheToken() {
    for (Command command : Commands.TABLE.atDoor()) {
      if (command.guard() == Guard.MONEY) {
        TestResponse seen = services.door.call(command.path() + "?arg=1&arg=2");
        assertThat(seen.status()).as(command.path()).isEqualTo(403);
        assertThat(seen.json().path("Message").asString()).startsWith(command.path() + " needs");
      }
    }
    assertThat(services.market.calls).isEmpty();
    assertThat(services.transfers).isEmpty();
  }

  @Test
  void quotesByTheDefaultsOfTheRow() {
    Terms terms = terms("");
    assertThat(terms.copies()).isEqualTo(3);
    // The test's periods have 10 seconds, and half a year of them is more than the network takes.
    assertThat(terms.time()).isEqualTo(Duration.ofSeconds(36_500));
    assertThat(terms.multiplier()).isEqualTo(1);
    assertThat(terms.ceiling()).isEmpty();
    assertThat(terms.excluded()).isEmpty();
  }

  @Test
  void quotesWithEveryFigureOfTheMarket() {
    JsonNode quote = quoted("&copies=2&max-price=50pebbles");
    assertThat(quote.path("Quote").asString()).matches("[0-9a-f-]{36}");
    assertThat(quote.path("Root").asString()).isEqualTo(TestMarket.ROOT.toString());
    assertThat(quote.path("Piece").asString()).isEqualTo(TestMarket.PIECE.toString());
    assertThat(quote.path("PieceBytes").asLong()).isEqualTo(1_000);
    assertThat(quote.path("Copies").asInt()).isEqualTo(2);
    assertThat(quote.path("Term").asInt()).isEqualTo(20);
    assertThat(quote.path("Ceiling").asString()).isEqualTo("50");
    assertThat(quote.path("Rent").asString()).isEqualTo("120");
    assertThat(quote.path("Deposit").asString()).isEqualTo("30");
    assertThat(quote.path("Fee").asString()).isEqualTo("4");
    assertThat(quote.path("Collateral").asString()).isEqualTo("60");
    assertThat(quote.path("Total").asString()).isEqualTo("154");
    assertThat(quote.path("PeriodMillis").asInt()).isEqualTo(10_000);
    assertThat(quote.path("ValidUntil").asInt()).isEqualTo(400);
    assertThat(quote.path("Balance").asString()).isEqualTo(Amount.ofCairn(5).decimal());
    JsonNode provider = quote.path("Providers").get(0);
    assertThat(provider.path("Provider").asString())
        .isEqualTo(TestServices.text(TestServices.address(9)));
    assertThat(provider.path("Peer").asString()).isEqualTo(TestMarket.PEER.toString());
    assertThat(provider.path("Price").asString()).isEqualTo("50");
  }

  @Test
  void judgesTermsBeforeThereIsAnythingToKeep() {
    JsonNode fitting = call("put/check?copies=2&for=20p").good().json();
    assertThat(fitting.path("Term").asInt()).isEqualTo(20);
    assertThat(fitting.path("LongestTerm").asInt()).isEqualTo(3_650);
    assertThat(fitting.path("PeriodMillis").asInt()).isEqualTo(10_000);
    assertThat(call("put/check").good().json().path("Term").asInt()).isEqualTo(3_650);
    call("put/check?for=180d")
        .assertFailed(
            "180 days are 1555200 periods of 10 s, and this network takes 1 to 3650: at most 10 h 8"
                + " min 20 s, or 3650p");
    call("put/check?copies=0").assertRefused("option copies must be from 1 to 16");
    call("put/check?max-price=much")
        .assertRefused(
            "'much' is no amount; write CAIRN with at most 10 digits and 18 decimals, as 2.5");
    assertThat(services.market.calls).isEmpty();
  }

  @Test
  void namesAgreementsThatKeepTheSameAlready() {
    services.market.standing =
        List.of(TestMarket.agreement(5, SlotStatus.State.LIVE, SlotStatus.State.ENDED));
    JsonNode standing = quoted("").path("Standing");
    assertThat(standing).hasSize(1);
    assertThat(standing.get(0).path("Agreement").asInt()).isEqualTo(5);
    assertThat(standing.get(0).path("Copies").asInt()).isEqualTo(1);
    assertThat(standing.get(0).path("EndHeight").asInt()).isEqualTo(210);
  }

  @Test
  void listsProvidersByShortNameAndAddress() {
    String address = TestServices.text(TestServices.address(9));
    JsonNode entry = call("providers").good().json();
    assertThat(entry.path("Provider").asString()).isEqualTo(address);
    assertThat(entry.path("Price").asString()).isEqualTo("40");
    assertThat(entry.path("MaxTerm").asInt()).isEqualTo(300);
    assertThat(entry.path("Proven").asInt()).isEqualTo(7);
    assertThat(entry.path("Kept").asInt()).isEqualTo(120);
    assertThat(entry.path("Missed").asInt()).isEqualTo(4);
    assertThat(entry.path("Failed").asInt()).isEqualTo(2);
    assertThat(entry.path("Left").asInt()).isEqualTo(3);
    assertThat(entry.path("Problem").asString()).isEmpty();
    String name = ShortNames.of(address);
    call("providers?arg=" + name).good();
    call("providers?arg=" + address).good();
    assertThat(services.market.calls)
        .containsExactly("providers []", "providers [" + name + "]", "providers [" + name + "]");
    call("providers?arg=qqqqqqqqqq")
        .assertRefused("'qqqqqqqqqq' is no provider of this ledger; 'cairn providers' lists them");
  }

  @Test
  void saysWhatAnEndingWouldMean() {
    JsonNode ending = call("agreement/ending?arg=7").good().json();
    assertThat(ending.path("StillPaid").asString()).isEqualTo("2");
    assertThat(ending.path("EndHeight").asInt()).isEqualTo(200);
    assertThat(call("receipt/get?arg=6").good().text()).isEqualTo("kept");
  }

  @Test
  void showsNothingForAWalletThatTheLedgerDoesNotKnow() {
    services.balance(TestServices.WALLET, Amount.ZERO);
    assertThat(quoted("").path("Balance").asString()).isEqualTo("0");
  }

  @ParameterizedTest
  @CsvSource({"copies, 1, 16", "multiplier, 1, 4"})
  void takesNumbersWithinTheirBounds(String option, int least, int most) {
    quoted("&" + option + "=" + least);
    quoted("&" + option + "=" + most);
    for (int outside : new int[] {least - 1, most + 1, -1}) {
      call("put/quote?arg=" + TestMarket.ROOT + "&" + option + "=" + outside)
          .assertRefused("option " + option + " must be from " + least + " to " + most);
    }
    assertThat(services.market.asked).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "20p, 200",
    "1p, 10",
    "9999p, 99990",
    "180d, 15552000",
    "1h30m, 5400",
    "90s, 90",
  })
  void readsTermsAsTimesOrPeriods(String term, long seconds) {
    assertThat(terms("&for=" + term).time()).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "0p", "0s", "-1p", "1.5p", "20", "p"})
  void refusesTermsThatAreNone(String term) {
    call("put/quote?arg=" + TestMarket.ROOT + "&for=" + term)
        .assertRefused(
            "option for: \""
                + term
                + "\" is no time to keep something for; write 12h, 30d, 2w, 6mo (30 days each) or"
                + " 1y, or 20p for 20 periods of the network");
  }

  @Test
  void readsPricesAsAmounts() {
    assertThat(terms("&max-price=0.5").ceiling())
        .contains(Amount.ofPebbles(500_000_000_000_000_000L));
    assertThat(terms("&max-price=7pebbles").ceiling()).contains(Amount.ofPebbles(7));
    call("put/quote?arg=" + TestMarket.ROOT + "&max-price=cheap")
        .assertRefused(
            "'cheap' is no amount; write CAIRN with at most 10 digits and 18 decimals, as 2.5");
  }

  @Test
  void readsRootsWithAndWithoutTheirNamespace() {
    call("put/quote?arg=/ipfs/" + TestMarket.ROOT).good();
    quoted("");
    assertThat(services.market.roots).containsExactly(TestMarket.ROOT, TestMarket.ROOT);
    for (String bad : List.of("nonsense", "/ipfs/", "/ipns/x", TestMarket.ROOT + "/a")) {
      TestResponse seen = call("put/quote?arg=" + bad);
      assertThat(seen.status()).as(bad).isEqualTo(400);
      assertThat(seen.text()).startsWith("argument root: ");
    }
  }

  @Test
  void tellsEachStepOfAPutAndHowItEnded() {
    String by = TestServices.text(TestServices.address(9));
    assertThat(call("put?arg=" + quote()).good().text().lines())
        .containsExactly(
            "{\"Event\":\"created\",\"Agreement\":7,\"Height\":78,"
                + "\"Time\":\"1970-01-01T00:01:18Z\",\"BlockMillis\":1000}",
            "{\"Event\":\"taken\",\"Slot\":0,\"Provider\":\"" + by + "\"}",
            "{\"Event\":\"pulling\",\"Slot\":0,\"Provider\":\""
                + by
                + "\",\"Bytes\":10,\"Of\":1000}",
            "{\"Event\":\"refused\",\"Slot\":1,\"Provider\":\""
                + TestServices.text(TestServices.address(8))
                + "\",\"Reason\":\"FULL\"}",
            "{\"Event\":\"opened\",\"Slot\":0,\"Provider\":\""
                + by
                + "\",\"Set\":3,\"Deadline\":99,\"Height\":0,\"Time\":\"1970-01-01T00:00:00Z\","
                + "\"BlockMillis\":1000}",
            "{\"Event\":\"done\",\"Agreement\":7,\"Root\":\""
                + TestMarket.ROOT
                + "\",\"Complete\":false,\"Proven\":false,"
                + "\"Problems\":[\"slot 1: nobody is left\"],\"FirstProofsDue\":99,\"Height\":77,"
                + "\"Time\":\"1970-01-01T00:01:17Z\",\"BlockMillis\":1000}");
    assertThat(services.market.calls).containsExactly("put 3");
  }

  @Test
  void paysAQuoteOnce() {
    String quote = quote();
    call("put?arg=" + quote).good();
    String message = "there is no such quote any more; one stands for ten minutes and once";
    call("put?arg=" + quote).assertFailed(message);
    call("put?arg=nonsense").assertFailed(message);
    assertThat(services.market.calls).hasSize(1);
  }

  @Test
  void failsBehindWhatWasPaid() {
    services.market.failure =
        Optional.of(new MarketFailure(MarketFailure.Code.STOPPED, "agreement 7 is paid"));
    TestResponse seen = call("put?arg=" + quote());
    assertThat(seen.lines()).hasSize(1);
    assertThat(seen.trailer()).contains("agreement 7 is paid");
  }

  @Test
  void waitsForProofsWhereAskedTo() {
    List<JsonNode> lines = call("put?wait-proof=true&arg=" + quote()).good().lines();
    assertThat(lines.get(lines.size() - 2).path("Event").asString()).isEqualTo("proven");
    assertThat(lines.getLast().path("Proven").asBoolean()).isTrue();
    assertThat(services.market.calls).containsExactly("put 3", "await 7 30");
    services.market.proven = false;
    JsonNode late = call("put/resume?wait-proof=true&arg=7").good().lines().getLast();
    assertThat(late.path("Proven").asBoolean()).isFalse();
  }

  @Test
  void waitsNoLongerThanTheCaller() {
    call("put/resume?wait-proof=true&timeout=20s&arg=7").good();
    assertThat(services.market.calls.getLast()).matches("await 7 1[0-9]");
  }

  @Test
  void resumesById() {
    JsonNode line = call("put/resume?arg=8").good().json();
    assertThat(line.path("Agreement").asInt()).isEqualTo(8);
    assertThat(line.path("Complete").asBoolean()).isTrue();
    assertThat(services.market.calls).containsExactly("resume 8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "put/resume",
        "status",
        "agreement/ls",
        "agreement/show",
        "agreement/terminate",
        "receipt/get"
      })
  void refusesWhatIsNoId(String command) {
    for (String bad : List.of("0", "-1", "01", "x", "1.5", "1000000000000000000", "")) {
      call(command + "?arg=" + bad)
          .assertRefused("'" + bad + "' is no number of an agreement or set");
    }
    assertThat(services.market.calls).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "agreement/ls"})
  void listsAgreementsOneALine(String command) {
    List<JsonNode> all = call(command).good().lines();
    assertThat(all).extracting(a -> a.path("Id").asInt()).containsExactly(7, 8);
    assertThat(all.getFirst().path("Slots").get(0).path("State").asString()).isEqualTo("ENDED");
    assertThat(all.getLast().path("Slots")).isEmpty();
  }

  /// Years of agreements are no one answer.
  @ParameterizedTest
  @ValueSource(strings = {"status", "agreement/ls"})
  void listsAgreementsByPagesOfABoundedSize(String command) {
    assertThat(call(command + "?count=1").good().lines())
        .extracting(a -> a.path("Id").asInt())
        .containsExactly(8);
    assertThat(call(command + "?count=1&before=8").good().lines())
        .extracting(a -> a.path("Id").asInt())
        .containsExactly(7);
    assertThat(call(command + "?before=7").good().lines()).isEmpty();
    call(command + "?count=0").assertRefused("option count must be from 1 to 1000");
    call(command + "?count=1001").assertRefused("option count must be from 1 to 1000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "agreement/ls", "agreement/show"})
  void showsOneAgreement(String command) {
    JsonNode one = call(command + "?arg=7").good().json();
    assertThat(one.path("Root").asString()).isEqualTo(TestMarket.ROOT.toString());
    assertThat(one.path("Escrow").asString()).isEqualTo("32");
    assertThat(one.path("FillUntil").asInt()).isEqualTo(500);
    JsonNode live = one.path("Slots").get(0);
    assertThat(live.path("Provider").asString())
        .isEqualTo(TestServices.text(TestServices.address(9)));
    assertThat(live.path("Peer").asString()).isEqualTo(TestMarket.PEER.toString());
    assertThat(live.path("Paid").asString()).isEqualTo("1");
    assertThat(live.path("Deadline").asInt()).isEqualTo(99);
    JsonNode empty = one.path("Slots").get(1);
    assertThat(empty.path("State").asString()).isEqualTo("EMPTY");
    assertThat(empty.path("Provider").asString()).isEmpty();
    assertThat(empty.path("Peer").asString()).isEmpty();
    call(command + "?arg=9").assertFailed("the ledger has no agreement 9");
  }

  @Test
  void endsAgreements() {
    assertThat(call("agreement/terminate?arg=7").good().text()).isEqualTo("{\"Id\":7}\n");
    assertThat(services.market.calls).containsExactly("terminate 7");
    call("agreement/terminate").assertRefused("argument \"agreement\" is required");
  }

  @Test
  void givesReceiptsAsBytes() {
    TestResponse seen = call("receipt/get?arg=7").good();
    assertThat(seen.text()).isEqualTo("the receipt");
    assertThat(seen.header("Content-Type")).isEqualTo("application/x-protobuf");
    call("receipt/get?arg=8").assertFailed("the ledger has no agreement 8");
  }
}
