package network.cairn.store.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The table of configuration keys: what this program does with each, its own and Kubo's.
///
/// It holds the rule that no key is ignored which closes something: a key is read, or has nothing
/// to close here, or is refused, or is unknown and said to be.
public final class ConfigKeys {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String BELOW = ".*";

  private static final List<ConfigKey> ROWS =
      Stream.concat(Arrays.stream(Key.values()).map(ConfigKeys::honoured), KuboKeys.ROWS.stream())
          .sorted(Comparator.comparing(ConfigKey::path))
          .toList();

  private ConfigKeys() {}

  private static ConfigKey honoured(Key key) {
    return new ConfigKey(
        key.path,
        key.kind.wanted,
        key.fallback.equals("null") ? "" : key.fallback,
        new Standing.Honoured(key.by),
        key == Key.API_GRANTS);
  }

  /// All rows, by path.
  public static List<ConfigKey> rows() {
    return ROWS;
  }

  /// The row that speaks most closely of a key.
  public static Optional<ConfigKey> of(String path) {
    return ROWS.stream()
        .filter(row -> covers(row.path(), path))
        .max(Comparator.comparingInt(row -> row.path().length()));
  }

  private static boolean covers(String row, String path) {
    if (!row.endsWith(BELOW)) {
      return row.equals(path);
    }
    String above = row.substring(0, row.length() - BELOW.length());
    return path.equals(above) || path.startsWith(above + ".");
  }

  /// Whether there are rows for keys below this one.
  private static boolean isAbove(String path) {
    return ROWS.stream().anyMatch(row -> row.path().startsWith(path + "."));
  }

  /// What a user who sets a key should hear: that it has no effect, or that nobody knows it.
  public static Optional<String> remark(String path) {
    Optional<ConfigKey> row = of(path);
    if (row.isEmpty()) {
      boolean within = isAbove(path) || belowValue(path);
      return within
          ? Optional.empty()
          : Optional.of(path + " is no key that this program or Kubo knows; it is kept as it is");
    }
    return switch (row.get().standing()) {
      case Standing.Idle(String why) -> Optional.of(path + " is kept, but has no effect: " + why);
      case Standing.Honoured _, Standing.Refused _ -> Optional.empty();
    };
  }

  /// Whether the key lies inside the value of one that is read.
  private static boolean belowValue(String path) {
    return ROWS.stream()
        .anyMatch(row ->
            row.standing() instanceof Standing.Honoured && path.startsWith(row.path() + "."));
  }

  /// The keys of a configuration that no row speaks of, each as high as it begins.
  static List<String> unknown(ObjectNode tree) {
    List<String> found = new ArrayList<>();
    unknown("", tree, found);
    return found;
  }

  /// As deep as the rows go, which is a few levels.
  private static void unknown(String prefix, ObjectNode tree, List<String> found) {
    tree.properties()
        .forEach(entry -> {
          String path = prefix + entry.getKey();
          if (of(path).filter(row -> !isAbove(path)).isPresent()) {
            return;
          }
          if (isAbove(path) && entry.getValue() instanceof ObjectNode below) {
            unknown(path + ".", below, found);
          } else if (of(path).isEmpty() && !isAbove(path)) {
            found.add(path);
          }
        });
  }

  /// @param before what was there already, which a change need not mend
  /// @throws InvalidConfig if the configuration asks for what this program cannot do
  static void requireMet(ObjectNode tree, ObjectNode before) {
    for (ConfigKey row : ROWS) {
      if (!at(tree, row.path()).equals(at(before, row.path()))) {
        requireMet(row, tree);
      }
    }
  }

  /// What nobody is to see has no place here, whoever wrote it.
  ///
  /// @throws InvalidConfig if the configuration holds a secret that this program does not take
  static void requireNoSecret(ObjectNode tree) {
    ROWS.stream().filter(ConfigKey::secret).forEach(row -> requireMet(row, tree));
  }

  private static void requireMet(ConfigKey row, ObjectNode tree) {
    JsonNode value = at(tree, row.path());
    if (row.standing() instanceof Standing.Refused refused
        && !value.isMissingNode()
        && !value.isNull()
        && !taken(refused, value)) {
      throw InvalidConfig.at(
          row.path(),
          row.path()
              + " cannot be "
              + (row.secret() ? "set" : JSON.writeValueAsString(value))
              + ": "
              + refused.why()
              + "; remove it or set it to null");
    }
  }

  private static boolean taken(Standing.Refused refused, JsonNode value) {
    boolean listed = refused.values().stream().anyMatch(text -> JSON.readTree(text).equals(value));
    return listed != refused.others();
  }

  private static JsonNode at(JsonNode tree, String path) {
    JsonNode at = tree;
    for (String word : path.split("\\.", -1)) {
      at = at.path(word);
    }
    return at;
  }

  /// Takes out of a configuration what only callers with the home's token see.
  ///
  /// @param json the whole configuration
  public static String withoutSecrets(String json) {
    if (!(JSON.readTree(json) instanceof ObjectNode tree)) {
      throw new InvalidConfig("the configuration is not a JSON object");
    }
    ROWS.stream().filter(ConfigKey::secret).forEach(row -> remove(tree, row.path()));
    return JSON.writeValueAsString(tree);
  }

  private static void remove(ObjectNode tree, String row) {
    String path = row.endsWith(BELOW) ? row.substring(0, row.length() - BELOW.length()) : row;
    int dot = path.lastIndexOf('.');
    if (at(tree, path.substring(0, Math.max(dot, 0))) instanceof ObjectNode above) {
      above.remove(path.substring(dot + 1));
    }
  }

  /// Whether a key, however it is spelled, shows or holds a secret.
  public static boolean secret(String key) {
    return ROWS.stream()
        .filter(ConfigKey::secret)
        .map(row -> row.path().replace(BELOW, ""))
        .anyMatch(path -> within(key, path) || within(path, key));
  }

  private static boolean within(String path, String above) {
    return path.equalsIgnoreCase(above)
        || path.regionMatches(true, 0, above + ".", 0, above.length() + 1);
  }
}
