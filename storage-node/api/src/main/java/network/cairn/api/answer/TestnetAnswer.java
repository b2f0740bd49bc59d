package network.cairn.api.answer;

import java.util.List;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// A network for playing as it stands.
///
/// @param home its folder
/// @param finished false while it is being made, or if a start of it was killed
/// @param height of the ledger; 0 if it does not answer or was not asked
/// @param processes none if there is no network
/// @param balances none if the ledger does not answer or was not asked
public record TestnetAnswer(
    String home,
    boolean finished,
    long height,
    List<TestnetProcess> processes,
    List<TestnetBalance> balances)
    implements JsonRecord {
  public TestnetAnswer {
    processes = List.copyOf(processes);
    balances = List.copyOf(balances);
  }

  @Override
  public void writeTo(RecordWriter out) {
    out.field("Home", home);
    out.field("Finished", finished);
    out.field("Height", height);
    out.objects("Processes", processes);
    out.objects("Balances", balances);
  }

  /// What is missing is empty, 0 or false.
  public static TestnetAnswer read(JsonValue value) {
    return new TestnetAnswer(
        value.at("Home").text(),
        value.at("Finished").truth(),
        value.at("Height").number(),
        value.at("Processes").items().stream().map(TestnetProcess::read).toList(),
        value.at("Balances").items().stream().map(TestnetBalance::read).toList());
  }
}
