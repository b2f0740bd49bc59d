package network.cairn.api.answer.kubo;

import java.util.List;
import java.util.Optional;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// Who a peer is, as far as it is known.
///
/// @param id its peer id
/// @param publicKey in base64, empty if unknown
/// @param addresses with its peer id, empty if none is known
/// @param agentVersion how its program calls itself, empty if unknown
/// @param protocols empty if none is known
public record IdAnswer(
    String id,
    String publicKey,
    Optional<List<String>> addresses,
    String agentVersion,
    Optional<List<String>> protocols)
    implements JsonRecord {
  /// Nothing is known.
  public static final IdAnswer UNKNOWN =
      new IdAnswer("", "", Optional.empty(), "", Optional.empty());

  /// The same peer, with its id written in another base.
  public IdAnswer as(String otherId) {
    return new IdAnswer(otherId, publicKey, addresses, agentVersion, protocols);
  }

  @Override
  public void writeTo(RecordWriter out) {
    out.field("ID", id).field("PublicKey", publicKey);
    out.texts("Addresses", addresses).field("AgentVersion", agentVersion);
    out.texts("Protocols", protocols);
  }

  /// What is missing is empty.
  public static IdAnswer read(JsonValue value) {
    return new IdAnswer(
        value.at("ID").text(),
        value.at("PublicKey").text(),
        value.at("Addresses").texts(),
        value.at("AgentVersion").text(),
        value.at("Protocols").texts());
  }
}
