package network.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import network.cairn.api.table.ContentTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProgressBarTest {
  private static final long SECOND = 1_000_000_000L;
  private final Session session = new Session(Path.of("/"));

  /// Begins where a clock that only counts may begin.
  private long now = Long.MAX_VALUE - SECOND / 2;

  private ProgressBar bar(Map<String, List<String>> options, long total) {
    Terminal terminal = session.terminal();
    Invocation invocation = new Invocation(ContentTable.ADD, options, List.of(), terminal);
    return new ProgressBar(terminal, invocation, total, () -> now);
  }

  private String shown(ProgressBar bar, long bytes) {
    int before = session.err().length();
    bar.at(bytes);
    return session.err().substring(before);
  }

  @Test
  void drawsAfterTheFirstSecondAndTenTimesASecondAtMost() {
    session.drawing();
    ProgressBar bar = bar(Map.of(), 4096);
    assertThat(shown(bar, 100)).isEmpty();
    now += SECOND - 1;
    assertThat(shown(bar, 1024)).isEmpty();
    now += 1;
    assertThat(shown(bar, 1024)).isNotEmpty();
    now += SECOND / 10 - 1;
    assertThat(shown(bar, 1025)).isEmpty();
    now += 1;
    assertThat(shown(bar, 1026)).isNotEmpty();
  }

  @Test
  void showsPartRateAndTimeLeft() {
    session.drawing();
    ProgressBar bar = bar(Map.of(), 4096);
    now += SECOND;
    assertThat(shown(bar, 1024))
        .isEqualTo(
            "\r 1.00 KiB / 4.00 KiB [======>-----------------] 1.00 KiB/s 25.0% ETA 3s\u001b[K");
    now += SECOND;
    assertThat(shown(bar, 4096))
        .isEqualTo(
            "\r 4.00 KiB / 4.00 KiB [========================] 2.00 KiB/s 100.0% ETA 0s\u001b[K");
  }

  @Test
  void showsBytesAndRateWhereTheWholeIsNotKnown() {
    session.drawing();
    ProgressBar bar = bar(Map.of(), 0);
    now += 2 * SECOND;
    assertThat(shown(bar, 1 << 20)).isEqualTo("\r 1.00 MiB 512.00 KiB/s\u001b[K");
    bar.expect(2 << 20);
    now += SECOND;
    assertThat(shown(bar, 1 << 20)).contains("1.00 MiB / 2.00 MiB").contains(" 50.0% ");
  }

  @Test
  void bearsMoreBytesThanWerePromisedAndNoneAtAll() {
    session.drawing();
    ProgressBar bar = bar(Map.of(), 10);
    now += SECOND;
    assertThat(shown(bar, 0)).contains("[>-----------------------] 0 B/s 0.0% ETA 10s");
    now += SECOND;
    assertThat(shown(bar, 20)).contains("[========================]").contains("100.0% ETA 0s");
  }

  @Test
  void clearsOnlyWhatItDrew() {
    session.drawing();
    ProgressBar bar = bar(Map.of(), 10);
    bar.clear();
    assertThat(session.err()).isEmpty();
    now += SECOND;
    bar.at(5);
    int before = session.err().length();
    bar.clear();
    bar.clear();
    assertThat(session.err().substring(before)).isEqualTo("\r\u001b[K");
  }

  @Test
  void isShownOnATerminalUnlessTheUserSaysOtherwise() {
    session.drawing();
    ProgressBar quiet = bar(Map.of("progress", List.of("false")), 10);
    now += SECOND;
    assertThat(shown(quiet, 5)).isEmpty();
    Session piped = new Session(Path.of("/"));
    Invocation none = new Invocation(ContentTable.ADD, Map.of(), List.of(), piped.terminal());
    ProgressBar hidden = new ProgressBar(piped.terminal(), none, 10, () -> now);
    Invocation asked =
        new Invocation(
            ContentTable.ADD, Map.of("progress", List.of("true")), List.of(), piped.terminal());
    ProgressBar wanted = new ProgressBar(piped.terminal(), asked, 10, () -> now);
    now += SECOND;
    hidden.at(5);
    assertThat(piped.err()).isEmpty();
    wanted.at(5);
    assertThat(piped.err()).contains("50.0%");
  }

  @Test
  void countsTheBytesOfAllFilesTogether() throws IOException {
    session.drawing();
    ProgressBar bar = bar(Map.of(), 100);
    now += SECOND;
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    long count;
    try (ShownOutput out = new ShownOutput(sink, 40, bar)) {
      out.write(7);
      out.write(new byte[] {1, 2, 3, 4}, 1, 2);
      count = out.count();
    }
    assertThat(count).isEqualTo(43);
    assertThat(sink.toByteArray()).containsExactly(7, 2, 3);
    assertThat(session.err()).contains("41 B / 100 B");
  }

  @Test
  void makesAFileWhenItsBytesComeAndNotBefore(@TempDir Path folder) throws IOException {
    session.drawing();
    Path file = folder.resolve("f");
    try (ShownFile never = new ShownFile(file, bar(Map.of(), 0))) {
      assertThat(never).isNotNull();
    }
    assertThat(file).doesNotExist();
    ProgressBar bar = bar(Map.of(), 0);
    now += SECOND;
    try (ShownFile shown = new ShownFile(file, bar)) {
      shown.open(4).write(new byte[] {1, 2});
      assertThat(file).doesNotExist();
      shown.finish();
    }
    assertThat(Files.readAllBytes(file)).containsExactly(1, 2);
    assertThat(session.err()).contains("2 B / 4 B").contains("50.0%");
  }

  @Test
  void showsAnAddsBytesOverAllItsFiles() {
    Terminal terminal = session.terminal();
    AddReport report =
        new AddReport(new Invocation(ContentTable.ADD, Map.of(), List.of(), terminal), 100);
    report.progress(10);
    report.added("a", "bafyA", 12);
    report.progress(20);
    report.added("b", "bafyB", 22);
    report.end();
    assertThat(session.out()).isEqualTo("added bafyA a\nadded bafyB b\n");
    assertThat(session.err()).isEmpty();
  }
}
