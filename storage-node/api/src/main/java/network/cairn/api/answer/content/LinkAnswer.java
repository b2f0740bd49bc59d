package network.cairn.api.answer.content;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// An entry of a directory.
///
/// @param hash its CID
/// @param size bytes of a file or of a symlink's target, 0 for what is none or was not looked at
/// @param type [#DIRECTORY], [#FILE] or [#SYMLINK]; 0 where it was not looked at
/// @param target what a symlink points to, else empty
/// @param mode permissions and kind as Go's `FileMode`, 0 where none are kept
/// @param modTime of the last change as RFC 3339 has it, empty where none is kept
public record LinkAnswer(
    String name, String hash, long size, long type, String target, long mode, String modTime)
    implements JsonRecord {
  public static final long DIRECTORY = 1;
  public static final long FILE = 2;
  public static final long SYMLINK = 4;

  /// Bits of Go's `FileMode` beside the nine of permissions.
  public static final long GO_DIRECTORY = 1L << 31;

  public static final long GO_SYMLINK = 1L << 27;
  public static final long GO_SETUID = 1L << 23;
  public static final long GO_SETGID = 1L << 22;
  public static final long GO_STICKY = 1L << 20;

  /// Kubo's word for none.
  private static final String NO_TIME = "0001-01-01T00:00:00Z";

  @Override
  public void writeTo(RecordWriter out) {
    out.field("Name", name).field("Hash", hash);
    out.field("Size", size).field("Type", type);
    out.field("Target", target).field("Mode", mode);
    out.field("ModTime", modTime.isEmpty() ? NO_TIME : modTime);
  }

  /// What is missing is empty or 0.
  public static LinkAnswer read(JsonValue value) {
    return new LinkAnswer(
        value.at("Name").text(),
        value.at("Hash").text(),
        value.at("Size").number(),
        value.at("Type").number(),
        value.at("Target").text(),
        value.at("Mode").number(),
        modTime(value.at("ModTime").text()));
  }

  private static String modTime(String text) {
    return text.equals(NO_TIME) ? "" : text;
  }
}
