package network.cairn.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import network.cairn.api.json.InvalidJson;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PutReportTest {
  private static final String CREATED = "{\"Event\":\"created\",\"Agreement\":7,\"Height\":12}";

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Screen screen =
      new PlainScreen(new PrintStream(out, true, StandardCharsets.UTF_8), new FakePace());
  private Path errors = Path.of("");
  private PutReport report = new PutReport(screen, name -> name, errors);

  @BeforeEach
  void make() throws IOException {
    errors = Files.writeString(folder.resolve("put.err"), "");
    report = new PutReport(screen, operator -> operator.isEmpty() ? "-" : "P" + operator, errors);
  }

  private List<String> told() {
    List<String> lines =
        out.toString(StandardCharsets.UTF_8)
            .lines()
            .map(line -> line.replaceFirst("^\\[ *[0-9.]+ s] ", ""))
            .toList();
    out.reset();
    return lines;
  }

  @Test
  void tellsWhatBecomesOfEachCopy() throws IOException {
    report.line("{\"Event\":\"taken\",\"Slot\":0,\"Provider\":\"1\"}");
    report.line("{\"Event\":\"refused\",\"Slot\":1,\"Provider\":\"2\",\"Reason\":\"full\"}");
    report.line(
        "{\"Event\":\"opened\",\"Slot\":0,\"Provider\":\"1\",\"Set\":\"4\",\"Deadline\":\"90\"}");
    assertThat(told())
        .containsExactly(
            "copy 0 is taken by P1",
            "copy 1 is refused by P2: full",
            "copy 0 is kept by P1 as set 4, first proof due by height 90");
  }

  @Test
  void tellsOfATransferOnlyItsEndAndNotTwice() throws IOException {
    String pulling =
        "{\"Event\":\"pulling\",\"Slot\":%d,\"Provider\":\"1\",\"Bytes\":%d,\"Of\":10}";
    report.line(pulling.formatted(0, 0));
    report.line(pulling.formatted(1, 5));
    assertThat(told()).isEmpty();
    report.line(pulling.formatted(0, 10));
    report.line(pulling.formatted(1, 10));
    report.line(pulling.formatted(0, 10));
    assertThat(told()).containsExactly("copy 0 to P1 done", "copy 1 to P1 done");
  }

  @Test
  void anEmptyPieceIsNoDivisionByZero() throws IOException {
    Screen live =
        new LiveScreen(new PrintStream(out, true, StandardCharsets.UTF_8), new FakePace());
    new PutReport(live, name -> name, errors)
        .line("{\"Event\":\"pulling\",\"Slot\":0,\"Provider\":\"\",\"Bytes\":0,\"Of\":0}");
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("  0 %  copy 0 to ");
  }

  @Test
  void tellsTheRootAndTheQuoteOnceTheAgreementIsCreated() throws IOException {
    Files.writeString(
        errors,
        """
        added bafyroot
        {
          "Rent": "1500000000000000000", "Deposit": "2", "Fee": "1000000000000000",
          "Total": "3000000000000000000", "Collateral": "40000000000000000000"
        }
        """);
    report.line(CREATED);
    assertThat(report.root()).isEqualTo("bafyroot");
    assertThat(report.agreement()).isEqualTo("7");
    assertThat(told())
        .containsExactly(
            "the file is bafyroot",
            "the quote: rent 1.5, deposits 0.000000000000000002, fee 0.001, together 3 CAIRN;"
                + " each provider locks 40",
            "agreement 7 is created and paid in block 12");
  }

  @Test
  void aPutWithoutAQuoteIsTold() throws IOException {
    Files.writeString(errors, "added bafyroot\n");
    report.line(CREATED);
    assertThat(told())
        .containsExactly("the file is bafyroot", "agreement 7 is created and paid in block 12");
  }

  @Test
  void aPutThatDoesNotSayWhatItAddedFails() {
    assertThatThrownBy(() -> report.line(CREATED))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("put did not say what it added");
  }

  @Test
  void laterVersionsMaySayMore() throws IOException {
    report.line("{\"Event\":\"resting\",\"Slot\":0}");
    report.line("{}");
    assertThat(told()).isEmpty();
    assertThat(report.root()).isEmpty();
    assertThat(report.agreement()).isEmpty();
  }

  @Test
  void aLineThatIsNoEventFails() {
    assertThatThrownBy(() -> report.line("Exception in thread main"))
        .isInstanceOf(InvalidJson.class);
  }

  @Test
  void complainsInTheLastWordsOfStandardError() throws IOException {
    assertThat(report.complaint()).isEqualTo("nothing was said");
    Files.writeString(errors, "added bafyroot\nError: no provider took copy 2\n");
    assertThat(report.complaint()).isEqualTo("Error: no provider took copy 2");
    assertThat(report.errors()).isEqualTo(errors);
  }
}
