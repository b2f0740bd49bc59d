package network.cairn.api.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import org.junit.jupiter.api.Test;

/// One example of each of Cairn's own answers, as it stands on the wire.
final class WireFormTest {
  private static final String ONE = "1000000000000000000";
  private static final SlotAnswer SLOT =
      new SlotAnswer(
          0, "LIVE", "cairn1p", "12D3", 4, 2, 182, 2, 1, 3, "pm", "5", ONE, "9", "0", 99, 700, 6,
          "n");
  private static final String SLOT_JSON =
      """
      {"Slot":0,"State":"LIVE","Provider":"cairn1p","Peer":"12D3","Set":4,"Period":2,\
      "EndPeriod":182,"Proven":2,"Unproven":1,"Misses":3,"Strip":"pm","Rate":"5",\
      "Paid":"1000000000000000000","Escrow":"9","Slashed":"0","Deadline":99,"EndHeight":700,\
      "Ticket":6,"Note":"n"}\
      """;
  private static final HeldSet SET =
      new HeldSet(
          4,
          7,
          0,
          "bafyP",
          9,
          2,
          182,
          2,
          1,
          ONE,
          "FAILED",
          ONE,
          "3",
          "5",
          "2026-02-01T00:00:00Z",
          99,
          "2026-01-01T00:00:00Z",
          true,
          false);
  private static final String SET_JSON =
      """
      {"Set":4,"Agreement":7,"Slot":0,"Piece":"bafyP","Bytes":9,"Period":2,"EndPeriod":182,\
      "Proven":2,"Unproven":1,"Income":"1000000000000000000","Status":"FAILED",\
      "Collateral":"1000000000000000000","Slashed":"3","AtRisk":"5","EndsAt":"2026-02-01T00:00:00Z",\
      "NextDeadline":99,"DeadlineAt":"2026-01-01T00:00:00Z","IsProven":true,"Live":false}\
      """;
  private static final QuotedProvider OFFER = new QuotedProvider("cairn1p", "12D3", "17");
  private static final String OFFER_JSON =
      """
      {"Provider":"cairn1p","Peer":"12D3","Price":"17"}\
      """;

  private static <A extends JsonRecord> void assertForm(
      A answer, Function<JsonValue, A> reader, String json) {
    assertThat(answer.json()).isEqualTo(json);
    assertThat(reader.apply(JsonValue.parse(json))).isEqualTo(answer);
  }

  private static void assertEvent(PutEvent event, String json) {
    assertThat(event.json()).isEqualTo(json);
    assertThat(PutEvent.read(JsonValue.parse(json))).contains(event);
  }

  @Test
  void writesWallets() {
    assertForm(
        new WalletAddress("cairn1w", "cairn1o"),
        WalletAddress::read,
        """
        {"Address":"cairn1w","Operator":"cairn1o"}\
        """);
    assertForm(
        new WalletBalance("cairn1w", ONE, 7),
        WalletBalance::read,
        """
        {"Address":"cairn1w","Balance":"1000000000000000000","Height":7}\
        """);
    assertForm(
        new WalletTransfer("cairn1x", "10", 8),
        WalletTransfer::read,
        """
        {"To":"cairn1x","Amount":"10","Height":8}\
        """);
  }

  @Test
  void writesTheLedger() {
    assertForm(
        new LedgerAnswer(
            "cairn-dev", 9, "00ff", "2026-01-01T00:00:00Z", "http://127.0.0.1:5101", -7),
        LedgerAnswer::read,
        """
        {"ChainId":"cairn-dev","Height":9,"GenesisHash":"00ff",\
        "Time":"2026-01-01T00:00:00Z","Url":"http://127.0.0.1:5101","ClockAheadMs":-7}\
        """);
  }

  @Test
  void writesWhatALedgersServerSays() {
    assertForm(
        new LedgerServer(
            "http://h:1",
            "cometbft",
            1,
            90,
            3,
            true,
            2,
            50,
            List.of(new LedgerSigner("00ff", 10, 49, 89))),
        LedgerServer::read,
        """
        {"Url":"http://h:1","Engine":"cometbft","AppVersion":1,"Height":90,"Behind":3,\
        "CatchingUp":true,"Peers":2,"Commits":50,\
        "Validators":[{"Address":"00ff","Power":10,"Signed":49,"Last":89}]}\
        """);
  }

  @Test
  void writesQuotes() {
    assertForm(OFFER, QuotedProvider::read, OFFER_JSON);
    assertForm(
        new QuoteAnswer(
            "q1",
            "bafyR",
            "bafyP",
            2048,
            3,
            180,
            "20",
            "30",
            "40",
            "50",
            "60",
            "70",
            86_400_000,
            99,
            ONE,
            List.of(OFFER, OFFER),
            300,
            List.of(new StandingAgreement(6, 2, 280)),
            new LedgerClock(50, "2026-01-01T00:00:00Z", 5000)),
        QuoteAnswer::read,
        """
        {"Quote":"q1","Root":"bafyR","Piece":"bafyP","PieceBytes":2048,"Copies":3,"Term":180,\
        "Ceiling":"20","Rent":"30","Deposit":"40","Fee":"50","Collateral":"60","Total":"70",\
        "PeriodMillis":86400000,"ValidUntil":99,"Balance":"1000000000000000000",\
        "Providers":[%1$s,%1$s],"EndHeight":300,\
        "Standing":[{"Agreement":6,"Copies":2,"EndHeight":280}],\
        "Height":50,"Time":"2026-01-01T00:00:00Z","BlockMillis":5000}\
        """
            .formatted(OFFER_JSON));
  }

  @Test
  void writesAgreementsWithTheirCopies() {
    assertForm(SLOT, SlotAnswer::read, SLOT_JSON);
    assertForm(
        new AgreementAnswer(
            7,
            new LedgerClock(50, "2026-01-01T00:00:00Z", 5000),
            -5300,
            "bafyR",
            "bafyP",
            "20",
            180,
            60,
            "30",
            "40",
            0,
            1,
            86400000,
            700,
            "7",
            "8",
            "9",
            true,
            List.of(SLOT, SLOT)),
        AgreementAnswer::read,
        """
        {"Id":7,"Height":50,"Time":"2026-01-01T00:00:00Z","BlockMillis":5000,\
        "ClockAheadMs":-5300,"Root":"bafyR","Piece":"bafyP","Ceiling":"20","Term":180,\
        "FillUntil":60,"Deposit":"30","Escrow":"40","TerminatedHeight":0,"ClosedHeight":1,\
        "PeriodMillis":86400000,"EndHeight":700,"Monthly":"7","Paid":"8","Unfilled":"9",\
        "Gone":true,"Slots":[%1$s,%1$s]}\
        """
            .formatted(SLOT_JSON));
    assertForm(
        new AgreementEnding(7),
        AgreementEnding::read,
        """
        {"Id":7}\
        """);
  }

  @Test
  void writesProviders() {
    assertForm(SET, HeldSet::read, SET_JSON);
    assertForm(
        new ProviderAnswer(
            new ProviderAnswer.Ledger(50, "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", 6_000),
            "cairn1o",
            Optional.of(new ProviderAnswer.Registration("cairn1w", "3", "1", "2", "1")),
            List.of(new UnbondingPart(5, "8", 70, "2026-01-03T00:00:00Z")),
            true,
            false,
            "20",
            new ProviderAnswer.Room(1L << 41, 9, 4, 1L << 40),
            1,
            List.of(SET),
            6,
            new ProviderAnswer.Sums(
                "30",
                "3",
                2,
                1,
                List.of(new MonthPaid("2026-01", "30")),
                List.of(new DayPaid("2026-01-02", "30"))),
            List.of(new HappeningAnswer("2026-01-01T00:00:00Z", 49, "SLASHED", "3", "set 4 lost")),
            List.of("the clock is behind", "the disk is \"full\"")),
        ProviderAnswer::read,
        """
        {"Height":50,"SeenAt":"2026-01-01T00:00:00Z","DownSince":"2026-01-02T00:00:00Z",\
        "ClockAheadMs":6000,"Operator":"cairn1o","Registered":true,"Payout":"cairn1w","Bond":"3",\
        "Reserved":"1","Free":"2","Bearable":"1","Unbonding":[{"Unbonding":5,"Amount":"8","Height":70,\
        "At":"2026-01-03T00:00:00Z"}],"Taking":true,"Leaving":false,"Price":"20",\
        "Capacity":2199023255552,"Stored":9,"Unfinished":4,"DiskFree":1099511627776,"Fills":1,\
        "Sets":[%s],"MoreSets":6,"Paid":"30","Slashed":"3","Missed":2,"Failed":1,\
        "Months":[{"Month":"2026-01","Paid":"30"}],"Days":[{"Day":"2026-01-02","Paid":"30"}],"History":[{"At":"2026-01-01T00:00:00Z",\
        "Height":49,"Kind":"SLASHED","Amount":"3","Text":"set 4 lost"}],"Warnings":["the clock is behind","the disk is \\"full\\""]}\
        """
            .formatted(SET_JSON));
    assertForm(
        new BondChange("10", 3, 70, "2026-01-03T00:00:00Z"),
        BondChange::read,
        """
        {"Amount":"10","Unbonding":3,"Height":70,"At":"2026-01-03T00:00:00Z"}\
        """);
    assertForm(
        new DealsTaken(true),
        DealsTaken::read,
        """
        {"Taking":true}\
        """);
    assertForm(
        new SetLeft(4),
        SetLeft::read,
        """
        {"Set":4}\
        """);
  }

  @Test
  void writesTheStepsOfAPut() {
    assertEvent(
        new PutEvent.Created(7, new LedgerClock(9, "2026-01-01T00:00:00Z", 5000)),
        """
        {"Event":"created","Agreement":7,"Height":9,"Time":"2026-01-01T00:00:00Z","BlockMillis":5000}\
        """);
    assertEvent(
        new PutEvent.Taken(1, "cairn1p"),
        """
        {"Event":"taken","Slot":1,"Provider":"cairn1p"}\
        """);
    assertEvent(
        new PutEvent.Pulling(1, "cairn1p", 7, 9),
        """
        {"Event":"pulling","Slot":1,"Provider":"cairn1p","Bytes":7,"Of":9}\
        """);
    assertEvent(
        new PutEvent.Refused(1, "cairn1p", "NO_ROOM: the disk is full"),
        """
        {"Event":"refused","Slot":1,"Provider":"cairn1p","Reason":"NO_ROOM: the disk is full"}\
        """);
    assertEvent(
        new PutEvent.Opened(1, "cairn1p", 4, 50, new LedgerClock(45, "2026-01-01T00:00:00Z", 5000)),
        """
        {"Event":"opened","Slot":1,"Provider":"cairn1p","Set":4,"Deadline":50,\
        "Height":45,"Time":"2026-01-01T00:00:00Z","BlockMillis":5000}\
        """);
    assertEvent(
        new PutEvent.Proven(1, 4),
        """
        {"Event":"proven","Slot":1,"Set":4}\
        """);
    assertEvent(
        new PutEvent.Done(
            7,
            "bafyR",
            true,
            false,
            List.of("slot 1: no provider is left"),
            50,
            new LedgerClock(45, "2026-01-01T00:00:00Z", 5000)),
        """
        {"Event":"done","Agreement":7,"Root":"bafyR","Complete":true,"Proven":false,\
        "Problems":["slot 1: no provider is left"],"FirstProofsDue":50,\
        "Height":45,"Time":"2026-01-01T00:00:00Z","BlockMillis":5000}\
        """);
  }

  /// Amounts exceed what a number of JSON holds in most languages; they are texts of digits.
  @Test
  void writesAmountsAsTextsAndCountsAsNumbers() {
    for (String json : List.of(SLOT_JSON, SET_JSON, OFFER_JSON)) {
      JsonValue value = JsonValue.parse(json);
      for (String amount : List.of("Rate", "Paid", "Escrow", "Slashed", "Income", "Price")) {
        JsonValue field = value.at(amount);
        assertThat(field.present() && !(field instanceof JsonValue.Text)).as(amount).isFalse();
      }
      for (String count : List.of("Slot", "Set", "Period", "Proven", "Misses", "Deadline")) {
        JsonValue field = value.at(count);
        assertThat(field.present() && !(field instanceof JsonValue.Number)).as(count).isFalse();
      }
    }
  }

  @Test
  void readsAnEmptyAnswerAsNothingKnown() {
    JsonValue none = JsonValue.parse("{}");
    assertThat(WalletBalance.read(none)).isEqualTo(new WalletBalance("", "", 0));
    assertThat(AgreementAnswer.read(none).slots()).isEmpty();
    assertThat(ProviderAnswer.read(none).registration()).isEmpty();
    assertThat(QuoteAnswer.read(none).providers()).isEmpty();
    assertThat(DealsTaken.read(none).taking()).isFalse();
    assertThat(PutEvent.read(none)).isEmpty();
    assertThat(PutEvent.read(JsonValue.parse("{\"Event\":\"done\"}")))
        .contains(new PutEvent.Done(0, "", false, false, List.of(), 0, new LedgerClock(0, "", 0)));
  }
}
