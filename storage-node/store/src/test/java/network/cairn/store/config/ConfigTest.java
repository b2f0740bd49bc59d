package network.cairn.store.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigTest {
  @TempDir private Path home;

  private void write(String text) throws IOException {
    Files.writeString(home.resolve("config"), text);
  }

  @Test
  void startsWithDefaultsThatItReadsBack() {
    assertThat(Config.exists(home)).isFalse();
    Config made = Config.create(home);
    Config read = Config.load(home);
    assertThat(read.json()).isEqualTo(made.json());
    assertThat(read.storageMax()).isEqualTo(10_000_000_000L);
    assertThat(read.connectionGrace()).isEqualTo(Duration.ofSeconds(20));
    assertThat(read.connectionHighWater()).isEqualTo(96);
    assertThat(read.bootstrap()).isEmpty();
    assertThat(read.networkFile()).isEmpty();
  }

  @Test
  void refusesARepositoryOfKuboAndShowsNoKey() throws IOException {
    write("{\"Identity\":{\"PrivKey\":\"secret\"}}");
    assertThatThrownBy(() -> Config.load(home))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("Identity.PrivKey")
        .hasMessageNotContaining("secret");
    Files.writeString(home.resolve("datastore_spec"), "{}");
    assertThatThrownBy(() -> Config.load(home))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("is a repository of Kubo")
        .hasMessageContaining("ipfs dag export");
  }

  @Test
  void usesDefaultsForWhatAFileLeavesOut() throws IOException {
    write("{}");
    Config config = Config.load(home);
    assertThat(config.apiAddresses()).containsExactly("/ip4/127.0.0.1/tcp/5001");
    assertThat(config.providerMaxTerm()).isEqualTo(3650);
    assertThat(config.json("API.X")).isEmpty();
  }

  @Test
  void keepsAChangeOnDiskForItsOwnerOnlyAndLeavesNoOtherFile() throws IOException {
    Config config = Config.create(home);
    config.setText("Datastore.StorageMax", "3GiB");
    config.setJson("Bootstrap", "[\"/ip4/1.2.3.4/tcp/1\"]");
    config.setJson("Gateway.Foreign.Key", "{\"kept\":[1,null]}");
    Config read = Config.load(home);
    assertThat(read.storageMax()).isEqualTo(3L << 30);
    assertThat(read.bootstrap()).containsExactly("/ip4/1.2.3.4/tcp/1");
    assertThat(read.json("Gateway.Foreign.Key.kept").orElseThrow().replaceAll("\\s", ""))
        .isEqualTo("[1,null]");
    config.setJson("Gateway.Foreign.None", "null");
    assertThat(config.json("Gateway.Foreign.None")).contains("null");
    assertThat(config.json("Gateway.Foreign.Nothing")).isEmpty();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("config"))))
        .isEqualTo("rw-------");
    assertThat(home.toFile().list()).containsExactly("config");
  }

  @Test
  void refusesAFileThatIsNotText() throws IOException {
    Files.write(home.resolve("config"), new byte[] {1, (byte) 0x87, 0, 11});
    assertThatThrownBy(() -> Config.load(home))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("not UTF-8 text");
  }

  /// The message is all that a user has who does not know which file holds what.
  @Test
  void namesTheFileAndAWayOut() throws IOException {
    Path file = home.resolve("config");
    for (String text : List.of("{", "[]", "{\"Datastore\":{\"StorageMax\":\"1OiB\"}}", "\u0000")) {
      Files.writeString(file, text);
      assertThatThrownBy(() -> Config.load(home))
          .isInstanceOf(InvalidConfig.class)
          .hasMessageStartingWith(file.toString())
          .hasMessageEndingWith("correct it, or restore it from a backup");
    }
  }

  @Test
  void overwritesWhatAnInterruptedChangeLeft() throws IOException {
    Config config = Config.create(home);
    Files.writeString(home.resolve("config.new"), "{ torn");
    config.setText("Import.Profile", "legacy-cid-v0");
    assertThat(Config.load(home).importProfile()).isEqualTo("legacy-cid-v0");
    assertThat(home.resolve("config.new")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Datastore.StorageMax | 5",
        "Datastore.StorageMax | \"many\"",
        "Swarm.ConnMgr.GracePeriod | \"20\"",
        "Swarm.ConnMgr.LowWater | -1",
        "Swarm.ConnMgr.LowWater | 1.5",
        "Swarm.ConnMgr.LowWater | 5000000000",
        "Swarm.ConnMgr.LowWater | 99999999999999999999999",
        "Bootstrap | \"one\"",
        "Bootstrap | [1]",
        "Import.Profile | {}",
        "Import.Profile.Deeper | 1",
        "Swarm | {\"ConnMgr\":{\"LowWater\":\"x\"}}",
        "Bootstrap | nonsense",
        ". | 1",
        "a..b | 1",
        ".a | 1",
        "a. | 1"
      })
  void refusesAValueOfTheWrongKindAndChangesNothing(String key, String json) {
    Config config = Config.create(home);
    String before = config.json();
    assertThatThrownBy(() -> config.setJson(key, json)).isInstanceOf(InvalidConfig.class);
    assertThat(config.json()).isEqualTo(before);
    assertThat(Config.load(home).json()).isEqualTo(before);
  }

  @Test
  void takesANumberWrittenAsText() {
    Config config = Config.create(home);
    config.setText("Swarm.ConnMgr.HighWater", "200");
    assertThat(config.connectionHighWater()).isEqualTo(200);
    assertThat(config.json("Swarm.ConnMgr.HighWater")).contains("200");
  }

  @Test
  void neverGrowsBeyondWhatItWouldReadAgain() {
    Config config = Config.create(home);
    assertThatThrownBy(() -> config.setText("Note", "x".repeat(1 << 20)))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("grow over");
    assertThat(Config.load(home).json("Note")).isEmpty();
  }

  @Test
  void replacesTheWholeOnlyByWhatIsValid() {
    Config config = Config.create(home);
    assertThatThrownBy(() -> config.replace("[]")).isInstanceOf(InvalidConfig.class);
    assertThatThrownBy(() -> config.replace("{\"Bootstrap\":1}"))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("Bootstrap");
    config.replace("{\"Bootstrap\":[\"/ip4/1.2.3.4/tcp/1\"]}");
    assertThat(Config.load(home).bootstrap()).containsExactly("/ip4/1.2.3.4/tcp/1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{\"Datastore\":{\"StorageMax\":\"x\"}}",
        "{\"Bootstrap\":{}}"
      })
  void refusesAFileThatCannotBeUsed(String text) throws IOException {
    write(text);
    assertThatThrownBy(() -> Config.load(home)).isInstanceOf(InvalidConfig.class);
  }

  /// Whoever wrote the file by hand is told where to look.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Datastore.StorageMax | \"much\" | 4",
        "Swarm.ConnMgr.GracePeriod | \"soon\" | 5",
        "Swarm.ConnMgr.LowWater | -1 | 5",
        "Bootstrap | {} | 3",
        "Swarm.Transports.Network.TCP | false | 6",
        "Datastore | 7 | 3"
      })
  void namesTheKeyThatIsWrongAndItsLine(String key, String value, int line) throws IOException {
    String text = value;
    for (String word : List.of(key.split("\\.")).reversed()) {
      text = "{\n\"" + word + "\": " + text + "}";
    }
    write("{ \"Note\": {\"StorageMax\": 1, \"LowWater\": 2},\n" + text.substring(1));
    assertThatThrownBy(() -> Config.load(home).requireMet())
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("config: " + key)
        .hasMessageContaining(" (line " + line + ")");
  }

  @Test
  void saysHowToMakeAHomeThatIsMissingAndRefusesAHugeFile() throws IOException {
    assertThatThrownBy(() -> Config.load(home))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("cairn init");
    write(" ".repeat((1 << 20) + 1));
    assertThatThrownBy(() -> Config.load(home))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("over");
  }
}
