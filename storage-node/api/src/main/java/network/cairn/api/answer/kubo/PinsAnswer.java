package network.cairn.api.answer.kubo;

import java.util.List;
import java.util.Optional;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// Roots that were pinned or unpinned, or how far that is.
///
/// @param pins their CIDs, empty while they are fetched
/// @param fetched only where the caller asked for progress
public record PinsAnswer(List<String> pins, Optional<Fetched> fetched) implements JsonRecord {
  /// Blocks and bytes seen so far.
  public record Fetched(long progress, long bytes) {}

  public PinsAnswer {
    pins = List.copyOf(pins);
  }

  public static PinsAnswer of(List<String> pins) {
    return new PinsAnswer(pins, Optional.empty());
  }

  @Override
  public void writeTo(RecordWriter out) {
    if (!pins.isEmpty()) {
      out.texts("Pins", pins);
    }
    fetched.ifPresent(f -> out.field("Progress", f.progress()).field("Bytes", f.bytes()));
  }

  /// What is missing is empty.
  public static PinsAnswer read(JsonValue value) {
    JsonValue progress = value.at("Progress");
    return new PinsAnswer(
        value.at("Pins").items().stream().map(JsonValue::text).toList(),
        progress.present()
            ? Optional.of(new Fetched(progress.number(), value.at("Bytes").number()))
            : Optional.empty());
  }
}
