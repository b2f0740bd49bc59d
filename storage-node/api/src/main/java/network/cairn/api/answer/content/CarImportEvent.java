package network.cairn.api.answer.content;

import java.util.Optional;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.MayFail;
import network.cairn.api.json.RecordWriter;

/// What an import of archives tells.
public sealed interface CarImportEvent extends JsonRecord {
  /// A root that an archive names.
  ///
  /// @param cid its CID, written as DAG-JSON writes links
  /// @param pinErrorMsg why it is not pinned, else empty
  record Root(String cid, String pinErrorMsg) implements CarImportEvent, MayFail {
    @Override
    public String failure() {
      return pinErrorMsg.isEmpty() ? "" : "pinning root " + cid + " FAILED: " + pinErrorMsg;
    }

    @Override
    public void writeTo(RecordWriter out) {
      out.field(
          "Root",
          root -> {
            root.field("Cid", o -> o.field("/", cid));
            root.field("PinErrorMsg", pinErrorMsg);
          });
    }
  }

  /// What came in.
  record Stats(long blockCount, long blockBytesCount) implements CarImportEvent {
    @Override
    public void writeTo(RecordWriter out) {
      out.field(
          "Stats",
          stats -> {
            stats.field("BlockCount", blockCount);
            stats.field("BlockBytesCount", blockBytesCount);
          });
    }
  }

  /// Empty for what is neither.
  static Optional<CarImportEvent> read(JsonValue value) {
    JsonValue root = value.at("Root");
    JsonValue stats = value.at("Stats");
    if (root.present()) {
      return Optional.of(new Root(root.at("Cid").at("/").text(), root.at("PinErrorMsg").text()));
    }
    return stats.present()
        ? Optional.of(
            new Stats(stats.at("BlockCount").number(), stats.at("BlockBytesCount").number()))
        : Optional.empty();
  }
}
