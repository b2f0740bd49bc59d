package network.cairn.store.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import network.cairn.base.files.DurableFiles;
import network.cairn.base.files.FileTooLong;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The configuration of one home: the file `config`, and what counts below it where Kubo's tools
/// may write that. Every change is checked and durable before it counts.
///
/// Thread-safe.
public final class Config extends ConfigValues {
  private static final int MAX_FILE = 1 << 20;
  private static final String CURE =
      "; it is damaged or was changed wrongly: correct it, or restore it from a backup";

  /// Holds what counts where `config` has no value. Kubo's own tools may write the `config` of a
  /// home with Kubo's defaults, and drop every key that Kubo does not know: the home would import
  /// in another way from then on.
  private static final String BELOW = "config.below";

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Path file;
  private final Path lower;
  private ObjectNode root;
  private ObjectNode below;

  private Config(Path home, ObjectNode root, ObjectNode below) {
    this.file = home.resolve("config");
    this.lower = home.resolve(BELOW);
    this.root = root;
    this.below = below;
  }

  /// Whether the home has a configuration.
  ///
  /// @throws InvalidConfig if this user may not look: the home of another is not taken for none
  public static boolean exists(Path home) {
    try {
      Files.readAttributes(home.resolve("config"), BasicFileAttributes.class);
      return true;
    } catch (AccessDeniedException e) {
      throw new InvalidConfig(
          home + " cannot be looked into: permission denied; run this as the home's owner");
    } catch (IOException e) {
      return false;
    }
  }

  /// Writes a configuration of defaults into a home that has none.
  public static Config create(Path home) {
    Config config = new Config(home, JSON.createObjectNode(), JSON.createObjectNode());
    for (Key key : Key.values()) {
      JsonNode value = JSON.readTree(key.fallback);
      if (!value.isNull()) {
        config.place(config.root, key.path, value);
      }
    }
    write(config.file, config.root);
    return config;
  }

  /// Reads a home's configuration.
  ///
  /// @throws InvalidConfig if it is missing, not JSON, or holds a value of the wrong kind
  public static Config load(Path home) {
    Path file = home.resolve("config");
    if (Files.exists(home.resolve("datastore_spec"))) {
      throw new InvalidConfig(
          home
              + " is a repository of Kubo, which keeps blocks in another way; use a folder of your"
              + " own (CAIRN_PATH, or IPFS_PATH for a link called ipfs) and bring content there"
              + " with 'ipfs dag export' and 'cairn dag import'");
    }
    try {
      ObjectNode root = read(file);
      Path lower = home.resolve(BELOW);
      boolean plain = Files.notExists(lower);
      Config config = new Config(home, root, plain ? JSON.createObjectNode() : read(lower));
      checkFile(config.below, lower);
      checkFile(config.root, file);
      return config;
    } catch (NoSuchFileException e) {
      throw new InvalidConfig(
          "no cairn repository found in " + home + "; please run: 'cairn init'");
    }
  }

  private static ObjectNode read(Path file) throws NoSuchFileException {
    try {
      return parseFile(DurableFiles.readText(file, MAX_FILE), file);
    } catch (NoSuchFileException e) {
      throw e;
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

  /// A value by its dotted key, as JSON text, `null` where that is written; empty where there is
  /// none.
  public synchronized Optional<String> json(String key) {
    JsonNode value = at(root, key);
    return value.isMissingNode() ? Optional.empty() : Optional.of(JSON.writeValueAsString(value));
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
      throw new InvalidConfig("the value for " + key + " is not JSON: " + told(e));
    }
  }

  /// For whoever goes on the network: there the configuration must not ask for what this program
  /// cannot do. What stays on this machine runs with it.
  ///
  /// @throws InvalidConfig if it does; the message tells where
  public synchronized void requireMet() {
    try {
      ConfigKeys.requireMet(root, JSON.createObjectNode());
    } catch (InvalidConfig e) {
      throw inFile(e, file);
    }
  }

  /// The keys that neither this program nor Kubo knows, each as high as it begins.
  public synchronized List<String> unknown() {
    return ConfigKeys.unknown(root);
  }

  /// What of the values is taken otherwise than they say, each as a sentence.
  public synchronized List<String> remarks() {
    return Arrays.stream(Key.values())
        .flatMap(key -> KuboValues.remark(key, value(key)).stream())
        .toList();
  }

  /// What a user who has set a key should hear of it: that it has no effect, that nobody knows it,
  /// or that its value counts as another.
  public synchronized Optional<String> remark(String path) {
    return ConfigKeys.remark(path)
        .or(() -> Key.of(path).flatMap(key -> KuboValues.remark(key, value(key))));
  }

  /// Sets a text; durable when this returns.
  public synchronized void setText(String key, String text) {
    set(key, JSON.getNodeFactory().stringNode(text));
  }

  /// Replaces the whole configuration; durable when this returns.
  public synchronized void replace(String json) {
    ObjectNode next = parse(json, "the new configuration");
    check(next);
    ConfigKeys.requireMet(next, root);
    write(file, next);
    root = next;
  }

  /// A configuration before and after a change, as JSON.
  public record Change(String before, String after) {}

  /// Makes the changes of a profile; durable when this returns.
  ///
  /// @param dry whether the change is only told
  public synchronized Change apply(ConfigProfile profile, boolean dry) {
    ObjectNode next = root.deepCopy();
    ObjectNode under = below.deepCopy();
    profile.change(new Edit(next));
    profile.begin(new Edit(under));
    check(next);
    ConfigKeys.requireMet(next, root);
    Change change = new Change(json(), JSON.writeValueAsString(next));
    if (!dry) {
      if (!under.equals(below)) {
        write(lower, under);
        below = under;
      }
      write(file, next);
      root = next;
    }
    return change;
  }

  /// Changes a draft of a configuration.
  final class Edit {
    private final ObjectNode draft;

    private Edit(ObjectNode draft) {
      this.draft = draft;
    }

    void set(String key, String json) {
      place(draft, key, JSON.readTree(json));
    }

    /// Adds what a list has not.
    void add(String key, String... texts) {
      ArrayNode list = list(key);
      for (String text : texts) {
        if (list.valueStream().noneMatch(v -> v.asString().equals(text))) {
          list.add(text);
        }
      }
      place(draft, key, list);
    }

    void remove(String key, String... texts) {
      ArrayNode left = JSON.createArrayNode();
      list(key)
          .valueStream()
          .filter(v -> !List.of(texts).contains(v.asString()))
          .forEach(left::add);
      place(draft, key, left);
    }

    private ArrayNode list(String key) {
      ArrayNode list = JSON.createArrayNode();
      find(draft, key).ifPresent(values -> values.valueStream().forEach(list::add));
      return list;
    }
  }

  private void set(String key, JsonNode value) {
    if (key.isEmpty() || key.startsWith(".") || key.endsWith(".") || key.contains("..")) {
      throw new InvalidConfig("\"" + key + "\" is not a configuration key");
    }
    ObjectNode next = root.deepCopy();
    Optional<Key> known = Key.of(key);
    place(next, key, known.isPresent() ? known.get().check(value) : value);
    check(next);
    ConfigKeys.requireMet(next, root);
    write(file, next);
    root = next;
  }

  private static void checkFile(ObjectNode tree, Path file) {
    try {
      check(tree);
    } catch (InvalidConfig e) {
      throw inFile(e, file);
    }
  }

  private static InvalidConfig inFile(InvalidConfig wrong, Path file) {
    String where = wrong.key().flatMap(key -> line(file, key)).orElse("");
    return new InvalidConfig(file + ": " + wrong.getMessage() + where + CURE);
  }

  /// Where a file has a key, ` (line 12)`; empty if it changed meanwhile.
  private static Optional<String> line(Path file, String key) {
    String pointer = "/" + key.replace('.', '/');
    try (JsonParser parser = JSON.createParser(DurableFiles.readText(file, MAX_FILE))) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.PROPERTY_NAME
            && parser.streamReadContext().pathAsPointer().toString().equals(pointer)) {
          return Optional.of(" (line " + parser.currentTokenLocation().getLineNr() + ")");
        }
      }
      return Optional.empty();
    } catch (IOException | JacksonException e) {
      return Optional.empty();
    }
  }

  private static void check(ObjectNode tree) {
    for (Key key : Key.values()) {
      requireBranch(tree, key.path);
      find(tree, key.path).ifPresent(key::check);
    }
    ConfigKeys.requireNoSecret(tree);
  }

  /// Above a key there are objects or nothing; below a value it would silently be its default.
  private static void requireBranch(ObjectNode tree, String key) {
    for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
      String branch = key.substring(0, dot);
      if (find(tree, branch).filter(node -> !node.isObject()).isPresent()) {
        throw InvalidConfig.at(branch, branch + " holds a value, not further keys as " + key);
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

  private static Optional<JsonNode> find(JsonNode tree, String key) {
    JsonNode at = at(tree, key);
    return at.isMissingNode() || at.isNull() ? Optional.empty() : Optional.of(at);
  }

  /// Empty words count: a key with a dot too many is no other spelling of what stands above it, by
  /// which who may not see a part would see it.
  private static JsonNode at(JsonNode tree, String key) {
    JsonNode at = tree;
    for (String word : key.split("\\.", -1)) {
      at = at.path(word);
    }
    return at;
  }

  private static void write(Path file, ObjectNode tree) {
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

  @Override
  synchronized JsonNode value(Key key) {
    return find(root, key.path)
        .or(() -> find(below, key.path))
        .orElseGet(() -> JSON.readTree(key.fallback));
  }

  @Override
  synchronized Optional<JsonNode> written(Key key) {
    JsonNode at = at(root, key.path);
    return at.isMissingNode() ? Optional.empty() : Optional.of(at);
  }
}
