package network.cairn.api.answer.kubo;

import java.util.List;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.MayFail;
import network.cairn.api.json.RecordWriter;

/// Whether all below a pin is here and whole.
///
/// @param badNodes empty where it is
public record PinCheckAnswer(String cid, boolean ok, List<BadNodeAnswer> badNodes)
    implements JsonRecord, MayFail {
  public PinCheckAnswer {
    badNodes = List.copyOf(badNodes);
  }

  @Override
  public String failure() {
    return ok ? "" : "some pins are broken";
  }

  @Override
  public void writeTo(RecordWriter out) {
    out.field("Cid", cid);
    if (ok) {
      out.field("Ok", true);
    } else {
      out.objects("BadNodes", badNodes);
    }
  }

  /// What is missing is empty.
  public static PinCheckAnswer read(JsonValue value) {
    return new PinCheckAnswer(
        value.at("Cid").text(),
        value.at("Ok").truth(),
        value.at("BadNodes").items().stream().map(BadNodeAnswer::read).toList());
  }
}
