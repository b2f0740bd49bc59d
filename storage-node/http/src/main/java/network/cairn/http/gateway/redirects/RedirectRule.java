package network.cairn.http.gateway.redirects;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import network.cairn.http.gateway.ask.GatewayRefused;
import network.cairn.http.gateway.ask.UrlPath;

/// One line of a `_redirects` file.
///
/// @param from the names of a path, of which one that begins with `:` stands for any
/// @param splat whether one name or more follow
/// @param to a path or URL with the same placeholders, and `:splat` for all that follows
/// @param status 200 for another file, 3xx for another URL, 4xx for the page of a failure
public record RedirectRule(List<String> from, boolean splat, String to, int status) {
  private static final String SPLAT = "splat";
  private static final int MAX_PLACEHOLDERS = 64;

  public RedirectRule {
    from = List.copyOf(from);
  }

  /// @param from a path with placeholders as `:name`, and `*` at its end for all that follows
  /// @throws IllegalArgumentException if it has a placeholder twice, or more than 64
  static RedirectRule of(String from, String to, int status) {
    boolean splat = from.endsWith("*");
    String path = splat ? from.substring(0, from.length() - 1) : from;
    List<String> names = names(path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
    Set<String> placeholders = new HashSet<>(splat ? Set.of(":" + SPLAT) : Set.of());
    for (String name : names) {
      if (isPlaceholder(name) && !placeholders.add(name)) {
        throw new IllegalArgumentException("'from' has a placeholder twice");
      }
    }
    if (placeholders.size() > MAX_PLACEHOLDERS) {
      throw new IllegalArgumentException(
          "'from' has more than " + MAX_PLACEHOLDERS + " placeholders");
    }
    return new RedirectRule(names, splat, to, status);
  }

  /// The names of a path, of which the one before its first slash is empty.
  static List<String> names(String path) {
    return List.of(path.split("/", -1));
  }

  private static boolean isPlaceholder(String name) {
    return name.length() > 1 && name.startsWith(":");
  }

  /// What the rule makes of a path; empty if it is none of its.
  ///
  /// @param path its names, decoded
  Optional<Target> match(List<String> path) {
    return fits(path) ? Optional.of(new Target(status, to, values(path))) : Optional.empty();
  }

  private boolean fits(List<String> path) {
    if (splat ? path.size() <= from.size() : path.size() != from.size()) {
      return false;
    }
    for (int i = 0; i < from.size(); i++) {
      if (!isPlaceholder(from.get(i)) && !from.get(i).equals(path.get(i))) {
        return false;
      }
    }
    return true;
  }

  private Map<String, String> values(List<String> path) {
    Map<String, String> values = new HashMap<>();
    values.put(SPLAT, splat ? String.join("/", path.subList(from.size(), path.size())) : "");
    for (int i = 0; i < from.size(); i++) {
      if (isPlaceholder(from.get(i))) {
        values.put(from.get(i).substring(1), path.get(i));
      }
    }
    return values;
  }

  /// Where a rule leads.
  ///
  /// @param values what the placeholders stand for, decoded
  public record Target(int status, String to, Map<String, String> values) {
    public Target {
      values = Map.copyOf(values);
    }

    /// As a URL, safe in a header.
    ///
    /// @throws GatewayRefused if it is longer than a path may be
    public String url() {
      return UrlPath.header(filled());
    }

    /// As a path below the root, decoded.
    ///
    /// @throws GatewayRefused if it is longer than a path may be
    public String path() {
      String filled = filled();
      int end = filled.indexOf('?');
      return UrlPath.decode(end < 0 ? filled : filled.substring(0, end));
    }

    /// Longer names first, as `:a` begins `:ab`, too; what was filled in is not looked at again.
    /// Placeholders may stand in it as often as the file has room for, so that it is measured while
    /// it grows.
    private String filled() {
      StringBuilder filled = new StringBuilder();
      int at = 0;
      while (at < to.length()) {
        Optional<String> name = to.charAt(at) == ':' ? name(at + 1) : Optional.empty();
        if (name.isPresent()) {
          filled.append(UrlPath.encode(values.getOrDefault(name.get(), "")));
          at += 1 + name.get().length();
        } else {
          filled.append(to.charAt(at++));
        }
        if (filled.length() > UrlPath.MAX_LENGTH) {
          throw new GatewayRefused(
              500,
              "a rule of _redirects makes a target of more than "
                  + UrlPath.MAX_LENGTH
                  + " characters of this path");
        }
      }
      return filled.toString();
    }

    private Optional<String> name(int at) {
      return values.keySet().stream()
          .filter(n -> to.startsWith(n, at))
          .max(Comparator.comparingInt(String::length));
    }
  }
}
