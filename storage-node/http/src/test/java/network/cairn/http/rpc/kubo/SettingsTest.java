package network.cairn.http.rpc.kubo;

import static network.cairn.http.rpc.TestDoor.arg;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import network.cairn.http.rpc.Json;
import network.cairn.http.rpc.TestDoor.Upload;
import network.cairn.http.rpc.TestResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

final class SettingsTest {
  @TempDir Path home;
  private TestBackend node;

  @BeforeEach
  void open() throws IOException {
    node = TestBackend.offline(home);
    node.config.setText("Provider.Price", "0.5");
    node.config.setText("Identity.PeerID", "me");
  }

  @AfterEach
  void close() {
    node.close();
  }

  private String set(String options, String key, String value) {
    return node.door.trusted("config?" + options + arg(key) + "&" + arg(value)).good().text();
  }

  @Test
  void setsAndReadsValuesOfEveryForm() {
    assertThat(set("", "Extra.Text", "a b"))
        .isEqualTo(
            "{\"Key\":\"Extra.Text\",\"Value\":\"a b\",\"Remark\":\"Extra.Text is no key that this"
                + " program or Kubo knows; it is kept as it is\"}\n");
    assertThat(set("", "Pubsub.Router", "x")).contains("has no effect: there is no pubsub");
    assertThat(set("json=true&", "Import.CidVersion", "null")).contains("\"Value\":null}");
    assertThat(set("json=true&", "Extra.List", "[1, {\"a\":null}]"))
        .startsWith("{\"Key\":\"Extra.List\",\"Value\":[1,{\"a\":null}]");
    assertThat(set("bool=true&", "Extra.On", "true"))
        .startsWith("{\"Key\":\"Extra.On\",\"Value\":true");
    assertThat(set("bool=true&", "Extra.On", "false")).contains("\"Value\":false");
    JsonNode extra = node.json("config?arg=Extra").path("Value");
    assertThat(extra.propertyNames()).containsExactlyInAnyOrder("Text", "List", "On");
    node.call("config?arg=Extra.None")
        .assertFailed("failed to get config value: Extra.None is not set");
  }

  @Test
  void takesNoFlagThatIsNone() {
    node.door
        .trusted("config?bool=true&arg=Extra.On&arg=maybe")
        .assertFailed("with --bool, the value of Extra.On must be true or false");
    node.call("config?arg=Extra.On")
        .assertFailed("failed to get config value: Extra.On is not set");
  }

  @Test
  void appliesAProfileAndTellsBothConfigurations() {
    JsonNode told =
        Json.parse(
            node.door.trusted("config/profile/apply?dry-run=true&arg=lowpower").good().text());
    assertThat(told.at("/NewCfg/Swarm/ConnMgr/HighWater").asInt()).isEqualTo(40);
    assertThat(told.at("/OldCfg/Swarm/ConnMgr/HighWater").asInt()).isEqualTo(96);
    assertThat(node.config.connectionHighWater()).isEqualTo(96);
    node.door.trusted("config/profile/apply?arg=lowpower").good();
    assertThat(node.config.connectionHighWater()).isEqualTo(40);
    assertThat(node.door.trusted("config/profile/apply?arg=nonsense").text())
        .contains("nonsense is not a profile");
    assertThat(node.door.call("config/profile/apply?arg=test").status()).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | Swarm.ConnMgr.LowWater | many"
            + " | Swarm.ConnMgr.LowWater must be a whole number from 0 to 2147483647",
        "json=true& | API.Hosts | 7 | API.Hosts must be a list of texts; use --json '[\"...\"]'",
        "`` | a..b | x | \"a..b\" is not a configuration key",
        "`` | Identity.PeerID | x | the node's identity cannot be changed here",
        "`` | identity.peerid | x | the node's identity cannot be changed here",
      })
  void refusesValuesOfAnotherKind(String options, String key, String value, String message) {
    node.door.trusted("config?" + options + arg(key) + "&" + arg(value)).assertFailed(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Identity", "identity", "Identity.PrivKey", " identity.privkey"})
  void tellsWhereThePrivateKeyIsInsteadOfShowingIt(String key) {
    String message =
        "cannot show or change private key through 'config': it is in the home's keystore;"
            + " Identity.PeerID tells who the node is";
    node.door.trusted("config?" + arg(key)).assertFailed(message);
    node.door.trusted("config?" + arg(key) + "&arg=x").assertFailed(message);
  }

  @Test
  void saysWhatIsNoJson() {
    TestResponse seen = node.door.trusted("config?json=true&arg=Extra.X&arg=%7Bx");
    assertThat(seen.status()).isEqualTo(500);
    assertThat(seen.json().path("Message").asString())
        .startsWith("the value for Extra.X is not JSON: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Provider.Price",
        "provider.price",
        " Provider.Price",
        "PROVIDER",
        "Ledger.URL",
        "Wallet",
        "API.Auth",
        "api"
      })
  void keepsMoneyAndDoorForCallersWithTheToken(String key) {
    String message = "the key " + key + " is only for callers with the token of the repository";
    node.call("config?" + arg(key)).assertFailed(message);
    node.call("config?" + arg(key) + "&arg=1").assertFailed(message);
    assertThat(node.json("config/show").path("Provider").isMissingNode()).isTrue();
    assertThat(node.config.providerPrice()).contains("0.5");
  }

  /// A key of dots alone, or with a dot behind it, is no other spelling of what stands above it.
  @ParameterizedTest
  @ValueSource(strings = {".", "..", "Pinning.", "AutoTLS.", "AutoTLS..", ".AutoTLS"})
  void showsNoSecretUnderAKeyOfEmptyWords(String key) {
    node.config.setText("AutoTLS.RegistrationToken", "hidden");
    node.config.setText("Pinning.RemoteServices.far.API.Key", "hidden");
    node.config.setJson(
        "API.Authorizations", "{\"a\":{\"AuthSecret\":\"hidden\",\"AllowedPaths\":[]}}");
    node.call("config?" + arg(key))
        .assertFailed("failed to get config value: " + key + " is not set");
  }

  @Test
  void showsAndSetsEverythingForCallersWithTheToken() {
    assertThat(node.door.trusted("config?arg=Provider.Price").good().text())
        .isEqualTo("{\"Key\":\"Provider.Price\",\"Value\":\"0.5\"}\n");
    node.door.trusted("config?arg=Provider.Price&arg=0.75").good();
    JsonNode all = node.door.trusted("config/show").good().json();
    assertThat(all.path("Provider").path("Price").asString()).isEqualTo("0.75");
    assertThat(all.path("Identity").path("PeerID").asString()).isEqualTo("me");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Addresses.API", "Bootstrap", "Extra.Text", "Datastore.StorageMax"})
  void changesNothingForCallersWithoutTheToken(String key) {
    String before = node.config.json();
    node.call("config?" + arg(key) + "&arg=1")
        .assertFailed(
            "only callers with the token of the repository may set " + key + " (--api-auth TOKEN)");
    assertThat(node.config.json()).isEqualTo(before);
  }

  @Test
  void replacesAllButTheIdentityForCallersWithTheToken() {
    Upload next =
        Upload.file(
            "config",
            "{\"Extra\":1,\"Identity\":{\"PeerID\":\"forged\"},"
                + "\"Provider\":{\"Price\":\"2\"},\"Wallet\":{\"Key\":\"x\"}}");
    String before = node.config.json();
    assertThat(node.door.upload("config/replace", next).status()).isEqualTo(403);
    assertThat(node.config.json()).isEqualTo(before);
    node.door.trustedUpload("config/replace", next).good();
    JsonNode trusted = node.door.trusted("config/show").good().json();
    assertThat(trusted.path("Provider").path("Price").asString()).isEqualTo("2");
    assertThat(trusted.path("Wallet").path("Key").asString()).isEqualTo("x");
    assertThat(trusted.path("Identity").path("PeerID").asString()).isEqualTo("me");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | the configuration must be a JSON object",
        "7 | the configuration must be a JSON object",
      })
  void replacesByObjectsOnly(String text, String message) {
    node.door.trustedUpload("config/replace", Upload.file("f", text)).assertRefused(message);
    assertThat(node.config.providerPrice()).contains("0.5");
  }

  @Test
  void refusesReplacementsThatAreNone() {
    node.door.trusted("config/replace").assertRefused("file argument 'file' is required");
    node.door.trustedUpload("config/replace").assertRefused("file argument 'file' is required");
    TestResponse seen = node.door.trustedUpload("config/replace", Upload.file("f", "{"));
    assertThat(seen.status()).isEqualTo(400);
    assertThat(seen.text()).startsWith("not JSON: ");
    node.door
        .trustedUpload("config/replace", Upload.file("f", "{\"Bootstrap\":7}"))
        .assertFailed(
            "Bootstrap must be a list of peers' addresses such as"
                + " \"/ip4/192.0.2.1/tcp/4001/p2p/ID\"; use --json '[\"...\"]'");
    node.door
        .trustedUpload("config/replace", Upload.file("f", " ".repeat((1 << 20) + 1)))
        .assertRefused("the configuration is over 1048576 bytes");
    String most = "{}" + " ".repeat((1 << 20) - 2);
    node.door.trustedUpload("config/replace", Upload.file("f", most)).good();
  }
}
