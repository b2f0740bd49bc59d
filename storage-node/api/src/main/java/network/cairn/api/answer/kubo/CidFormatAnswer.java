package network.cairn.api.answer.kubo;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.MayFail;
import network.cairn.api.json.RecordWriter;

/// A CID that was to be written in another form.
///
/// @param cidStr as it was given
/// @param formatted empty where there is an error
/// @param errorMsg why it was not, empty if it was
public record CidFormatAnswer(String cidStr, String formatted, String errorMsg)
    implements JsonRecord, MayFail {
  @Override
  public String failure() {
    return errorMsg.isEmpty() ? "" : "errors while displaying some entries";
  }

  @Override
  public void writeTo(RecordWriter out) {
    out.field("CidStr", cidStr).field("Formatted", formatted).field("ErrorMsg", errorMsg);
  }

  /// What is missing is empty.
  public static CidFormatAnswer read(JsonValue value) {
    return new CidFormatAnswer(
        value.at("CidStr").text(), value.at("Formatted").text(), value.at("ErrorMsg").text());
  }
}
