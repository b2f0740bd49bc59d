package network.cairn.http.gateway.redirects;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import network.cairn.http.gateway.ask.UrlPath;

/// One line of a `_redirects` file.
///
/// @param from a path with placeholders as `:name`, and `*` at its end for all that follows
/// @param to a path or URL with the same placeholders, and `:splat` for all that follows
/// @param status 200 for another file, 3xx for another URL, 4xx for the page of a failure
public record RedirectRule(String from, String to, int status) {
  private static final String SPLAT = "splat";

  /// What the rule makes of a path; empty if it is none of its.
  ///
  /// @param path decoded, from its first slash on, without one at its end
  public Optional<Target> match(String path) {
    return values(path).map(values -> new Target(status, to, values));
  }

  /// Where a rule leads.
  ///
  /// @param values what the placeholders stand for, decoded
  public record Target(int status, String to, Map<String, String> values) {
    public Target {
      values = Map.copyOf(values);
    }

    /// As a URL, safe in a header.
    public String url() {
      return UrlPath.header(filled());
    }

    /// As a path below the root, decoded.
    public String path() {
      String filled = filled();
      int end = filled.indexOf('?');
      return UrlPath.decode(end < 0 ? filled : filled.substring(0, end));
    }

    /// Longer names first, as `:a` begins `:ab`, too; what was filled in is not looked at again.
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
      }
      return filled.toString();
    }

    private Optional<String> name(int at) {
      return values.keySet().stream()
          .filter(n -> to.startsWith(n, at))
          .max(Comparator.comparingInt(String::length));
    }
  }

  private Optional<Map<String, String>> values(String path) {
    boolean splat = from.endsWith("*");
    String pattern = splat ? from.substring(0, from.length() - 1) : from;
    String[] wanted = trimmed(pattern).split("/", -1);
    String[] given = path.split("/", splat ? wanted.length + 1 : -1);
    boolean fits = splat ? given.length > wanted.length : given.length == wanted.length;
    if (!fits) {
      return Optional.empty();
    }
    Map<String, String> values = new HashMap<>();
    values.put(SPLAT, splat ? given[wanted.length] : "");
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i].startsWith(":") && wanted[i].length() > 1) {
        values.put(wanted[i].substring(1), given[i]);
      } else if (!wanted[i].equals(given[i])) {
        return Optional.empty();
      }
    }
    return Optional.of(values);
  }

  private static String trimmed(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
