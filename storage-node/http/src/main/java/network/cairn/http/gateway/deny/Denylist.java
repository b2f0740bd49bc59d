package network.cairn.http.gateway.deny;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import network.cairn.http.gateway.ask.GatewayRefused;
import network.cairn.http.gateway.ask.UrlPath;
import network.cairn.http.gateway.name.NameResolver;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.cid.InvalidCid;
import network.cairn.ipld.multibase.Multibase;
import network.cairn.ipld.multihash.Multihash;

/// The rules of one list, in order. Built by one thread, then read by all.
final class Denylist {
  /// Bytes of a file at most.
  static final long MAX_FILE = 64 << 20;

  private static final int MAX_HEADER = 1 << 20;
  private static final String HEADER_END = "---";
  private static final int SHA256 = 32;

  private final Map<String, List<DenyRule>> rules = new HashMap<>();
  private final Set<Digest> hidden = new HashSet<>();

  /// Adds the rules of a file, the lines that are none left out.
  ///
  /// @return the numbers of the first hundred lines that are none
  /// @throws IOException if it cannot be read or is too long
  List<Integer> read(Path file) throws IOException {
    if (Files.size(file) > MAX_FILE) {
      throw new IOException("it has more than " + MAX_FILE + " bytes");
    }
    int header = headerEnd(file);
    List<Integer> faults = new ArrayList<>();
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (number > header && !rule(line.strip()) && faults.size() < 100) {
          faults.add(number);
        }
      }
    }
    return faults;
  }

  /// The number of the line that ends the header; 0 if there is none.
  private static int headerEnd(Path file) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      int number = 0;
      long read = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        read += line.length() + 1;
        if (read > MAX_HEADER) {
          return 0;
        }
        if (line.strip().equals(HEADER_END)) {
          return number;
        }
      }
    }
    return 0;
  }

  /// Whether the line is a rule, or nothing.
  private boolean rule(String line) {
    if (line.isEmpty() || line.startsWith("#")) {
      return true;
    }
    int space = line.indexOf(' ');
    String item = space < 0 ? line : line.substring(0, space);
    try {
      return item.startsWith("//") ? hidden(item.substring(2)) : plain(item);
    } catch (GatewayRefused e) {
      return false;
    }
  }

  private boolean plain(String item) {
    boolean allow = item.startsWith("!");
    String[] parts = (allow ? item.substring(1) : item).split("/", 4);
    if (parts.length < 3 || !parts[0].isEmpty() || parts[2].isEmpty()) {
      return false;
    }
    Optional<String> key = key(parts[1], parts[2]);
    String path = parts.length > 3 ? parts[3] : "";
    boolean prefix = path.endsWith("*");
    String bare = prefix ? path.substring(0, path.length() - 1) : path;
    String below = bare.endsWith("/") ? bare.substring(0, bare.length() - 1) : bare;
    DenyRule rule = new DenyRule(allow, UrlPath.decode(below), prefix);
    key.ifPresent(k -> rules.computeIfAbsent(k, _ -> new ArrayList<>(1)).add(rule));
    return key.isPresent();
  }

  /// What a root is known by: its multihash, whatever its codec and base are, or its domain.
  private static Optional<String> key(String namespace, String root) {
    return switch (namespace) {
      case "ipfs" -> cid(root).map(c -> key(c.multihash()));
      case "ipns" -> Optional.of(nameKey(root));
      default -> Optional.empty();
    };
  }

  private static String key(Multihash multihash) {
    return "/ipfs/" + Multibase.encodeBase58btc(multihash.bytes());
  }

  /// What a name is known by.
  static String nameKey(String name) {
    return NameResolver.key(name)
        .map(peer -> "/ipns/" + Multibase.encodeBase58btc(peer.bytes()))
        .orElse("/ipns/" + lowerCase(name));
  }

  static String lowerCase(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static Optional<Cid> cid(String text) {
    try {
      return Optional.of(Cid.parse(text));
    } catch (InvalidCid e) {
      return Optional.empty();
    }
  }

  /// A hash of what is blocked: SHA-256 in hexadecimal, or as a multihash.
  private boolean hidden(String text) {
    try {
      byte[] digest =
          text.length() == 2 * SHA256
              ? HexFormat.of().parseHex(text)
              : sha256(Multihash.decode(Multibase.decodeBase58btc(text)));
      hidden.add(Digest.of(digest));
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  private static byte[] sha256(Multihash multihash) {
    if (multihash.code() != Multihash.SHA2_256) {
      throw new IllegalArgumentException("only SHA-256 is looked for");
    }
    byte[] bytes = multihash.bytes();
    return Arrays.copyOfRange(bytes, bytes.length - SHA256, bytes.length);
  }

  /// The last rule of paths below this root that fits.
  ///
  /// @param key of the root
  Optional<DenyRule> last(String key, String path) {
    return rules.getOrDefault(key, List.of()).reversed().stream()
        .filter(rule -> rule.fits(path))
        .findFirst();
  }

  boolean hidesAny() {
    return !hidden.isEmpty();
  }

  boolean hides(Digest digest) {
    return hidden.contains(digest);
  }
}
