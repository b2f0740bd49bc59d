package network.cairn.api.answer.content;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// What an `add` tells while it goes on.
public sealed interface AddEvent extends JsonRecord {
  /// How much of a file was read.
  ///
  /// @param bytes of it so far, at last all of them; not written where there are none
  record Progress(String name, long bytes) implements AddEvent {
    @Override
    public void writeTo(RecordWriter out) {
      out.field("Name", name);
      if (bytes != 0) {
        out.field("Bytes", bytes);
      }
    }
  }

  /// A file, symlink or directory that is in.
  ///
  /// @param hash its CID
  /// @param size bytes of all its blocks, written as text because Kubo does
  record Added(String name, String hash, long size) implements AddEvent {
    @Override
    public void writeTo(RecordWriter out) {
      out.field("Name", name);
      out.field("Hash", hash);
      out.field("Size", Long.toString(size));
    }
  }

  /// What is missing is empty or 0.
  static AddEvent read(JsonValue value) {
    return value.at("Hash").present()
        ? new Added(value.at("Name").text(), value.at("Hash").text(), value.at("Size").number())
        : new Progress(value.at("Name").text(), value.at("Bytes").number());
  }
}
