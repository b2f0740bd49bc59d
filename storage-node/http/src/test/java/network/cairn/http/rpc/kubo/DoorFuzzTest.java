package network.cairn.http.rpc.kubo;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import network.cairn.http.rpc.TestDoor.Upload;
import network.cairn.http.rpc.TestResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// Any request at the door of the commands, over a home with content. The first line of the bytes
/// is what is asked, with and without the token; the rest is a file that is sent along.
final class DoorFuzzTest {
  /// What only a mistake of the program says.
  private static final List<String> MISTAKES =
      List.of("Cannot invoke", "out of bounds", "cannot be cast", "Exception");

  @TempDir private static Path home;
  private static TestBackend node;

  @BeforeAll
  static void open() throws IOException {
    node = TestBackend.offline(home);
    node.add(Upload.file("a", "some bytes"));
  }

  @AfterAll
  static void close() {
    node.close();
  }

  @FuzzTest(maxDuration = "10s")
  void everyRequestIsAnswered(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    int end = text.indexOf('\n');
    String call = end < 0 ? text : text.substring(0, end);
    byte[] file =
        text.substring(end < 0 ? text.length() : end + 1).getBytes(StandardCharsets.UTF_8);
    check(node.call(call));
    check(node.door.trusted(call));
    check(node.door.upload(call, Upload.file("f", file)));
    assertThat(node.call("version").good().text()).contains(TestBackend.VERSION);
  }

  private static void check(TestResponse answer) {
    assertThat(answer.status()).isBetween(200, 599);
    if (answer.status() != 200) {
      assertThat(MISTAKES).as(answer.text()).noneMatch(answer.text()::contains);
    }
    answer.trailer().ifPresent(why -> assertThat(MISTAKES).as(why).noneMatch(why::contains));
  }
}
