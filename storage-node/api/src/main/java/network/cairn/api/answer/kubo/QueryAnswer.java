package network.cairn.api.answer.kubo;

import java.util.Base64;
import java.util.List;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// A step of a question to a DHT.
///
/// @param extra a text, where something went wrong; a value in base64, where one was found
/// @param id the peer that it is about, empty if none
/// @param responses the peers that were told
/// @param type what happened, by the numbers of Kubo: [#ASKING] and the others
public record QueryAnswer(String extra, String id, List<Place> responses, int type)
    implements JsonRecord {
  /// A peer is asked.
  public static final int ASKING = 0;

  /// A peer has answered with others to ask.
  public static final int ANSWERED = 1;

  /// The peer that was looked for.
  public static final int FINAL_PEER = 2;

  /// A peer did not answer.
  public static final int FAILED = 3;

  /// Who has it.
  public static final int PROVIDER = 4;

  /// A value was found, or left with peers.
  public static final int VALUE = 5;

  public QueryAnswer {
    responses = List.copyOf(responses);
  }

  /// A peer, and where it is.
  public record Place(String id, List<String> addresses) implements JsonRecord {
    public Place {
      addresses = List.copyOf(addresses);
    }

    @Override
    public void writeTo(RecordWriter out) {
      out.texts("Addrs", addresses);
      out.field("ID", id);
    }

    /// What is missing is empty.
    public static Place read(JsonValue value) {
      return new Place(
          value.at("ID").text(), value.at("Addrs").items().stream().map(JsonValue::text).toList());
    }
  }

  /// A value that was found.
  public static QueryAnswer found(byte[] value) {
    return new QueryAnswer(Base64.getEncoder().encodeToString(value), "", List.of(), VALUE);
  }

  /// The value that was found, of an answer that is one.
  ///
  /// @throws IllegalArgumentException if it is none
  public byte[] value() {
    return Base64.getDecoder().decode(extra);
  }

  @Override
  public void writeTo(RecordWriter out) {
    out.field("Extra", extra);
    out.field("ID", id);
    if (responses.isEmpty()) {
      out.nothing("Responses");
    } else {
      out.objects("Responses", responses);
    }
    out.field("Type", type);
  }

  /// What is missing is empty or 0.
  public static QueryAnswer read(JsonValue value) {
    return new QueryAnswer(
        value.at("Extra").text(),
        value.at("ID").text(),
        value.at("Responses").items().stream().map(Place::read).toList(),
        (int) value.at("Type").number());
  }
}
