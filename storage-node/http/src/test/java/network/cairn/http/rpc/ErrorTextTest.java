package network.cairn.http.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a failure is called, on both sides of the door.
final class ErrorTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"Message\":\"not pinned\",\"Code\":0,\"Type\":\"error\"} | not pinned",
        "404 page not found | 404 page not found",
        "`` | ``"
      })
  void readsStatusesOfBothForms(String body, String message) {
    assertThat(ErrorText.of((" " + body + "\n").getBytes(UTF_8))).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{",
        "{}",
        "{\"Code\":0}",
        "{\"Message\":",
        "{not json}",
        "{\"Message\":7}",
        "{\"Message\":{}}"
      })
  void showsWhatIsNoMessageAsItIs(String body) {
    assertThat(ErrorText.of(body.getBytes(UTF_8))).isEqualTo(body);
  }

  @Test
  void callsFaultsByMessageOrKind() {
    assertThat(CommandFault.text(new CommandError("why"))).isEqualTo("why");
    assertThat(CommandFault.text(new IOException())).isEqualTo("IOException");
    assertThat(CommandFault.text(new IOException(""))).isEqualTo("IOException");
    UncheckedIOException wrapped = new UncheckedIOException(new IOException("disk"));
    assertThat(CommandFault.text(wrapped)).isEqualTo("java.io.IOException: disk");
    CommandError caused = new CommandError("outer", wrapped);
    assertThat(CommandFault.text(caused)).isEqualTo("outer");
    assertThat(caused).hasCause(wrapped);
  }
}
