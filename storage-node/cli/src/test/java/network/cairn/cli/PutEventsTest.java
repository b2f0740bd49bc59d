package network.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import network.cairn.api.table.Commands;
import org.junit.jupiter.api.Test;

/// What a `put` says that is told to end while the daemon goes on.
final class PutEventsTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Terminal terminal =
      new Terminal(
          InputStream.nullInputStream(),
          new Output(new ByteArrayOutputStream(), true),
          new PrintStream(err, true, StandardCharsets.UTF_8),
          true,
          false,
          false,
          Map.of(),
          Path.of("."));

  private PutEvents events(long agreement) {
    Invocation invocation = new Parser(Commands.TABLE, terminal).parse(List.of("put", "file"));
    return new PutEvents(invocation, agreement, Map.of());
  }

  private String said(PutEvents events) {
    err.reset();
    events.sayWhoGoesOn();
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void saysThatItMayBePaidBeforeItIsKnown() {
    assertThat(said(events(0))).contains("may have paid: see 'cairn agreement ls' before you put");
  }

  @Test
  void namesTheAgreementThatIsFilled() {
    assertThat(said(events(7))).contains("goes on with agreement 7;").doesNotContain("may have");
  }

  @Test
  void namesTheAgreementOnceItIsPaid() throws IOException {
    PutEvents events = events(0);
    String created =
        """
        {"Event":"created","Agreement":9,"Height":3,"Time":"2026-11-30T09:00:00Z","BlockMillis":1000}
        """;
    InputStream cut = new ByteArrayInputStream(created.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> events.follow(cut)).hasMessageContaining("agreement 9 is paid");
    assertThat(said(events)).contains("goes on with agreement 9;");
  }
}
