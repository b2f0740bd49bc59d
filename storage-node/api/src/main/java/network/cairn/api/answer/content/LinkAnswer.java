package network.cairn.api.answer.content;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// An entry of a directory.
///
/// @param hash its CID
/// @param size bytes of a file, 0 for what is none or was not looked at
/// @param type [#DIRECTORY], [#FILE] or [#SYMLINK]; 0 where it was not looked at
/// @param target what a symlink points to, else empty
public record LinkAnswer(String name, String hash, long size, long type, String target)
    implements JsonRecord {
  public static final long DIRECTORY = 1;
  public static final long FILE = 2;
  public static final long SYMLINK = 4;

  /// Kubo's word for none; times are not kept.
  private static final String NO_TIME = "0001-01-01T00:00:00Z";

  @Override
  public void writeTo(RecordWriter out) {
    out.field("Name", name).field("Hash", hash);
    out.field("Size", size).field("Type", type);
    out.field("Target", target).field("ModTime", NO_TIME);
  }

  /// What is missing is empty or 0.
  public static LinkAnswer read(JsonValue value) {
    return new LinkAnswer(
        value.at("Name").text(),
        value.at("Hash").text(),
        value.at("Size").number(),
        value.at("Type").number(),
        value.at("Target").text());
  }
}
