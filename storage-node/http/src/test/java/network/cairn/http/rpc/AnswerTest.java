package network.cairn.http.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import network.cairn.api.answer.DealsTaken;
import network.cairn.api.answer.SetLeft;
import network.cairn.http.door.Response;
import org.junit.jupiter.api.Test;

final class AnswerTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Answer answer =
      new Answer(
          new Response() {
            @Override
            public void send(int code, Map<String, String> fields, byte[] body) throws IOException {
              bytes.write(body);
            }

            @Override
            public OutputStream start(int code, Map<String, String> fields) {
              return bytes;
            }

            @Override
            public void fail(String message) {
              throw new AssertionError(message);
            }

            @Override
            public void cut(String message) {
              fail(message);
            }
          });

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void writesARecordAsItWritesATree() throws IOException {
    answer.line(new SetLeft(7));
    answer.line(Json.object().put("Set", 7));
    answer.finish();
    assertThat(text()).isEqualTo("{\"Set\":7}\n{\"Set\":7}\n");
  }

  @Test
  void endsAnOnlyAnswerWithItsLine() throws IOException {
    answer.value(new DealsTaken(true));
    assertThat(text()).isEqualTo("{\"Taking\":true}\n");
    assertThatThrownBy(() -> answer.value(new DealsTaken(true)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void isWhatTheDocumentsPromise() throws IOException {
    answer.promise(Optional.of(SetLeft.class));
    assertThatThrownBy(() -> answer.value(new DealsTaken(true)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no SetLeft");
    assertThatThrownBy(() -> answer.line(Json.object())).isInstanceOf(IllegalStateException.class);
    assertThat(text()).isEmpty();
  }
}
