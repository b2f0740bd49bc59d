package network.cairn.libp2p.transport.ws;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// The texts by which both ends change from HTTP to WebSocket (RFC 6455, 4).
///
/// Any path and any origin will do, and no subprotocol is agreed, as go-libp2p does: who the other
/// end is, the secure channel inside decides.
final class Opening {
  /// A request or an answer with its headers.
  static final int MAX_BYTES = 8192;

  private static final int KEY_BYTES = 16;
  private static final String METHOD = "GET ";
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final String LINE = "\r\n";

  private Opening() {}

  /// What the dialling end asks.
  ///
  /// @param host as the header wants it, with the port
  /// @param key of [#key]
  static String request(String host, String key) {
    return "GET / HTTP/1.1\r\nHost: "
        + host
        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: "
        + key
        + "\r\nSec-WebSocket-Version: 13\r\n\r\n";
  }

  /// Sixteen random bytes as a request carries them.
  static String key(byte[] random) {
    return Base64.getEncoder().encodeToString(random);
  }

  /// What the listening end answers.
  ///
  /// @param request the whole of it
  /// @throws WebsocketViolation if it asks for something else than WebSocket
  static String answer(String request) throws WebsocketViolation {
    Map<String, String> headers = headers(request);
    String first = request.substring(0, request.indexOf(LINE));
    if (!first.startsWith(METHOD) || !first.endsWith(" HTTP/1.1")) {
      throw noGet();
    }
    require(headers, "upgrade", "websocket");
    require(headers, "connection", "upgrade");
    require(headers, "sec-websocket-version", "13");
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: "
        + accept(checked(headers.getOrDefault("sec-websocket-key", "")))
        + "\r\n\r\n";
  }

  /// Checks as much of a request as has come, so that who speaks something else, and waits for an
  /// answer, is refused at once.
  ///
  /// @param length how many bytes have come
  /// @throws WebsocketViolation if no GET begins so
  static void checkBegin(byte[] request, int length) throws WebsocketViolation {
    for (int i = 0; i < Math.min(length, METHOD.length()); i++) {
      if (request[i] != METHOD.charAt(i)) {
        throw noGet();
      }
    }
  }

  private static WebsocketViolation noGet() {
    return new WebsocketViolation("a request that is no GET of HTTP/1.1");
  }

  /// What a request that is refused gets.
  static String refusal() {
    return "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
  }

  /// Checks what the listening end answered.
  ///
  /// @throws WebsocketViolation if it is not the answer to a request with this key
  static void check(String answer, String key) throws WebsocketViolation {
    Map<String, String> headers = headers(answer);
    if (!answer.startsWith("HTTP/1.1 101")) {
      String first = answer.substring(0, answer.indexOf(LINE));
      throw new WebsocketViolation(
          "'" + first.substring(0, Math.min(first.length(), 60)) + "' in the place of an upgrade");
    }
    require(headers, "upgrade", "websocket");
    require(headers, "connection", "upgrade");
    if (!accept(key).equals(headers.get("sec-websocket-accept"))) {
      throw new WebsocketViolation("an upgrade of another request");
    }
    if (headers.containsKey("sec-websocket-extensions")) {
      throw new WebsocketViolation("an upgrade with extensions that were not asked for");
    }
  }

  static String accept(String key) {
    try {
      byte[] text = (key + GUID).getBytes(StandardCharsets.US_ASCII);
      return key(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }

  private static String checked(String key) throws WebsocketViolation {
    try {
      if (Base64.getDecoder().decode(key).length == KEY_BYTES) {
        return key;
      }
    } catch (IllegalArgumentException _) {
      // Said below.
    }
    throw new WebsocketViolation("a request whose key is not 16 bytes of base64");
  }

  /// The headers by their names in lower case; those that come several times as one list.
  private static Map<String, String> headers(String head) throws WebsocketViolation {
    int from = head.indexOf(LINE);
    if (from < 0 || !head.endsWith(LINE + LINE)) {
      throw new WebsocketViolation("no head of HTTP");
    }
    Map<String, String> headers = new HashMap<>();
    String[] lines =
        head.substring(from + LINE.length(), head.length() - LINE.length()).split(LINE);
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon < 0 && !line.isEmpty()) {
        throw new WebsocketViolation("a header without a colon");
      }
      if (colon >= 0) {
        headers.merge(
            lower(line.substring(0, colon)),
            line.substring(colon + 1).strip(),
            (one, other) -> one + "," + other);
      }
    }
    return headers;
  }

  private static void require(Map<String, String> headers, String name, String value)
      throws WebsocketViolation {
    for (String one : headers.getOrDefault(name, "").split(",")) {
      if (lower(one.strip()).equals(value)) {
        return;
      }
    }
    throw new WebsocketViolation("a head without '" + name + ": " + value + "'");
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
