package network.cairn.http.gateway.unixfs;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/// What kind of file something is: by the end of its name, else by its first bytes.
final class ContentTypes {
  /// Bytes that are looked at.
  static final int LOOKED_AT = 3072;

  private static final Map<String, String> BY_ENDING = byEnding("media-types.properties");

  private ContentTypes() {}

  /// Brings the first bytes of a file, at most [#LOOKED_AT].
  @FunctionalInterface
  interface Beginning {
    byte[] read() throws IOException;
  }

  /// @param name empty where the file has none
  /// @param beginning asked only where the name says nothing
  static String of(String name, Beginning beginning) throws IOException {
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    String known = name.indexOf('.') < 0 ? null : BY_ENDING.get(ending);
    return known == null ? Sniffer.type(beginning.read()) : withCharset(known);
  }

  /// A page says itself how it is written.
  private static String withCharset(String type) {
    boolean text = type.startsWith("text/") && !type.equals("text/html");
    return text ? type + "; charset=utf-8" : type;
  }

  private static Map<String, String> byEnding(String resource) {
    Properties types = new Properties();
    try (InputStream in = ContentTypes.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its own file " + resource);
      }
      Reader text = new InputStreamReader(in, StandardCharsets.US_ASCII);
      types.load(text);
    } catch (IOException e) {
      throw new UncheckedIOException("the program's own file " + resource + " cannot be read", e);
    }
    return types.stringPropertyNames().stream()
        .collect(Collectors.toUnmodifiableMap(e -> e, types::getProperty));
  }
}
