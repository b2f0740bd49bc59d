package network.cairn.http.rpc;

import java.nio.charset.StandardCharsets;

/// Reads the message of an answer that is not 200.
public final class ErrorText {
  private ErrorText() {}

  public static String of(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8).strip();
    return text.startsWith("{") ? Json.parse(text).path("Message").asString() : text;
  }
}
