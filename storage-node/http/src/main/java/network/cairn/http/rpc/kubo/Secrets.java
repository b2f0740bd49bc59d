package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import network.cairn.store.keys.Token;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// What must not stand in a text that leaves the machine: the home's token, the secrets of the
/// configuration, and whatever stands where a credential does. Immutable.
final class Secrets {
  private static final String MASK = "[secret]";

  /// Shorter ones would be found in every other word.
  private static final int SHORTEST = 4;

  /// What a credential stands behind, in lower case.
  private static final List<String> BEFORE =
      List.of("bearer ", "bearer:", "basic ", "basic:", "token=", "password=", "secret=");

  /// Names of settings that nobody should have given a secret to, and may have.
  private static final List<String> NAMES = List.of("privkey", "password", "secret", "token");

  private final List<String> known;

  private Secrets(Set<String> known) {
    this.known =
        known.stream()
            .filter(secret -> secret.length() >= SHORTEST)
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  /// Those of a home.
  ///
  /// @param config all of the configuration
  /// @param open what of it everybody may see
  static Secrets of(Path home, JsonNode config, JsonNode open) throws IOException {
    Set<String> known = new LinkedHashSet<>(texts(config, false));
    known.removeAll(texts(open, false));
    Set<String> parts = new LinkedHashSet<>(known);
    for (String text : known) {
      for (int colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', colon + 1)) {
        parts.add(text.substring(colon + 1));
      }
    }
    parts.addAll(texts(open, true));
    Token.read(home).ifPresent(parts::add);
    for (String text : List.copyOf(parts)) {
      String inJson = JsonNodeFactory.instance.stringNode(text).toString();
      parts.add(inJson.substring(1, inJson.length() - 1));
    }
    return new Secrets(parts);
  }

  /// The texts of a tree.
  ///
  /// @param suspicious only those whose name says that they are secret
  private static Set<String> texts(JsonNode tree, boolean suspicious) {
    record Named(JsonNode node, boolean wanted) {}
    Set<String> texts = new LinkedHashSet<>();
    Deque<Named> todo = new ArrayDeque<>(List.of(new Named(tree, !suspicious)));
    while (!todo.isEmpty()) {
      Named next = todo.pop();
      if (next.node().isString() && next.wanted()) {
        texts.add(next.node().asString());
      }
      for (JsonNode item : next.node().isArray() ? next.node() : List.<JsonNode>of()) {
        todo.push(new Named(item, next.wanted()));
      }
      if (next.node().isObject()) {
        next.node()
            .propertyStream()
            .forEach(part ->
                todo.push(new Named(part.getValue(), next.wanted() || tells(part.getKey()))));
      }
    }
    return texts;
  }

  private static boolean tells(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return NAMES.stream().anyMatch(lower::contains);
  }

  /// The text with a mark in place of each secret.
  String without(String text) {
    String open = text;
    for (String secret : known) {
      open = open.replace(secret, MASK);
    }
    for (String before : BEFORE) {
      open = behind(open, before);
    }
    return urls(open);
  }

  /// Without the word behind each of these.
  private static String behind(String text, String before) {
    String lower = text.toLowerCase(Locale.ROOT);
    List<Integer> starts = new ArrayList<>();
    for (int at = lower.indexOf(before); at >= 0; at = lower.indexOf(before, at + 1)) {
      int start = at + before.length();
      while (start < text.length() && text.charAt(start) == ' ') {
        start++;
      }
      starts.add(start);
    }
    StringBuilder open = new StringBuilder();
    int from = 0;
    for (int start : starts) {
      if (start >= from && !text.startsWith(MASK, start)) {
        open.append(text, from, start).append(MASK);
        from = end(text, start);
      }
    }
    return open.append(text, from, text.length()).toString();
  }

  private static int end(String text, int start) {
    int end = start;
    while (end < text.length() && " \t\n\r\"'<>,;&".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  /// Without names and passwords before a URL's host.
  private static String urls(String text) {
    StringBuilder open = new StringBuilder();
    int from = 0;
    for (int at = text.indexOf("://"); at >= 0; at = text.indexOf("://", at + 1)) {
      int start = at + "://".length();
      int host = start;
      while (host < text.length() && "/?# \t\n\r\"'<>".indexOf(text.charAt(host)) < 0) {
        host++;
      }
      int user = text.lastIndexOf('@', host - 1);
      if (start >= from && user >= start) {
        open.append(text, from, start).append(MASK);
        from = user;
      }
    }
    return open.append(text, from, text.length()).toString();
  }
}
