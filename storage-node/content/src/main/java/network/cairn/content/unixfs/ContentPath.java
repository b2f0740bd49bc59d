package network.cairn.content.unixfs;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.cid.InvalidCid;

/// A path as users write it: `/ipfs/CID/a/b`, `/ipld/CID/a/b`, `/ipns/NAME/a`, `CID/a`,
/// `ipfs://CID/a`, `ipfs:CID`, and the same with ipns.
///
/// @param namespace immutable or mutable root
/// @param root the CID or name that follows
/// @param segments the names after it, none of them empty
public record ContentPath(Namespace namespace, String root, List<String> segments) {
  private static final int MAX_LENGTH = 64 << 10;

  /// What kind of root a path has.
  public enum Namespace {
    /// A CID; dag-pb below it is UnixFS where it can be.
    IPFS,
    /// A CID; dag-pb below it is its fields `Data` and `Links`.
    IPLD,
    /// A name.
    IPNS
  }

  public ContentPath {
    segments = List.copyOf(segments);
  }

  /// A path from a block on.
  public static ContentPath of(Cid root, List<String> segments) {
    return new ContentPath(Namespace.IPFS, root.toString(), segments);
  }

  /// Parses any of the forms. `.` and empty segments are left out, `..` takes back the last; URIs
  /// are percent-decoded.
  ///
  /// @throws InvalidPath if it is none of them
  public static ContentPath parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new InvalidPath("path of " + text.length() + " characters; the limit is " + MAX_LENGTH);
    }
    String path = fromUri(text);
    String[] parts = parts(path);
    if (path.startsWith("/")) {
      if (parts.length < 3) {
        throw new InvalidPath("invalid path \"" + text + "\": not enough path components");
      }
      return new ContentPath(namespace(parts[1], text), parts[2], segments(parts, 3, text))
          .checked(text);
    }
    if (parts.length == 0 || parts[0].isEmpty()) {
      throw new InvalidPath("invalid path \"" + text + "\": path is empty");
    }
    return new ContentPath(Namespace.IPFS, parts[0], segments(parts, 1, text)).checked(text);
  }

  /// What stands between slashes, of which many are as one; empty in front of the first, and
  /// nothing behind the last.
  private static String[] parts(String path) {
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/")) {
      if (!part.isEmpty() || parts.isEmpty()) {
        parts.add(part);
      }
    }
    return parts.toArray(String[]::new);
  }

  /// The root CID.
  ///
  /// @throws InvalidPath if the root is a name, to be resolved first
  public Cid cid() {
    if (namespace == Namespace.IPNS) {
      throw new InvalidPath(this + " begins with a name; resolve that to a CID first");
    }
    try {
      return Cid.parse(root);
    } catch (InvalidCid e) {
      throw new InvalidPath("invalid path \"" + this + "\": " + e.getMessage(), e);
    }
  }

  /// What the thing at its end is called: the last name, or the root where there is none.
  public String lastName() {
    return segments.isEmpty() ? root : segments.getLast();
  }

  /// The form that begins with its namespace.
  @Override
  public String toString() {
    String head = "/" + namespace.name().toLowerCase(Locale.ROOT) + "/" + root;
    return segments.isEmpty() ? head : head + "/" + String.join("/", segments);
  }

  private ContentPath checked(String text) {
    if (namespace != Namespace.IPNS) {
      try {
        Cid.parse(root);
      } catch (InvalidCid e) {
        throw new InvalidPath("invalid path \"" + text + "\": " + e.getMessage(), e);
      }
    }
    return this;
  }

  private static String fromUri(String text) {
    for (String scheme : List.of("ipfs", "ipns")) {
      if (text.regionMatches(true, 0, scheme + ":", 0, 5)) {
        String rest = text.substring(text.startsWith("//", 5) ? 7 : 5);
        return "/" + scheme + "/" + percentDecoded(beforeQuery(rest), text);
      }
    }
    return text;
  }

  private static String beforeQuery(String text) {
    int end = 0;
    while (end < text.length() && text.charAt(end) != '?' && text.charAt(end) != '#') {
      end++;
    }
    return text.substring(0, end);
  }

  private static String percentDecoded(String path, String text) {
    try {
      return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new InvalidPath("invalid path \"" + text + "\": " + e.getMessage(), e);
    }
  }

  private static Namespace namespace(String name, String text) {
    return switch (name) {
      case "ipfs" -> Namespace.IPFS;
      case "ipld" -> Namespace.IPLD;
      case "ipns" -> Namespace.IPNS;
      default ->
          throw new InvalidPath(
              "invalid path \"" + text + "\": unknown namespace \"" + name + "\"");
    };
  }

  private static List<String> segments(String[] parts, int from, String text) {
    List<String> segments = new ArrayList<>();
    for (String part : Arrays.asList(parts).subList(from, parts.length)) {
      if (part.equals("..")) {
        if (segments.isEmpty()) {
          throw new InvalidPath("invalid path \"" + text + "\": it leaves its root");
        }
        segments.removeLast();
      } else if (!part.equals(".") && !part.isEmpty()) {
        segments.add(part);
      }
    }
    return segments;
  }
}
