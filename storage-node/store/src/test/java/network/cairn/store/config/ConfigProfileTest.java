package network.cairn.store.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ConfigProfileTest {
  @TempDir private Path home;
  private Config config;

  @BeforeEach
  void create() {
    config = Config.create(home);
  }

  @ParameterizedTest
  @EnumSource(ConfigProfile.class)
  void eachMakesAConfigurationThatIsTakenAndKnown(ConfigProfile profile) {
    String before = config.json();
    Config.Change told = config.apply(profile, true);
    assertThat(config.json()).isEqualTo(before).isEqualTo(told.before());
    Config.Change done = config.apply(profile, false);
    assertThat(config.json()).isEqualTo(done.after());
    assertThat(Config.load(home).json()).isEqualTo(done.after());
    assertThat(config.unknown()).isEmpty();
    assertThat(ConfigProfile.named(profile.label())).isEqualTo(profile);
  }

  /// Kubo's library drops what it does not know when it writes a configuration.
  @Test
  void kubosDefaultsStayWhereKubosToolsWriteTheFile() throws Exception {
    config.apply(ConfigProfile.SERVER, false);
    Path below = home.resolve("config.below");
    assertThat(below).doesNotExist();
    config.apply(ConfigProfile.IPFS, false);
    config.replace("{\"Bootstrap\": [], \"Import\": {\"CidVersion\": null}}");
    Config seen = Config.load(home);
    assertThat(seen.importProfile()).isEqualTo("legacy-cid-v0");
    assertThat(seen.logLevel().orElse("")).startsWith("error,");
    assertThat(seen.json("Import.Profile")).as("what the file has").isEmpty();
    seen.setText("Import.Profile", "unixfs-v1-2025");
    assertThat(Config.load(home).importProfile()).isEqualTo("unixfs-v1-2025");

    Files.writeString(below, "{\"Import\": {\"Profile\": 7}}");
    assertThatThrownBy(() -> Config.load(home))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining(below + ": ")
        .hasMessageContaining("restore it from a backup");
    Files.writeString(below, "{");
    assertThatThrownBy(() -> Config.load(home))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining(below + " is not JSON");
  }

  @Test
  void theServersIsTakenBackByTheOther() {
    config.setJson("Swarm.AddrFilters", "[\"/ip4/9.0.0.0/ipcidr/8\"]");
    String before = config.json();
    config.apply(ConfigProfile.SERVER, false);
    assertThat(config.addressFilters())
        .contains("/ip4/9.0.0.0/ipcidr/8", "/ip4/10.0.0.0/ipcidr/8", "/ip6/fe80::/ipcidr/10");
    assertThat(config.noAnnounce()).contains("/ip4/127.0.0.0/ipcidr/8");
    config.apply(ConfigProfile.SERVER, false);
    assertThat(config.noAnnounce()).doesNotHaveDuplicates();
    config.apply(ConfigProfile.LOCAL_DISCOVERY, false);
    assertThat(config.json()).isEqualTo(before);
  }

  @Test
  void theTestsIsTakenBackByTheUsualOne() {
    String before = config.json();
    config.apply(ConfigProfile.TEST, false);
    assertThat(config.swarmAddresses()).containsExactly("/ip4/127.0.0.1/tcp/0");
    assertThat(config.apiAddresses()).containsExactly("/ip4/127.0.0.1/tcp/0");
    config.apply(ConfigProfile.DEFAULT_NETWORKING, false);
    assertThat(config.json()).isEqualTo(before);
  }

  @Test
  void refusesWhatIsNone() {
    assertThatThrownBy(() -> ConfigProfile.named("badgerds"))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("badgerds is not a profile")
        .hasMessageContaining("lowpower");
  }
}
