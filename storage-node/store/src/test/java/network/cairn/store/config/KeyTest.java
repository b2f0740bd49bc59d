package network.cairn.store.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Each kind of key with its bounds, and what an edit leaves alone.
final class KeyTest {
  @TempDir private Path home;
  private Config config;

  @BeforeEach
  void create() {
    config = Config.create(home);
  }

  private String file() throws IOException {
    return Files.readString(home.resolve("config"));
  }

  @ParameterizedTest
  @EnumSource(Key.class)
  void everyKeyIsWrittenWithADefaultOfItsOwnKind(Key key) {
    String before = config.json();
    assertThat(config.json(key.path).orElse("null").replaceAll("\\s", ""))
        .isEqualTo(key.fallback.replaceAll("\\s", ""));
    String value = config.json(key.path).orElse(before);
    if (key.fallback.equals("null")) {
      assertThat(value).as("nothing is written where another key decides").isEqualTo(before);
      return;
    }
    config.setJson(key.path, value);
    assertThat(config.json()).isEqualTo(before);
    assertThat(Key.of(key.path)).contains(key);
    assertThat(Arrays.stream(Key.values()).filter(other -> other.path.equals(key.path))).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(Key.class)
  void noKeyTakesWhatIsNotOfItsKind(Key key) {
    for (String json : List.of("{\"a\":1}", "[[]]", "1e400", "[{\"a\":1}]", "{\"\":[\"a\"]}")) {
      assertThatThrownBy(() -> config.setJson(key.path, json))
          .as("%s = %s", key.path, json)
          .isInstanceOf(InvalidConfig.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, true",
    "1, true",
    "2147483647, true",
    "2147483648, false",
    "-1, false",
    "'', false",
    "1.0, false",
    "+1, false",
    "0x10, false",
    "99999999999999999999, false",
    "' 7', false",
    "0000000007, true"
  })
  void aNumberMayBeWrittenAsTextWithinTheSameBounds(String text, boolean taken) {
    if (taken) {
      config.setText("Swarm.ConnMgr.LowWater", text);
      assertThat(config.connectionLowWater()).isEqualTo(Integer.parseInt(text));
      assertThat(config.json("Swarm.ConnMgr.LowWater"))
          .contains(String.valueOf(config.connectionLowWater()));
    } else {
      assertThatThrownBy(() -> config.setText("Swarm.ConnMgr.LowWater", text))
          .isInstanceOf(InvalidConfig.class)
          .hasMessageContaining("Swarm.ConnMgr.LowWater must be a whole number from 0 to");
    }
  }

  @Test
  void aLayoutIsBalancedOrTrickle() {
    assertThat(config.imports()).doesNotContainKey("trickle");
    for (String layout : new String[] {"balanced", "trickle"}) {
      config.setText("Import.UnixFSDAGLayout", layout);
      assertThat(config.imports())
          .containsEntry("trickle", String.valueOf(layout.equals("trickle")));
    }
    for (String other : new String[] {"", "Trickle", "true"}) {
      assertThatThrownBy(() -> config.setText("Import.UnixFSDAGLayout", other))
          .isInstanceOf(InvalidConfig.class)
          .hasMessage("Import.UnixFSDAGLayout must be \"balanced\" or \"trickle\"");
    }
  }

  /// What a daemon would not start with is not kept, and what Kubo writes is.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "HTTPRetrieval.NumWorkers | 0 | 1024 | must be a whole number from 1 to 1024",
        "Routing.Type | \"dhtt\" | \"dhtserver\" | Routing.Type must be \"none\", \"auto\"",
        "Provide.Strategy | \"mine\" | \"pinned+mfs\" | Provide.Strategy must be \"all\"",
        "Addresses.Swarm | [\"/ip4/127.0.0.1/tpc/1\"]"
            + " | [\"/ip4/0.0.0.0/udp/4001/quic-v1/webtransport\", \"/ip6/::/udp/1/webrtc-direct\"]"
            + " | protocol 'tpc' is unknown",
        "Addresses.Announce | [\"1.2.3.4:4001\"] | [\"/dns4/a.example/tcp/1\"] | start with a"
            + " slash",
        "Addresses.AppendAnnounce | [7] | [] | a list of addresses",
        "Addresses.NoAnnounce | [\"/ip4/10.0.0.0/ipcidr/99\"] | [\"/ip4/10.0.0.0/ipcidr/8\"]"
            + " | 99 bits",
        "Swarm.AddrFilters | [\"/ip4/10.0.0.0/tcp/1\"] | [\"/ip4/10.0.0.0/ipcidr/8\"] | no range",
        "Addresses.API | \"/unix/a.sock\" | \"\" | a door on a Unix socket",
        "Addresses.Gateway | [\"/ip4/127.0.0.1/udp/1\"] | [\"/ip4/127.0.0.1/tcp/0\"]"
            + " | a door's address is /ip4/<address>/tcp/<port>, not /ip4/127.0.0.1/udp/1",
        "Addresses.Metrics | \"here\" | [] | start with a slash",
        "Bootstrap | [\"/ip4/1.2.3/tcp/1\"] | [\"auto\"] | Bootstrap: address '/ip4/1.2.3/tcp/1'",
        "Routing.DelegatedRouters | [\"ftp://x\"] | [\"auto\", \"https://x/routing/v1/peers\"]"
            + " | names no router",
        "Routing.DelegatedRouters | [\"https://x/y\"] | [] | no router is asked at"
      })
  void keepsNothingThatNoDaemonStartsWith(String key, String bad, String good, String why)
      throws IOException {
    String before = file();
    assertThatThrownBy(() -> config.setJson(key, bad))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageStartingWith(key)
        .hasMessageContaining(why);
    assertThat(file()).isEqualTo(before);
    config.setJson(key, good);
    Files.writeString(home.resolve("config"), file().replace("\n", ""));
    assertThat(Config.load(home).json(key)).isEqualTo(config.json(key));
    int dot = key.lastIndexOf('.');
    Files.writeString(
        home.resolve("config"),
        dot < 0
            ? "{\"" + key + "\":" + bad + "}"
            : "{\""
                + key.substring(0, dot)
                + "\":{\""
                + key.substring(dot + 1)
                + "\":"
                + bad
                + "}}");
    assertThatThrownBy(() -> Config.load(home)).hasMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "1KB, 1000",
    "1KiB, 1024",
    "10GB, 10000000000",
    "9000TB, 9000000000000000"
  })
  void aSizeIsTextWithAUnit(String text, long bytes) {
    config.setText("Datastore.StorageMax", text);
    assertThat(config.storageMax()).isEqualTo(bytes);
    assertThat(Config.load(home).storageMax()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1 parsec", "10EB", "99999999999999999999", "GB", "NaN"})
  void aSizeIsRefusedWhereItIsNone(String text) throws IOException {
    String before = file();
    assertThatThrownBy(() -> config.setText("Provider.MaxSize", text))
        .isInstanceOf(InvalidConfig.class);
    assertThat(file()).isEqualTo(before);
  }

  @Test
  void everyTypedValueIsReadBackFromTheFile() {
    config.setJson("Addresses.Swarm", "[\"/ip4/127.0.0.1/tcp/0\", \"/ip6/::1/tcp/0\"]");
    config.setText("Addresses.API", "/ip4/127.0.0.1/tcp/0");
    config.setText("Datastore.DiskReserve", "1MiB");
    config.setText("Swarm.ConnMgr.GracePeriod", "1m");
    config.setText("Ledger.Network", "/etc/network.json");
    config.setText("Ledger.URL", "http://127.0.0.1:1");
    config.setText("Provider.Capacity", "3GiB");
    config.setText("Provider.Price", "0.5");
    config.setText("Provider.MinSize", "2KiB");
    config.setText("Provider.MaxSize", "4KiB");
    config.setJson("Provider.MaxTerm", "7");
    config.setText("Provider.Payout", "cairn1x");
    Config read = Config.load(home);
    assertThat(read.swarmAddresses()).containsExactly("/ip4/127.0.0.1/tcp/0", "/ip6/::1/tcp/0");
    assertThat(read.apiAddresses()).containsExactly("/ip4/127.0.0.1/tcp/0");
    assertThat(read.diskReserve()).isEqualTo(1 << 20);
    assertThat(read.connectionGrace()).isEqualTo(Duration.ofMinutes(1));
    assertThat(read.networkFile()).contains(Path.of("/etc/network.json"));
    assertThat(read.ledgerUrls()).containsExactly("http://127.0.0.1:1");
    config.setJson("Ledger.URL", "[\"http://a\", \"http://b\"]");
    assertThat(Config.load(home).ledgerUrls()).containsExactly("http://a", "http://b");
    assertThat(read.providerCapacity()).isEqualTo(3L << 30);
    assertThat(read.providerPrice()).contains("0.5");
    assertThat(read.providerMinSize()).isEqualTo(2048);
    assertThat(read.providerMaxSize()).isEqualTo(4096);
    assertThat(read.providerMaxTerm()).isEqualTo(7);
    assertThat(read.providerPayout()).contains("cairn1x");
  }

  @Test
  void anEmptyTextIsNoAnswer() {
    assertThat(config.ledgerUrls()).isEmpty();
    assertThat(config.providerPrice()).isEmpty();
    assertThat(config.providerPayout()).isEmpty();
  }

  @Test
  void keepsKeysOfOthersInTheirOrderWhateverIsEdited() {
    config.replace("{\"Z\":{\"b\":[1,{\"c\":null}]},\"A\":\"\\u00e4\",\"Swarm\":{\"Own\":true}}");
    config.setJson("Swarm.ConnMgr.LowWater", "5");
    config.setJson("Z.new", "1.5");
    assertThat(Config.load(home).json().replaceAll("\\s", ""))
        .isEqualTo(
            "{\"Z\":{\"b\":[1,{\"c\":null}],\"new\":1.5},\"A\":\"ä\","
                + "\"Swarm\":{\"Own\":true,\"ConnMgr\":{\"LowWater\":5}}}");
  }

  @Test
  void findsValuesAndWholeBranchesByTheirKey() {
    assertThat(config.json("Swarm.ConnMgr").orElseThrow().replaceAll("\\s", ""))
        .isEqualTo("{\"LowWater\":32,\"HighWater\":96,\"GracePeriod\":\"20s\"}");
    assertThat(config.json("Swarm.ConnMgr.LowWater.Deeper")).isEmpty();
    assertThat(config.json("swarm")).as("keys have their case").isEmpty();
    config.setJson("Note", "null");
    assertThat(config.json("Note")).contains("null");
    config.setJson("Note.Deeper", "1");
    assertThat(config.json("Note.Deeper")).contains("1");
  }

  /// Else the limits below would silently be the defaults.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"Datastore | 5", "Datastore | \"big\"", "Swarm.ConnMgr | []", "Provider | true"})
  void refusesAValueWhereItsOwnKeysLie(String key, String json) throws IOException {
    String before = file();
    assertThatThrownBy(() -> config.setJson(key, json))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining(key + " ");
    assertThat(file()).isEqualTo(before);
    Files.writeString(home.resolve("config"), "{\"Datastore\":5}");
    assertThatThrownBy(() -> Config.load(home)).isInstanceOf(InvalidConfig.class);
  }

  @Test
  void aChangeThatCannotBeWrittenDoesNotCount() throws IOException {
    Files.delete(home.resolve("config"));
    Files.createDirectory(home.resolve("config"));
    Files.writeString(home.resolve("config/in-the-way"), "");
    assertThatThrownBy(() -> config.setText("Datastore.StorageMax", "1GB"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("cannot write");
    assertThat(config.storageMax()).isEqualTo(10_000_000_000L);
  }
}
