package network.cairn.store.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.base.files.DurableFiles;
import network.cairn.base.files.FileTooLong;
import network.cairn.base.units.ByteSize;
import network.cairn.base.units.Durations;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The configuration of one home. Every change is checked and durable before it counts.
///
/// Thread-safe.
public final class Config {
  private static final int MAX_FILE = 1 << 20;
  private static final String CURE =
      "; it is damaged or was changed wrongly: correct it, or restore it from a backup";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Path file;
  private ObjectNode root;

  private Config(Path file, ObjectNode root) {
    this.file = file;
    this.root = root;
  }

  /// Whether the home has a configuration.
  public static boolean exists(Path home) {
    return Files.exists(home.resolve("config"));
  }

  /// Writes a configuration of defaults into a home that has none.
  public static Config create(Path home) {
    Config config = new Config(home.resolve("config"), JSON.createObjectNode());
    for (Key key : Key.values()) {
      config.place(config.root, key.path, JSON.readTree(key.fallback));
    }
    config.write(config.root);
    return config;
  }

  /// Reads a home's configuration.
  ///
  /// @throws InvalidConfig if it is missing, not JSON, or holds a value of the wrong kind
  public static Config load(Path home) {
    Path file = home.resolve("config");
    try {
      String text = DurableFiles.readText(file, MAX_FILE);
      Config config = new Config(file, parseFile(text, file));
      config.checkFile();
      return config;
    } catch (java.nio.file.NoSuchFileException e) {
      throw new InvalidConfig(
          "no cairn repository found in " + home + "; please run: 'cairn init'");
    } catch (FileTooLong e) {
      throw new InvalidConfig(file + " is over " + MAX_FILE + " bytes" + CURE);
    } catch (CharacterCodingException e) {
      throw new InvalidConfig(file + " is not UTF-8 text" + CURE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static ObjectNode parseFile(String text, Path file) {
    try {
      return parse(text, file.toString());
    } catch (InvalidConfig e) {
      throw new InvalidConfig(e.getMessage() + CURE);
    }
  }

  /// Where the parser began, which it does not tell, is left out.
  private static String told(JacksonException e) {
    String message = String.valueOf(e.getOriginalMessage());
    int start = message.indexOf(" (start marker at");
    return start < 0 ? message : message.substring(0, start);
  }

  private static ObjectNode parse(String text, String where) {
    try {
      if (JSON.readTree(text) instanceof ObjectNode object) {
        return object;
      }
      throw new InvalidConfig(where + " is not a JSON object");
    } catch (JacksonException e) {
      throw new InvalidConfig(where + " is not JSON: " + told(e));
    }
  }

  /// A value by its dotted key, as JSON text; empty where there is none.
  public synchronized Optional<String> json(String key) {
    return find(key).map(JSON::writeValueAsString);
  }

  /// The whole configuration as JSON text.
  public synchronized String json() {
    return JSON.writeValueAsString(root);
  }

  /// Sets a value given as JSON text; durable when this returns.
  ///
  /// @throws InvalidConfig if the value is not JSON or not of the key's kind
  public synchronized void setJson(String key, String json) {
    try {
      set(key, JSON.readTree(json));
    } catch (JacksonException e) {
      throw new InvalidConfig("the value for " + key + " is not JSON: " + e.getOriginalMessage());
    }
  }

  /// Sets a text; durable when this returns.
  public synchronized void setText(String key, String text) {
    set(key, JSON.getNodeFactory().stringNode(text));
  }

  /// Replaces the whole configuration; durable when this returns.
  public synchronized void replace(String json) {
    ObjectNode next = parse(json, "the new configuration");
    check(next);
    write(next);
    root = next;
  }

  private void set(String key, JsonNode value) {
    if (key.isEmpty() || key.startsWith(".") || key.endsWith(".") || key.contains("..")) {
      throw new InvalidConfig("\"" + key + "\" is not a configuration key");
    }
    ObjectNode next = root.deepCopy();
    Optional<Key> known = Key.of(key);
    place(next, key, known.isPresent() ? known.get().check(value) : value);
    check(next);
    write(next);
    root = next;
  }

  private void checkFile() {
    try {
      check(root);
    } catch (InvalidConfig e) {
      throw new InvalidConfig(file + ": " + e.getMessage() + CURE);
    }
  }

  private void check(ObjectNode tree) {
    for (Key key : Key.values()) {
      requireBranch(tree, key.path);
      find(tree, key.path).ifPresent(key::check);
    }
  }

  /// Above a key there are objects or nothing; below a value it would silently be its default.
  private static void requireBranch(ObjectNode tree, String key) {
    for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
      String branch = key.substring(0, dot);
      if (find(tree, branch).filter(node -> !node.isObject()).isPresent()) {
        throw new InvalidConfig(branch + " holds a value, not further keys as " + key);
      }
    }
  }

  private void place(ObjectNode tree, String key, JsonNode value) {
    String[] words = key.split("\\.");
    ObjectNode at = tree;
    for (int i = 0; i < words.length - 1; i++) {
      JsonNode next = at.get(words[i]);
      if (next == null || next.isNull()) {
        at = at.putObject(words[i]);
      } else if (next instanceof ObjectNode object) {
        at = object;
      } else {
        throw new InvalidConfig(words[i] + " in " + key + " holds a value, not further keys");
      }
    }
    at.set(words[words.length - 1], value);
  }

  private Optional<JsonNode> find(String key) {
    return find(root, key);
  }

  private static Optional<JsonNode> find(JsonNode tree, String key) {
    JsonNode at = tree;
    for (String word : key.split("\\.")) {
      at = at.path(word);
    }
    return at.isMissingNode() || at.isNull() ? Optional.empty() : Optional.of(at);
  }

  private void write(ObjectNode tree) {
    byte[] bytes = (JSON.writeValueAsString(tree) + "\n").getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_FILE) {
      throw new InvalidConfig("the configuration would grow over " + MAX_FILE + " bytes");
    }
    try {
      DurableFiles.replaceSecret(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private synchronized JsonNode value(Key key) {
    return find(key.path).orElseGet(() -> JSON.readTree(key.fallback));
  }

  private String text(Key key) {
    return value(key).asString();
  }

  private Optional<String> given(Key key) {
    String text = text(key);
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  private List<String> list(Key key) {
    List<String> texts = new ArrayList<>();
    value(key).forEach(v -> texts.add(v.asString()));
    return texts;
  }

  /// Multiaddrs that the node listens on.
  public List<String> swarmAddresses() {
    return list(Key.SWARM_ADDRESSES);
  }

  /// The multiaddr of the daemon's HTTP door.
  public String apiAddress() {
    return text(Key.API_ADDRESS);
  }

  /// Names that the daemon's door may be called by, besides `localhost` and addresses.
  public List<String> apiHosts() {
    return list(Key.API_HOSTS);
  }

  /// Bytes that the store may take; never exceeded.
  public long storageMax() {
    return ByteSize.parse(text(Key.STORAGE_MAX));
  }

  /// Free bytes of the disk below which nothing is accepted.
  public long diskReserve() {
    return ByteSize.parse(text(Key.DISK_RESERVE));
  }

  public String importProfile() {
    return text(Key.IMPORT_PROFILE);
  }

  public int connectionLowWater() {
    return value(Key.CONN_LOW).asInt();
  }

  public int connectionHighWater() {
    return value(Key.CONN_HIGH).asInt();
  }

  public Duration connectionGrace() {
    return Durations.parse(text(Key.CONN_GRACE));
  }

  /// Multiaddrs of peers to connect to at start.
  public List<String> bootstrap() {
    return list(Key.BOOTSTRAP);
  }

  /// How much a daemon writes to its log, as `warn,provider=debug`, if set.
  public Optional<String> logLevel() {
    return given(Key.LOG_LEVEL);
  }

  /// The pinned network file, if this home belongs to a network.
  public Optional<Path> networkFile() {
    return given(Key.NETWORK_FILE).map(Path::of);
  }

  /// Where the ledger answers, if not at the network file's address.
  public Optional<String> ledgerUrl() {
    return given(Key.LEDGER_URL);
  }

  /// Bytes of pieces that the provider takes at most.
  public long providerCapacity() {
    return ByteSize.parse(text(Key.PROVIDER_CAPACITY));
  }

  /// The provider's price in CAIRN per GiB and day, if set.
  public Optional<String> providerPrice() {
    return given(Key.PROVIDER_PRICE);
  }

  public long providerMinSize() {
    return ByteSize.parse(text(Key.PROVIDER_MIN_SIZE));
  }

  public long providerMaxSize() {
    return ByteSize.parse(text(Key.PROVIDER_MAX_SIZE));
  }

  /// The longest term that the provider offers, in periods.
  public int providerMaxTerm() {
    return value(Key.PROVIDER_MAX_TERM).asInt();
  }

  /// The address that the provider is paid to, if not its own.
  public Optional<String> providerPayout() {
    return given(Key.PROVIDER_PAYOUT);
  }
}
