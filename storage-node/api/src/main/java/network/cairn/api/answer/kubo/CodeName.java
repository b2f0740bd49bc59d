package network.cairn.api.answer.kubo;

import java.util.List;
import network.cairn.api.json.JsonValue;

/// A code of the multiformats and its name; commands answer with an array of them.
public record CodeName(long code, String name) {
  /// An array of them; what is missing is empty or 0.
  public static List<CodeName> list(JsonValue array) {
    return array.items().stream()
        .map(v -> new CodeName(v.at("Code").number(), v.at("Name").text()))
        .toList();
  }
}
