package network.cairn.store.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Values of Kubo's that count as the nearest that this program has.
final class KuboValuesTest {
  @TempDir private Path home;
  private Config config;

  @BeforeEach
  void create() {
    config = Config.create(home);
  }

  @ParameterizedTest
  @CsvSource({
    "all, all, ''",
    "flat, all, ''",
    "'', all, ''",
    "pinned, pinned, ''",
    "pinned+unique, pinned, ''",
    "roots, roots, ''",
    "roots+pinned, pinned, ''",
    "pinned+mfs, pinned, 'Provide.Strategy \"pinned+mfs\" counts as \"pinned\": there is no MFS'",
    "pinned+mfs+unique, pinned, counts as \"pinned\": there is no MFS here",
    "pinned+entities, pinned, 'counts as \"pinned\": the parts of files are announced, too'",
    "roots+mfs, roots, counts as \"roots\": there is no MFS here"
  })
  void announcesTheNearestOfKubosStrategies(String word, String counts, String remark)
      throws Exception {
    Files.writeString(home.resolve("config"), "{\"Provide\":{\"Strategy\":\"" + word + "\"}}");
    Config read = Config.load(home);
    assertThat(read.providing()).isTrue();
    assertThat(read.provideStrategy()).isEqualTo(counts);
    assertThat(String.join("; ", read.remarks())).contains(remark);
    assertThat(read.remarks()).hasSize(remark.isEmpty() ? 0 : 1);
    assertThat(read.remark("Provide.Strategy").isPresent()).isEqualTo(!remark.isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"mfs", "mfs+unique", "mfs+entities"})
  void announcesNothingWhereOnlyWhatIsNotHereIsMeant(String word) {
    config.setText("Provide.Strategy", word);
    assertThat(config.providing()).isFalse();
    assertThat(config.remarks())
        .containsExactly(
            "Provide.Strategy \"" + word + "\" announces nothing: there is no MFS here");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ALL", "pinned+", "+", "unique", "all+pinned", "all+unique", "roots+unique", "x"})
  void takesNoStrategyThatKuboDoesNotKnow(String word) {
    assertThatThrownBy(() -> config.setText("Provide.Strategy", word))
        .isInstanceOf(InvalidConfig.class)
        .hasMessage("Provide.Strategy must be \"all\", \"pinned\" or \"roots\"");
  }

  @ParameterizedTest
  @CsvSource({"0, 0, false", "10m, 600, false", "32h, 115200, false", "1s, 600, true"})
  void announcesAgainInBounds(String text, long seconds, boolean remarked) {
    config.setText("Provide.DHT.Interval", text);
    assertThat(config.provideInterval()).isEqualTo(Duration.ofSeconds(seconds));
    assertThat(config.remark("Provide.DHT.Interval").isPresent()).isEqualTo(remarked);
  }

  @Test
  void judgesNumbersWhenTheyAreSet() {
    config.setText("Provide.DHT.Interval", "48h");
    assertThat(config.provideInterval()).isEqualTo(Duration.ofHours(32));
    assertThatThrownBy(() -> config.setText("Provide.DHT.Interval", "49h"))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("up to 48h");
    config.setText("HTTPRetrieval.MaxBlockSize", "1GB");
    assertThat(config.httpBlockSize()).isEqualTo(4 << 20);
    assertThat(config.remarks())
        .anyMatch(r -> r.startsWith("HTTPRetrieval.MaxBlockSize \"1GB\" counts as 4MiB"));
    assertThatThrownBy(() -> config.setText("HTTPRetrieval.MaxBlockSize", "0"))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("of 1B at least");
    config.setText("HTTPRetrieval.MaxBlockSize", "1B");
    assertThat(config.httpBlockSize()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"5368709120, 5368709120", "'\"5GiB\"', 5368709120", "null, 0"})
  void takesManyBytesAsKuboWritesThem(String json, long bytes) {
    config.setJson("Gateway.MaxRangeRequestFileSize", json);
    assertThat(config.gatewayRanged()).isEqualTo(bytes);
    assertThatThrownBy(() -> config.setJson("Gateway.MaxRangeRequestFileSize", "-1"))
        .isInstanceOf(InvalidConfig.class);
  }

  @Test
  void saysNothingOfDefaultsAndOfWhatIsNotSet() {
    assertThat(config.remarks()).isEmpty();
    config.setJson("Provide.Strategy", "null");
    config.setJson("HTTPRetrieval.MaxBlockSize", "null");
    assertThat(config.remarks()).isEmpty();
    assertThat(config.remark("Gateway.Writable")).isPresent();
    assertThat(config.remark("Addresses.API")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/ipfs/a b", "https://a\nb", "mailto:a", "javascript:alert(1)", "/\u00e4"})
  void sendsNobodyToWhatIsNoUrl(String link) {
    assertThatThrownBy(() -> config.setText("Gateway.RootRedirect", link))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("Gateway.RootRedirect");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/ipfs/bafkqaaa/", "https://a.example/b?c=d#e"})
  void takesUrlsAndPaths(String link) {
    config.setText("Gateway.RootRedirect", link);
    assertThat(config.gatewayHome().orElse("")).isEqualTo(link);
  }
}
