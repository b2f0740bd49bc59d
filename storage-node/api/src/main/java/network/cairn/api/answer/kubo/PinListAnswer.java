package network.cairn.api.answer.kubo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// Pins as one object, each under its CID. Of two with one CID the later counts, in the earlier's
/// place.
public record PinListAnswer(List<PinAnswer> pins) implements JsonRecord {
  public PinListAnswer {
    Map<String, PinAnswer> byCid = new LinkedHashMap<>();
    pins.forEach(pin -> byCid.put(pin.cid(), pin));
    pins = List.copyOf(byCid.values());
  }

  @Override
  public void writeTo(RecordWriter out) {
    if (!pins.isEmpty()) {
      out.field("Keys", this::keys);
    }
  }

  private void keys(RecordWriter out) {
    for (PinAnswer pin : pins) {
      out.field(pin.cid(), o -> o.field("Type", pin.type()).field("Name", pin.name()));
    }
  }

  /// Also of a line of a stream, which is one pin.
  public static PinListAnswer read(JsonValue value) {
    if (value.at("Cid").present()) {
      return new PinListAnswer(List.of(PinAnswer.read(value)));
    }
    List<PinAnswer> pins = new ArrayList<>();
    value
        .at("Keys")
        .fields()
        .forEach((cid, pin) ->
            pins.add(new PinAnswer(cid, pin.at("Name").text(), pin.at("Type").text())));
    return new PinListAnswer(pins);
  }
}
