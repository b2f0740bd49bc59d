package network.cairn.http.door;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// The names a door may be called by. A web page can make a name of its own stand for this machine
/// and then call every door on it as its own site; it can do so with no address and with no name of
/// others. Immutable.
final class Hosts {
  private static final int LONGEST = 255;
  private final Set<String> names;

  /// @param more names besides `localhost`, without ports
  Hosts(Collection<String> more) {
    this.names = more.stream().map(n -> n.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }

  /// Whether the header `Host` is an IP address or one of the names, with or without a port.
  boolean allows(String header) {
    if (header.length() > LONGEST) {
      return false;
    }
    if (header.startsWith("[")) {
      int end = header.indexOf(']');
      return end > 0
          && digits(header.substring(1, end), ":.%", true)
          && port(header.substring(end + 1));
    }
    int colon = header.indexOf(':');
    String host = colon < 0 ? header : header.substring(0, colon);
    return port(colon < 0 ? "" : header.substring(colon))
        && (isIpv4(host) || named(host.toLowerCase(Locale.ROOT)));
  }

  private boolean named(String host) {
    return host.equals("localhost") || names.contains(host);
  }

  private static boolean port(String rest) {
    return rest.isEmpty()
        || (rest.startsWith(":") && rest.length() <= 6 && digits(rest.substring(1), "", false));
  }

  private static boolean isIpv4(String host) {
    return !host.isEmpty()
        && digits(host, ".", false)
        && host.chars().filter(c -> c == '.').count() == 3;
  }

  private static boolean digits(String text, String others, boolean hex) {
    return text.chars()
        .allMatch(c ->
            (c >= '0' && c <= '9')
                || (hex && Character.digit(c, 16) >= 0 && c < 128)
                || others.indexOf(c) >= 0);
  }
}
