package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import network.cairn.api.table.RepoTable;
import network.cairn.http.rpc.BadRequest;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.CommandError;
import network.cairn.http.rpc.Json;
import network.cairn.http.rpc.Part;
import network.cairn.http.rpc.Reply;
import network.cairn.http.rpc.Route;
import network.cairn.store.config.Config;
import network.cairn.store.config.ConfigKeys;
import network.cairn.store.config.ConfigProfile;
import network.cairn.store.config.InvalidConfig;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `config`. Callers without the token change nothing, because what a node listens at and whom it
/// trusts stands here, and do not see what concerns money and the door itself.
final class Settings {
  private static final List<String> GUARDED = List.of("Provider", "Ledger", "Wallet", "API");
  private static final String IDENTITY = "Identity";
  private static final String PRIVATE_KEY = "PrivKey";
  private static final int MAX_FILE = 1 << 20;
  private final Backend backend;

  Settings(Backend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(
        Route.of(RepoTable.CONFIG, this::config),
        Route.of(RepoTable.CONFIG_SHOW, this::show),
        Route.of(RepoTable.CONFIG_REPLACE, this::replace),
        Route.of(RepoTable.CONFIG_PROFILE_APPLY, this::apply));
  }

  private void config(Call call, Reply reply) throws IOException {
    String key = call.argument(0);
    requireNoPrivateKey(key);
    if (!call.authorized() && guarded(key)) {
      throw new CommandError(
          "the key " + key + " is only for callers with the token of the repository");
    }
    ObjectNode answer = Json.object().put("Key", key);
    if (call.optional(1).isPresent()) {
      requireToken(call, key);
      set(call, key, call.argument(1));
      answer.set("Value", Json.parse(backend.config().json(key).orElse("null")));
      backend.config().remark(key).ifPresent(text -> answer.put("Remark", text));
      reply.value(answer);
      return;
    }
    JsonNode value =
        backend
            .config()
            .json(key)
            .map(Json::parse)
            .orElseThrow(
                () -> new CommandError("failed to get config value: " + key + " is not set"));
    answer.set("Value", value);
    reply.value(answer);
  }

  /// Kubo keeps the node's private key here and shows nobody what holds it; tools that look for it
  /// hear where it is.
  private static void requireNoPrivateKey(String key) {
    String bare = key.strip();
    if (bare.equalsIgnoreCase(IDENTITY) || bare.equalsIgnoreCase(IDENTITY + "." + PRIVATE_KEY)) {
      throw new CommandError(
          "cannot show or change private key through 'config': it is in the home's keystore; "
              + IDENTITY
              + ".PeerID tells who the node is");
    }
  }

  /// The configuration's own keys are spelled exactly, but a guard must not depend on that.
  private static boolean guarded(String key) {
    String bare = key.strip();
    int dot = bare.indexOf('.');
    String first = dot < 0 ? bare : bare.substring(0, dot);
    return ConfigKeys.secret(bare) || GUARDED.stream().anyMatch(g -> g.equalsIgnoreCase(first));
  }

  private static void requireToken(Call call, String key) {
    if (!call.authorized()) {
      throw new CommandError(
          "only callers with the token of the repository may set " + key + " (--api-auth TOKEN)");
    }
  }

  private void set(Call call, String key, String value) {
    if (key.toLowerCase(Locale.ROOT).startsWith("identity")) {
      throw new CommandError("the node's identity cannot be changed here");
    }
    if (call.flag("bool")) {
      if (!value.equals("true") && !value.equals("false")) {
        throw new CommandError("with --bool, the value of " + key + " must be true or false");
      }
      backend.config().setJson(key, value);
    } else if (call.flag("json")) {
      backend.config().setJson(key, value);
    } else {
      backend.config().setText(key, value);
    }
  }

  private void show(Call call, Reply reply) throws IOException {
    if (call.authorized()) {
      reply.value(object(backend.config().json()));
    } else {
      ObjectNode open = object(ConfigKeys.withoutSecrets(backend.config().json()));
      GUARDED.forEach(open::remove);
      reply.value(open);
    }
  }

  private static ObjectNode object(String json) {
    if (Json.parse(json) instanceof ObjectNode all) {
      return all;
    }
    throw new CommandError("the configuration is not a JSON object");
  }

  /// Replaces everything but the node's identity.
  private void replace(Call call, Reply reply) throws IOException {
    Optional<Part> part = call.part();
    byte[] bytes =
        part.orElseThrow(() -> new BadRequest("file argument 'file' is required"))
            .body()
            .readNBytes(MAX_FILE + 1);
    if (bytes.length > MAX_FILE) {
      throw new BadRequest("the configuration is over " + MAX_FILE + " bytes");
    }
    if (!(Json.parse(new String(bytes, StandardCharsets.UTF_8)) instanceof ObjectNode next)) {
      throw new BadRequest("the configuration must be a JSON object");
    }
    if (next.path(IDENTITY).has(PRIVATE_KEY)) {
      throw new CommandError(
          "setting private key with 'config replace' is not supported: it is in the home's"
              + " keystore; take "
              + IDENTITY
              + "."
              + PRIVATE_KEY
              + " out of the file");
    }
    ObjectNode now = object(backend.config().json());
    keep(next, now, IDENTITY);
    backend.config().replace(next.toString());
  }

  private void apply(Call call, Reply reply) throws IOException {
    ConfigProfile profile;
    try {
      profile = ConfigProfile.named(call.argument(0));
    } catch (InvalidConfig e) {
      throw new CommandError(String.valueOf(e.getMessage()));
    }
    Config.Change change = backend.config().apply(profile, call.flag("dry-run"));
    ObjectNode answer = Json.object();
    answer.set("OldCfg", object(ConfigKeys.withoutSecrets(change.before())));
    answer.set("NewCfg", object(ConfigKeys.withoutSecrets(change.after())));
    reply.value(answer);
  }

  private static void keep(ObjectNode next, ObjectNode now, String key) {
    JsonNode value = now.get(key);
    if (value == null) {
      next.remove(key);
    } else {
      next.set(key, value);
    }
  }
}
