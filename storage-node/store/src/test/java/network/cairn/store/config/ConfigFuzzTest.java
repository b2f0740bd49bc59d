package network.cairn.store.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import network.cairn.base.units.ByteSize;
import network.cairn.base.units.Durations;
import network.cairn.base.units.InvalidQuantity;
import org.junit.jupiter.api.io.TempDir;

final class ConfigFuzzTest {
  @TempDir static Path home;

  @FuzzTest(maxDuration = "10s")
  void fileIsReadOrRefused(byte[] data) throws IOException {
    Files.write(home.resolve("config"), data);
    try {
      Config config = Config.load(home);
      assertThat(config.storageMax()).isNotNegative();
      assertThat(config.swarmAddresses()).isNotNull();
      assertThat(config.json()).startsWith("{");
    } catch (InvalidConfig refused) {
      assertThat(refused).hasMessageMatching("(?s).+");
    }
  }

  @FuzzTest(maxDuration = "10s")
  void sizesAndTimesAreReadOrRefused(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    try {
      assertThat(ByteSize.parse(text)).isNotNegative();
    } catch (InvalidQuantity refused) {
      assertThat(refused).hasMessageContaining("size");
    }
    try {
      assertThat(Durations.parse(text)).isNotNull();
    } catch (InvalidQuantity refused) {
      assertThat(refused).hasMessageMatching("(?s).+");
    }
  }
}
