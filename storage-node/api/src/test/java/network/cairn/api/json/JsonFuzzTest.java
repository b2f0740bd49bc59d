package network.cairn.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/// Any bytes, and any text written and read back.
final class JsonFuzzTest {
  @FuzzTest(maxDuration = "10s")
  void isReadOrRefused(byte[] data) {
    try {
      JsonValue json = JsonValue.parse(new String(data, StandardCharsets.UTF_8));
      assertThat(json.text()).isNotNull();
      assertThat(json.at("a").items()).isNotNull();
      json.number();
    } catch (InvalidJson refused) {
      assertThat(refused).hasMessageContaining("the daemon answered");
    }
  }

  @FuzzTest(maxDuration = "10s")
  void readsBackWhatItQuotes(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    assertThat(JsonValue.parse(RecordWriter.quote(text)).text()).isEqualTo(text);
  }
}
