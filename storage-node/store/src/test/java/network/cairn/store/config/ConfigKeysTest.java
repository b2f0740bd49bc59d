package network.cairn.store.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The rule that no key is ignored which closes something, and what users hear of all others.
final class ConfigKeysTest {
  private static final Path PAGE = Path.of("../../docs/configuration.md");
  private static final String START = "<!-- keys: from the table in store.config -->";
  private static final String END = "<!-- end of keys -->";

  @TempDir private Path home;

  private void write(String json) throws IOException {
    Files.writeString(home.resolve("config"), json);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Bitswap.Libp2pEnabled | false",
        "Bitswap.Libp2pEnabled | \"no\"",
        "Routing.IgnoreProviders | [\"12D3KooW\"]",
        "Swarm.Transports.Network.TCP | false",
        "Swarm.Transports.Multiplexers.Yamux | false"
      })
  void refusesWhatItCannotMeetAndGoesOnNoNetworkWithIt(String key, String value)
      throws IOException {
    Config config = Config.create(home);
    String before = config.json();
    assertThatThrownBy(() -> config.setJson(key, value))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageStartingWith(key + " cannot be ");
    String nested = value;
    for (String word : List.of(key.split("\\.")).reversed()) {
      nested = "{\"" + word + "\":" + nested + "}";
    }
    String whole = nested;
    assertThatThrownBy(() -> config.replace(whole)).isInstanceOf(InvalidConfig.class);
    assertThat(config.json()).isEqualTo(before);
    write(whole);
    Config found = Config.load(home);
    assertThatThrownBy(found::requireMet)
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining(key + " cannot be ")
        .hasMessageContaining("(line 1)");
    found.setText("Log.Level", "warn");
    assertThatThrownBy(found::requireMet).isInstanceOf(InvalidConfig.class);
    found.setJson(key, "null");
    found.requireMet();
  }

  @Test
  void holdsNoPrivateKey() throws IOException {
    Config config = Config.create(home);
    assertThatThrownBy(() -> config.setText("Identity.PrivKey", "CAESQ"))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageStartingWith("Identity.PrivKey cannot be set: ");
    write("{\"Identity\":{\"PrivKey\":\"CAESQ\"}}");
    assertThatThrownBy(() -> Config.load(home))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("Identity.PrivKey cannot be set: ")
        .hasMessageNotContaining("CAESQ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Bitswap.Libp2pEnabled | true",
        "Bitswap.Libp2pEnabled | null",
        "Routing.IgnoreProviders | []",
        "Swarm.Transports.Network.TCP | true",
        "Swarm.Transports.Security.Noise | 300",
        "Swarm.Transports.Security.Noise | false",
        "Swarm.Transports.Security.TLS | true",
        "Swarm.Transports.Network.QUIC | false",
        "Gateway.NoFetch | true"
      })
  void takesWhatAsksForNothingOfTheKind(String key, String value) {
    Config config = Config.create(home);
    config.setJson(key, value);
    config.requireMet();
    assertThat(Config.load(home).json()).isEqualTo(config.json());
  }

  @Test
  void readsPeersToBeKeptConnectedToWithAndWithoutAddresses() {
    Config config = Config.create(home);
    config.setJson(
        "Peering.Peers",
        """
        [{"ID": "p", "Addrs": ["/ip4/192.0.2.1/tcp/1", "/ip4/192.0.2.1/tcp/2"]},
         {"ID": "q", "Addrs": []}, {"ID": "r", "Addrs": null}, {"ID": "s"}]
        """);
    assertThat(config.peering())
        .containsExactly(
            "/ip4/192.0.2.1/tcp/1/p2p/p",
            "/ip4/192.0.2.1/tcp/2/p2p/p",
            "/p2p/q",
            "/p2p/r",
            "/p2p/s");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "- | - | TLS, NOISE",
        "true | true | TLS, NOISE",
        "300 | - | NOISE, TLS",
        "- | 50 | NOISE, TLS",
        "false | - | NOISE",
        "- | false | TLS"
      })
  void ordersTheWaysToSecureConnectionsByTheirPriorities(
      @Nullable String tls, @Nullable String noise, String order) {
    Config config = Config.create(home);
    if (tls != null) {
      config.setJson("Swarm.Transports.Security.TLS", tls);
    }
    if (noise != null) {
      config.setJson("Swarm.Transports.Security.Noise", noise);
    }
    assertThat(config.channels()).hasToString("[" + order + "]");
  }

  @Test
  void someWayToSecureConnectionsMustBeLeft() {
    Config config = Config.create(home);
    config.setJson("Swarm.Transports.Security.TLS", "false");
    config.setJson("Swarm.Transports.Security.Noise", "false");
    assertThatThrownBy(config::channels)
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("peers need one of them");
    assertThatThrownBy(() -> config.setJson("Swarm.Transports.Security.TLS", "0"))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("true, false or a whole number");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Gateway.FastDirIndexThreshold",
        "Pubsub.Enabled",
        "DNS.Resolvers",
        "Routing.Methods"
      })
  void saysThatAKeyHasNoEffectAndWhy(String key) {
    assertThat(ConfigKeys.remark(key).orElseThrow()).contains("has no effect: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Adresses.API", "Addresses.Api", "Datastroe", "Swarm.AddrFilter", "a.b"})
  void saysThatNobodyKnowsAKey(String key) {
    assertThat(ConfigKeys.remark(key).orElseThrow()).contains("no key that this program or Kubo");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Addresses.API",
        "API.HTTPHeaders.Access-Control-Allow-Origin",
        "API.Authorizations.me.AuthSecret",
        "Swarm",
        "Import.CidVersion"
      })
  void saysNothingOfAKeyThatIsRead(String key) {
    assertThat(ConfigKeys.remark(key)).isEmpty();
  }

  @Test
  void findsUnknownKeysWhereTheyBegin() throws IOException {
    write(
        """
        {"Addresses": {"API": "/ip4/127.0.0.1/tcp/0", "Apis": []}, "Mine": {"a": 1},
         "Swarm": {"Transports": {"Network": {"QUIC": false}}, "Typo": null},
         "Gateway": {"Whatever": {"Deep": 1}}, "Pinning": {"RemoteServices": {"x": {}}},
         "API": {"HTTPHeaders": {"X-A": ["b"]}, "Authorizations": {"me": {"AuthSecret": "s"}}}}
        """);
    assertThat(Config.load(home).unknown())
        .containsExactlyInAnyOrder("Addresses.Apis", "Gateway.Whatever", "Mine", "Swarm.Typo");
  }

  /// What `ipfs init` of Kubo 0.43 writes, but for its key.
  @Test
  void takesKubosOwnConfigurationAndKnowsAllOfIt() throws IOException {
    write(
        """
        {"Identity": {"PeerID": "12D3KooW"}, "Datastore": {"StorageMax": "10GB",
         "StorageGCWatermark": 90, "GCPeriod": "1h", "Spec": {"type": "mount"},
         "HashOnRead": false, "BloomFilterSize": 0, "BlockKeyCacheSize": null},
         "Addresses": {"Swarm": ["/ip4/0.0.0.0/tcp/4001", "/ip4/0.0.0.0/udp/4001/quic-v1"],
         "Announce": [], "AppendAnnounce": [], "NoAnnounce": [],
         "API": "/ip4/127.0.0.1/tcp/5001", "Gateway": "/ip4/127.0.0.1/tcp/8080"},
         "Mounts": {"IPFS": "/ipfs"}, "Discovery": {"MDNS": {"Enabled": true}},
         "Routing": {"DelegatedRouters": ["auto"]}, "Ipns": {"RepublishPeriod": ""},
         "Bootstrap": ["auto"], "Gateway": {"HTTPHeaders": {}, "NoFetch": false},
         "API": {"HTTPHeaders": {}}, "Swarm": {"AddrFilters": null,
         "DisableBandwidthMetrics": false, "RelayClient": {}, "RelayService": {},
         "Transports": {"Network": {}, "Security": {}, "Multiplexers": {}}, "ConnMgr": {},
         "ResourceMgr": {}}, "AutoNAT": {}, "AutoTLS": {}, "Pubsub": {"Router": ""},
         "Peering": {"Peers": null}, "DNS": {"Resolvers": {".": "auto"}}, "Migration": {},
         "AutoConf": {}, "Provide": {"DHT": {}}, "Provider": {}, "Reprovider": {},
         "HTTPRetrieval": {}, "Experimental": {"FilestoreEnabled": false},
         "Plugins": {"Plugins": null}, "Pinning": {"RemoteServices": {}},
         "Import": {"CidVersion": null, "UnixFSRawLeaves": null}, "Version": {},
         "Internal": {}, "Bitswap": {}}
        """);
    Config config = Config.load(home);
    assertThat(config.unknown()).isEmpty();
    assertThat(config.addressFilters()).isEmpty();
    assertThat(config.peering()).isEmpty();
    assertThat(config.imports()).isEmpty();
    assertThat(config.serving()).isTrue();
    config.requireMet();
  }

  /// What `ipfs init` of Kubo before 0.18 writes of keys that have newer names.
  @Test
  void goesOnTheNetworkWithDefaultsOfOlderKubos() throws IOException {
    write(
        """
        {"Reprovider": {"Interval": "12h", "Strategy": "all"}, "Provider": {"Strategy": ""},
         "Experimental": {"StrategicProviding": false, "AcceleratedDHTClient": false}}
        """);
    Config config = Config.load(home);
    config.requireMet();
    assertThat(config.unknown()).isEmpty();
  }

  @Test
  void readsAnOlderNameWhereTheNewerIsNotSet() throws IOException {
    write("{\"Internal\": {\"UnixFSShardingSizeThreshold\": \"1B\"}}");
    Config config = Config.load(home);
    assertThat(config.imports()).containsEntry("hamt-threshold", "1B");
    config.setText("Import.UnixFSHAMTDirectorySizeThreshold", "2B");
    assertThat(config.imports()).containsEntry("hamt-threshold", "2B");
  }

  @Test
  void readsWhatClosesTheDoor() throws IOException {
    write(
        """
        {"API": {"Authorizations": {"me": {"AuthSecret": "basic:a:b", "AllowedPaths": ["/api/v0"]},
         "nobody": {"AuthSecret": "t", "AllowedPaths": null}},
         "HTTPHeaders": {"Access-Control-Allow-Origin": ["http://a"]}}}
        """);
    Config config = Config.load(home);
    assertThat(config.apiGrants())
        .containsExactly(
            new ConfigValues.Grant("basic:a:b", List.of("/api/v0")),
            new ConfigValues.Grant("t", List.of()));
    assertThat(config.apiHeaders())
        .isEqualTo(Map.of("Access-Control-Allow-Origin", List.of("http://a")));
  }

  /// Whoever empties the list of doors wants none; whoever says nothing wants the usual one.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | /ip4/127.0.0.1/tcp/5001",
        "{\"Addresses\":{}} | /ip4/127.0.0.1/tcp/5001",
        "{\"Addresses\":{\"API\":null}} | ''",
        "{\"Addresses\":{\"API\":[]}} | ''",
        "{\"Addresses\":{\"API\":\"\"}} | ''",
        "{\"Addresses\":{\"API\":\"/ip4/127.0.0.1/tcp/1\"}} | /ip4/127.0.0.1/tcp/1",
        "{\"Addresses\":{\"API\":[\"/ip4/127.0.0.1/tcp/1\",\"/ip6/::1/tcp/2\"]}}"
            + " | /ip4/127.0.0.1/tcp/1,/ip6/::1/tcp/2"
      })
  void opensTheDoorsThatAreNamedAndNoOther(String json, String doors) throws IOException {
    write(json);
    assertThat(String.join(",", Config.load(home).apiAddresses())).isEqualTo(doors);
  }

  @Test
  void hidesSecretsHoweverTheyAreAskedFor() throws IOException {
    write(
        """
        {"API": {"Authorizations": {"me": {"AuthSecret": "hush"}}, "Hosts": []},
         "Pinning": {"RemoteServices": {"x": {"API": {"Key": "hush"}}}},
         "AutoTLS": {"RegistrationToken": "hush"}}
        """);
    assertThat(ConfigKeys.withoutSecrets(Config.load(home).json()))
        .doesNotContain("hush")
        .contains("Hosts");
    for (String key :
        List.of("API", "api.authorizations", "API.Authorizations.me.AuthSecret", "Pinning")) {
      assertThat(ConfigKeys.secret(key)).as(key).isTrue();
    }
    assertThat(ConfigKeys.secret("Addresses.API")).isFalse();
    assertThat(ConfigKeys.secret("APIs")).isFalse();
  }

  @Test
  void refusesHeadersThatWouldBreakAnswers() {
    Config config = Config.create(home);
    for (String headers :
        List.of(
            "{\"Content-Length\":[\"1\"]}",
            "{\"transfer-encoding\":[\"chunked\"]}",
            "{\"X\":[\"a\\r\\nb\"]}",
            "{\"X Y\":[\"a\"]}",
            "{\"X\":\"a\"}")) {
      assertThatThrownBy(() -> config.setJson("API.HTTPHeaders", headers))
          .as(headers)
          .isInstanceOf(InvalidConfig.class);
    }
  }

  /// The page for users holds the table as it is; `-Dcairn.docs=true` brings it up to date.
  @Test
  void thePageForUsersHoldsTheTable() throws IOException {
    String page = Files.readString(PAGE, UTF_8);
    String table =
        ConfigKeys.rows().stream().map(ConfigKeysTest::row).collect(Collectors.joining("\n"));
    String whole = "| key | value | |\n| --- | --- | --- |\n" + table + "\n";
    int start = page.indexOf(START);
    int end = page.indexOf(END);
    String right = page.substring(0, start) + START + "\n\n" + whole + "\n" + page.substring(end);
    if (Boolean.getBoolean("cairn.docs")) {
      Files.writeString(PAGE, right);
    } else {
      assertThat(page).isEqualTo(right);
    }
  }

  private static String row(ConfigKey key) {
    String value = key.kind();
    if (!key.fallback().isEmpty()) {
      value += "; default `" + key.fallback() + "`";
    }
    String does =
        switch (key.standing()) {
          case Standing.Honoured(String by) -> "**read** by " + by;
          case Standing.Idle(String why) -> "no effect: " + why;
          case Standing.Refused(String why, List<String> values, boolean others) ->
              "**refused**, "
                  + (others ? "if `" : "unless `")
                  + (values.isEmpty() ? "null" : String.join("` or `", values))
                  + "`: "
                  + why;
        };
    return "| `" + key.path() + "` | " + value + " | " + does + " |";
  }
}
