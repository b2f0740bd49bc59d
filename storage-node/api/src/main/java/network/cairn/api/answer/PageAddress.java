package network.cairn.api.answer;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// Where the daemon's page is.
///
/// @param url with the home's token behind its `#`, where that is known
public record PageAddress(String url) implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Url", url);
  }

  /// What is missing is empty.
  public static PageAddress read(JsonValue value) {
    return new PageAddress(value.at("Url").text());
  }

  @Override
  public String toString() {
    return "PageAddress";
  }
}
