package network.cairn.http.gateway.ask;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The query of a URL. What of it is malformed is left out, because it is often not meant for the
/// gateway but for the page behind it. Immutable.
public final class GatewayQuery {
  private static final int MAX_PAIRS = 1000;
  private final String raw;
  private final Map<String, List<String>> values;

  private GatewayQuery(String raw, Map<String, List<String>> values) {
    this.raw = raw;
    this.values = values;
  }

  /// @param raw without question mark
  /// @throws GatewayRefused if it has more than 1,000 values
  public static GatewayQuery parse(String raw) {
    Map<String, List<String>> values = new HashMap<>();
    int pairs = 0;
    for (String text : raw.split("&")) {
      if (++pairs > MAX_PAIRS) {
        throw new GatewayRefused(400, "the query has more than " + MAX_PAIRS + " values");
      }
      int equals = text.indexOf('=');
      Optional<String> name = decoded(equals < 0 ? text : text.substring(0, equals));
      Optional<String> value = decoded(equals < 0 ? "" : text.substring(equals + 1));
      if (name.isPresent() && value.isPresent() && !text.isEmpty()) {
        values.computeIfAbsent(name.get(), _ -> new ArrayList<>()).add(value.get());
      }
    }
    return new GatewayQuery(raw, values);
  }

  private static Optional<String> decoded(String text) {
    try {
      return Optional.of(URLDecoder.decode(text, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// As it came; empty if there is none.
  public String raw() {
    return raw;
  }

  /// As it came, but for values of this name.
  public String without(String name) {
    return Arrays.stream(raw.split("&"))
        .filter(text -> !parse(text).has(name))
        .collect(Collectors.joining("&"));
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  /// The first value of this name that is not empty.
  public Optional<String> first(String name) {
    return values.getOrDefault(name, List.of()).stream().filter(v -> !v.isEmpty()).findFirst();
  }

  /// Each name with its values.
  public Map<String, List<String>> all() {
    return Map.copyOf(values);
  }
}
