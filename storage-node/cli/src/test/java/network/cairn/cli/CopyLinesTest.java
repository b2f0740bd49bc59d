package network.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import network.cairn.api.table.MarketTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CopyLinesTest {
  private static final long SECOND = 1_000_000_000L;
  private static final String UP_TWO = "\u001b[2A\r\u001b[J";

  @TempDir private Path folder;
  private long now;

  private CopyLines lines(Session session) {
    Terminal terminal = session.terminal();
    return new CopyLines(
        terminal, new Invocation(MarketTable.PUT, Map.of(), List.of(), terminal), () -> now);
  }

  @Test
  void showsHowMuchHowFastAndHowLong() {
    Session session = new Session(folder).drawing();
    CopyLines lines = lines(session);
    lines.at(0, "qpzry9x8", 0, 100 << 20);
    now += SECOND / 20;
    lines.at(1, "zzzzzzzz", 0, 100 << 20);
    now += SECOND;
    lines.at(0, "qpzry9x8", 21 << 20, 100 << 20);
    lines.end(1);
    lines.say("copy 1: kept");
    lines.clear();
    assertThat(session.err())
        .isEqualTo(
            "copy 0  qpzry9x8  0%  0 B of 100.00 MiB\n"
                + "\u001b[1A\r\u001b[J"
                + "copy 0  qpzry9x8  21%  21.00 MiB of 100.00 MiB  20.00 MiB/s  4 s left\n"
                + "copy 1  zzzzzzzz  0%  0 B of 100.00 MiB\n"
                + UP_TWO
                + "copy 1: kept\n");
  }

  @Test
  void drawsNothingWhereNobodyWatchesAndNoLineTooLong() {
    Session blind = new Session(folder);
    CopyLines lines = lines(blind);
    lines.at(0, "qpzry9x8", 1, 2);
    lines.say("done");
    assertThat(blind.err()).isEqualTo("done\n");
    Session session = new Session(folder).drawing();
    lines(session).at(Long.MAX_VALUE, "x".repeat(200), Long.MAX_VALUE, Long.MAX_VALUE);
    assertThat(session.err().strip()).hasSize(79);
  }
}
