package network.cairn.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import network.cairn.cli.Output;
import network.cairn.cli.Terminal;
import org.junit.jupiter.api.Test;

class ScreenTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
  private final Screen plain = new PlainScreen(stream, new FakePace());
  private final Screen live = new LiveScreen(stream, new FakePace());

  private static TextTable table(String first, String second) {
    return new TextTable(
        List.of(TextTable.Column.text("copy"), TextTable.Column.number("proven")),
        List.of(List.of("0", first), List.of("1", second)));
  }

  private String taken() {
    String text = out.toString(StandardCharsets.UTF_8);
    out.reset();
    return text;
  }

  @Test
  void plainLinesTellOnlyWhatChanged() {
    plain.live(table("1", "1"));
    assertThat(taken()).isEqualTo("[  0.0 s] copy 0, proven 1\n[  0.0 s] copy 1, proven 1\n");
    plain.live(table("1", "2"));
    assertThat(taken()).isEqualTo("[  0.0 s] copy 1, proven 2\n");
    plain.live(table("1", "2"));
    assertThat(taken()).isEmpty();
  }

  @Test
  void plainLinesTellATableBesideOnceAndOnlyWhenItChanged() {
    plain.beside(table("1", "1"));
    plain.beside(table("1", "2"));
    assertThat(taken()).isEmpty();
    plain.settle();
    assertThat(taken()).contains("1          2");
    plain.beside(table("1", "2"));
    plain.settle();
    assertThat(taken()).isEmpty();
  }

  @Test
  void plainLinesTellEachEndOfABarOnceAlsoWhenBarsAlternate() {
    for (int i = 0; i < 3; i++) {
      plain.bar("copy 0", 10, 10);
      plain.bar("copy 1", 12, 10);
    }
    assertThat(taken()).isEqualTo("[  0.0 s] copy 0 done\n[  0.0 s] copy 1 done\n");
    plain.bar("copy 0", 1, 10);
    plain.bar("copy 0", 10, 10);
    assertThat(taken()).isEqualTo("[  0.0 s] copy 0 done\n");
  }

  @Test
  void plainLinesTellTheLastOfTablesBesideAtTheEndOfAStep() {
    plain.settle();
    assertThat(taken()).isEmpty();
    plain.beside(table("1", "1"));
    plain.settle();
    plain.beside(table("1", "2"));
    plain.settle();
    assertThat(taken()).contains("1          1").contains("1          2");
  }

  @Test
  void aTerminalKeepsEachBarAndTableInItsOwnPlace() {
    live.bar("copy 0", 1, 4);
    live.bar("copy 1", 2, 4);
    live.beside(table("1", "1"));
    taken();
    live.bar("copy 0", 4, 4);
    String text = taken();
    // Two bars, three lines of table and the clock are taken back.
    assertThat(text).startsWith("\u001b[6A\r\u001b[J");
    assertThat(text.indexOf("100 %  copy 0")).isLessThan(text.indexOf("50 %  copy 1"));
    assertThat(text.indexOf("50 %  copy 1")).isLessThan(text.indexOf("copy  proven"));
  }

  @Test
  void aTerminalsStepSettlesWhatWasLive() {
    live.bar("copy 0", 4, 4);
    taken();
    live.step(2, 3, "next");
    String text = taken();
    assertThat(text).contains("100 %  copy 0\n").endsWith("\u001b[1m2/3 next\u001b[0m\n");
    live.show(table("1", "2"));
    assertThat(taken()).doesNotContain("\u001b[J").contains("  copy  proven\n");
  }

  @Test
  void theScreenIsAsTheTerminalIs() {
    assertThat(Screen.of(terminal(true), new FakePace())).isInstanceOf(LiveScreen.class);
    assertThat(Screen.of(terminal(false), new FakePace())).isInstanceOf(PlainScreen.class);
  }

  private Terminal terminal(boolean isOne) {
    return new Terminal(
        InputStream.nullInputStream(),
        new Output(stream, true),
        stream,
        false,
        isOne,
        false,
        Map.of(),
        Path.of(""));
  }

  @Test
  void plainLinesHaveNoControlCharacters() {
    plain.step(1, 2, "begin");
    plain.command("cairn put");
    plain.bar("copy 0", 5, 10);
    plain.bar("copy 0", 10, 10);
    plain.bar("copy 0", 10, 10);
    plain.show(table("3", "12"));
    plain.settle();
    assertThat(taken())
        .isEqualTo(
            """

            [  0.0 s] == 1/2 begin
            [  0.0 s] $ cairn put
            [  0.0 s] copy 0 done
                      copy  proven
                      0          3
                      1         12
            """)
        .doesNotContain("\u001b");
  }

  @Test
  void aTerminalDrawsTheTableAgainInItsPlace() {
    live.live(table("1", "1"));
    assertThat(taken()).contains("  copy  proven\n").doesNotContain("\u001b[J");
    live.live(table("1", "2"));
    // Three lines of table and the clock are taken back.
    assertThat(taken()).contains("\u001b[4A\r\u001b[J").contains("  1          2\n");
  }

  @Test
  void aTerminalKeepsLinesAboveTheLiveArea() {
    live.bar("copy 0", 1, 4);
    assertThat(taken()).contains("[=======                       ]  25 %  copy 0\n");
    live.say("something happened");
    String text = taken();
    assertThat(text.indexOf("something happened")).isLessThan(text.indexOf("25 %"));
  }

  @Test
  void aTerminalWrapsTheStoryAndCutsOnlyTheLiveArea() {
    live.bar("copy 0", 1, 4);
    taken();
    live.command("cairn put a-long-line");
    String text = taken();
    int cutting = text.indexOf("\u001b[?7l");
    assertThat(text.indexOf("a-long-line")).isPositive().isLessThan(cutting);
    assertThat(text.indexOf("25 %")).isGreaterThan(cutting);
    assertThat(text).endsWith("\u001b[?7h");
    live.settle();
    assertThat(taken()).doesNotContain("\u001b[?7l");
  }

  @Test
  void aSettledAreaIsDrawnOnceMoreAndStays() {
    live.live(table("1", "2"));
    live.settle();
    taken();
    live.say("next");
    assertThat(taken()).doesNotContain("\u001b[J").contains("next");
  }

  @Test
  void aBarNeverLeavesItsBounds() {
    live.bar("copy 0", -3, 10);
    assertThat(taken()).contains("[                              ]   0 %");
    live.bar("copy 0", 30, 10);
    assertThat(taken()).contains("[==============================] 100 %");
  }
}
