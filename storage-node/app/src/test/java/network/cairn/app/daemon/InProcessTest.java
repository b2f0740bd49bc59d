package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import network.cairn.cli.Api;
import network.cairn.cli.CommandFailed;
import network.cairn.cli.Roles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Uploads to the commands of this process whose source fails on the way.
@Timeout(60)
final class InProcessTest {
  private static final String HEAD =
      """
      --b\r
      Content-Disposition: form-data; name="file"; filename="f"\r
      Content-Type: application/octet-stream\r
      \r
      """;

  @TempDir private Path home;
  private Roles.LocalApi api;

  /// The empty directory, which a new home pins.
  private String pinsBefore;

  @BeforeEach
  void open() throws IOException {
    TestDaemon.init(home);
    api = new NodeRoles().local(home);
    pinsBefore = pins();
  }

  @AfterEach
  void close() {
    api.close();
  }

  private static void part(OutputStream out, int bytes) throws IOException {
    out.write(HEAD.getBytes(StandardCharsets.UTF_8));
    for (int written = 0; written < bytes; written += 64 << 10) {
      byte[] piece = new byte[64 << 10];
      piece[0] = (byte) (written >> 16);
      out.write(piece);
    }
  }

  private String add(Api.BodyWriter writer) throws IOException {
    return api.upload(
        "add",
        new Api.Query(),
        "b",
        writer,
        (_, body) -> new String(body.readAllBytes(), StandardCharsets.UTF_8));
  }

  private String pins() throws IOException {
    return api.text("pin/ls", new Api.Query().option("type", "recursive"));
  }

  private void assertNothingAdded() throws IOException {
    assertThat(pins()).isEqualTo(pinsBefore);
  }

  @Test
  void failsWithTheFaultOfTheSource() throws Exception {
    assertThatThrownBy(() ->
            add(out -> {
              part(out, 3 << 20);
              throw new IOException("the disk under the source broke");
            }))
        .isInstanceOf(IOException.class)
        .hasMessage("the disk under the source broke");
    assertNothingAdded();
  }

  @Test
  void failsThoughTheBodyLooksWhole() throws Exception {
    assertThatThrownBy(() ->
            add(out -> {
              part(out, 64 << 10);
              out.write("\r\n--b--\r\n".getBytes(StandardCharsets.UTF_8));
              throw new IOException("a second file could not be read");
            }))
        .isInstanceOf(IOException.class)
        .hasMessage("a second file could not be read");
  }

  @Test
  void failsThoughTheCommandIsDoneBeforeItsSource() {
    CountDownLatch answered = new CountDownLatch(1);
    assertThatThrownBy(() ->
            api.upload(
                "add",
                new Api.Query(),
                "b",
                out -> {
                  part(out, 64 << 10);
                  out.write("\r\n--b--\r\n".getBytes(StandardCharsets.UTF_8));
                  awaitQuietly(answered);
                  throw new IOException("the source could not be closed");
                },
                (_, body) -> {
                  byte[] answer = body.readAllBytes();
                  answered.countDown();
                  return answer;
                }))
        .isInstanceOf(IOException.class)
        .hasMessage("the source could not be closed");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void failsWithTheCommandsOrOtherFaultsOfTheSource() throws Exception {
    assertThatThrownBy(() ->
            add(out -> {
              part(out, 1 << 20);
              throw new CommandFailed("f: permission denied");
            }))
        .isInstanceOf(CommandFailed.class)
        .hasMessage("f: permission denied");
    assertThatThrownBy(() ->
            add(_ -> {
              throw new UncheckedIOException(new IOException("gone"));
            }))
        .isInstanceOf(UncheckedIOException.class);
    assertNothingAdded();
  }

  @Test
  void tellsTheCommandsRefusalIfItStopsReading() {
    assertThatThrownBy(() ->
            api.upload(
                "add",
                new Api.Query().option("chunker", "nonsense"),
                "b",
                out -> part(out, 8 << 20),
                (_, body) -> body.readAllBytes()))
        .isInstanceOf(CommandFailed.class)
        .hasMessageContaining("nonsense");
  }

  @Test
  void stillAddsWhatIsWhole() throws Exception {
    String answer =
        add(out -> {
          part(out, 1 << 20);
          out.write("\r\n--b--\r\n".getBytes(StandardCharsets.UTF_8));
        });
    assertThat(answer).contains("\"Hash\"");
    assertThat(pins()).contains("recursive").isNotEqualTo(pinsBefore);
  }
}
