package network.cairn.app.health;

import java.util.List;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.RecordWriter;

/// How the checks stand: `{"Status":"ok","Checks":[{"Name":…,"Ok":true,"Detail":…}]}`, with
/// `failed` where one does not hold.
record HealthAnswer(List<Part> parts) implements JsonRecord {
  HealthAnswer {
    parts = List.copyOf(parts);
  }

  boolean holds() {
    return parts.stream().allMatch(Part::holds);
  }

  @Override
  public void writeTo(RecordWriter out) {
    out.field("Status", holds() ? "ok" : "failed").objects("Checks", parts);
  }

  record Part(String name, boolean holds, String detail) implements JsonRecord {
    @Override
    public void writeTo(RecordWriter out) {
      out.field("Name", name).field("Ok", holds).field("Detail", detail);
    }
  }
}
