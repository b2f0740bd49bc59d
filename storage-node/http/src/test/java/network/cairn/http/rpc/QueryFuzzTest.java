package network.cairn.http.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

final class QueryFuzzTest {
  @FuzzTest(maxDuration = "10s")
  void queriesAreReadOrRefused(byte[] data) {
    try {
      assertThat(QueryText.parse(new String(data, StandardCharsets.UTF_8))).isNotNull();
    } catch (BadRequest refused) {
      assertThat(refused).hasMessageContaining("query");
    }
  }

  @FuzzTest(maxDuration = "10s")
  void jsonIsReadOrRefused(byte[] data) {
    try {
      byte[] bytes = Json.bytes(Json.parse(new String(data, StandardCharsets.UTF_8)));
      assertThat(bytes).isNotEmpty();
    } catch (BadRequest refused) {
      assertThat(refused).hasMessageContaining("JSON");
    }
  }
}
