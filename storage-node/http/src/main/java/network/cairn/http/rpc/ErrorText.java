package network.cairn.http.rpc;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Reads the message of an answer that is not 200.
public final class ErrorText {
  private ErrorText() {}

  /// The message, or the whole body where it holds none.
  public static String of(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8).strip();
    return text.startsWith("{") ? message(text).orElse(text) : text;
  }

  private static Optional<String> message(String json) {
    try {
      return Json.parse(json).path("Message").stringValueOpt();
    } catch (BadRequest _) {
      return Optional.empty();
    }
  }
}
