package network.cairn.api.answer.content;

import java.util.List;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// What directories hold.
public record LsAnswer(List<Listed> objects) implements JsonRecord {
  public LsAnswer {
    objects = List.copyOf(objects);
  }

  /// One path that was asked for.
  ///
  /// @param hash the path as it was given
  public record Listed(String hash, List<LinkAnswer> links) implements JsonRecord {
    public Listed {
      links = List.copyOf(links);
    }

    @Override
    public void writeTo(RecordWriter out) {
      out.field("Hash", hash);
      out.objects("Links", links);
    }

    /// What is missing is empty.
    public static Listed read(JsonValue value) {
      return new Listed(
          value.at("Hash").text(),
          value.at("Links").items().stream().map(LinkAnswer::read).toList());
    }
  }

  @Override
  public void writeTo(RecordWriter out) {
    out.objects("Objects", objects);
  }

  /// What is missing is empty.
  public static LsAnswer read(JsonValue value) {
    return new LsAnswer(value.at("Objects").items().stream().map(Listed::read).toList());
  }
}
