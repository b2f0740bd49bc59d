package network.cairn.http.rpc.kubo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import network.cairn.api.answer.kubo.ProvideAnswer;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;
import network.cairn.content.providing.ProvideStats;
import org.junit.jupiter.api.Test;

final class ProvideRpcTest {
  private static final ProvideStats STATS =
      new ProvideStats(
          12,
          true,
          3,
          4,
          1_000,
          5,
          2,
          new ProvideStats.Next(1_000_000, "01"),
          new ProvideStats.Cycle(Duration.ofHours(22), 500_000, 501_000),
          new ProvideStats.Work(7, 6, 9, 1),
          new ProvideStats.Done(380, 20, 2, 16, 4, Duration.ofSeconds(8), 150));

  @Test
  void saysItInKubosForm() {
    ProvideAnswer.OfKey key =
        new ProvideAnswer.OfKey("bafkqaaa", true, "1970-01-01T00:00:01Z", 19, ProvideAnswer.NEVER);
    ProvideAnswer answer = ProvideRpc.answer(STATS, Optional.of(key));
    JsonValue json = JsonValue.parse(RecordWriter.text(answer));
    assertThat(ProvideAnswer.read(json)).isEqualTo(answer);
    JsonValue sweep = json.at("Sweep");
    assertThat(sweep.at("connectivity").at("status").text()).isEqualTo("online");
    assertThat(sweep.at("queues").at("pending_key_provides").number()).isEqualTo(3);
    assertThat(sweep.at("schedule").at("next_reprovide_at").text())
        .isEqualTo("1970-01-01T00:16:40Z");
    assertThat(sweep.at("timing").at("uptime").number()).isEqualTo(1_000_000_000);
    assertThat(sweep.at("operations").at("past").at("avg_keys_per_reprovide").number())
        .isEqualTo(4);
    assertThat(sweep.at("network").at("avg_holders").number()).isEqualTo(19);
    assertThat(sweep.at("network").at("avg_region_size").number()).isEqualTo(30);
    assertThat(json.at("Key").at("Holders").number()).isEqualTo(19);
  }
}
