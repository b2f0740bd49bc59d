package network.cairn.http.gateway.redirects;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import network.cairn.http.gateway.ask.GatewayRefused;

/// The rules of a site, the first that fits counts. Immutable.
public final class RedirectsFile {
  public static final String NAME = "_redirects";

  private static final int MAX_SIZE = 64 << 10;
  private static final Set<Integer> STATUSES = Set.of(200, 301, 302, 303, 307, 308, 404, 410, 451);
  private static final Set<String> SCHEMES = Set.of("http", "https", "ipfs", "ipns");

  private final List<RedirectRule> rules;

  private RedirectsFile(List<RedirectRule> rules) {
    this.rules = List.copyOf(rules);
  }

  /// Reads a file to its end, at most 64 KiB.
  ///
  /// @throws GatewayRefused if it is none, or too long
  public static RedirectsFile read(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MAX_SIZE + 1);
    if (bytes.length > MAX_SIZE) {
      throw wrong("redirects file size cannot exceed " + MAX_SIZE + " bytes");
    }
    List<RedirectRule> rules = new ArrayList<>();
    int number = 0;
    for (String line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
      number++;
      String text = line.strip();
      if (!text.isEmpty() && !text.startsWith("#")) {
        rules.add(rule(fields(text), number));
      }
    }
    return new RedirectsFile(rules);
  }

  /// What the first rule that fits makes of a path.
  ///
  /// @param path decoded, from its first slash on, without one at its end
  public Optional<RedirectRule.Target> match(String path) {
    List<String> names = RedirectRule.names(path);
    return rules.stream().flatMap(rule -> rule.match(names).stream()).findFirst();
  }

  private static List<String> fields(String text) {
    List<String> fields = new ArrayList<>();
    for (String field : text.replace('\t', ' ').split(" ")) {
      if (!field.isEmpty()) {
        fields.add(field);
      }
    }
    return fields;
  }

  private static RedirectRule rule(List<String> fields, int line) {
    if (fields.size() < 2 || fields.size() > 3) {
      throw wrong("line " + line + " must be 'from to [status]'");
    }
    int status = fields.size() == 3 ? status(fields.get(2), line) : 301;
    try {
      return RedirectRule.of(from(fields.get(0), line), to(fields.get(1), line), status);
    } catch (IllegalArgumentException e) {
      throw wrong("line " + line + ": " + e.getMessage());
    }
  }

  private static String from(String from, int line) {
    int splat = from.indexOf('*');
    if (!from.startsWith("/")) {
      throw wrong("line " + line + ": 'from' must begin with '/'");
    }
    if (splat >= 0 && splat != from.length() - 1) {
      throw wrong("line " + line + ": 'from' has one asterisk at most, at its end");
    }
    return from;
  }

  private static String to(String to, int line) {
    try {
      boolean url = to.startsWith("/") || SCHEMES.contains(String.valueOf(new URI(to).getScheme()));
      if (url) {
        return to;
      }
    } catch (URISyntaxException e) {
      throw wrong("line " + line + ": 'to' is no URL");
    }
    throw wrong("line " + line + ": 'to' must begin with '/', http:, https:, ipfs: or ipns:");
  }

  private static int status(String text, int line) {
    if (text.endsWith("!")) {
      throw wrong("line " + line + ": forced redirects (or \"shadowing\") are not supported");
    }
    Optional<Integer> status =
        STATUSES.stream().filter(s -> text.equals(Integer.toString(s))).findFirst();
    return status.orElseThrow(() -> wrong("line " + line + ": status is not supported"));
  }

  private static GatewayRefused wrong(String why) {
    return new GatewayRefused(500, "could not parse " + NAME + ": " + why);
  }
}
