package network.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What a daemon, or whatever answers in its place, sends to the command line.

final class AnswersFuzzTest {
  private static final byte[] CHUNKED =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  @FuzzTest(maxDuration = "10s")
  void httpIsReadOrRefused(byte[] data) {
    read(data);
    byte[] chunked = java.util.Arrays.copyOf(CHUNKED, CHUNKED.length + data.length);
    System.arraycopy(data, 0, chunked, CHUNKED.length, data.length);
    read(chunked);
  }

  private static void read(byte[] bytes) {
    try (InputStream body = HttpAnswer.read(new ByteArrayInputStream(bytes)).body()) {
      assertThat(body.readAllBytes().length).isLessThanOrEqualTo(bytes.length);
    } catch (IOException refused) {
      assertThat(refused).hasMessageMatching("(?s).+");
    }
  }

  @FuzzTest(maxDuration = "10s")
  void tarIsReadOrRefused(byte[] data) {
    TarReader reader = new TarReader(new ByteArrayInputStream(data));
    try {
      long contents = 0;
      for (Optional<TarReader.Entry> entry = reader.next();
          entry.isPresent();
          entry = reader.next()) {
        assertThat(entry.get().size()).isNotNegative();
        contents += reader.content().readAllBytes().length;
      }
      assertThat(contents).isLessThanOrEqualTo(data.length);
    } catch (IOException refused) {
      assertThat(refused).isNotNull();
    }
  }
}
