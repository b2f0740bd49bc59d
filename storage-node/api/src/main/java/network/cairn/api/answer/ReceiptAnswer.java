package network.cairn.api.answer;

import java.util.List;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// What a receipt proves; nothing of it is written of one that does not hold.
///
/// @param height of the ledger at which it was so
/// @param time of that, RFC 3339
/// @param validators who signed together; one is a ledger that is taken on trust
public record ReceiptAnswer(
    long agreement,
    String chainId,
    long height,
    String time,
    String root,
    List<Copy> copies,
    long validators)
    implements JsonRecord {
  /// One copy.
  ///
  /// @param state `EMPTY`, `SET` (kept), `TICKET` (waits for repair) or `DONE`
  /// @param set the last that was opened for it, 0 for none
  /// @param proven periods of all its sets
  /// @param due periods that were over
  public record Copy(long slot, String state, long set, long proven, long due)
      implements JsonRecord {
    @Override
    public void writeTo(RecordWriter out) {
      out.field("Slot", slot).field("State", state).field("Set", set);
      out.field("Proven", proven).field("Due", due);
    }

    /// What is missing is empty or 0.
    public static Copy read(JsonValue value) {
      return new Copy(
          value.at("Slot").number(),
          value.at("State").text(),
          value.at("Set").number(),
          value.at("Proven").number(),
          value.at("Due").number());
    }
  }

  public ReceiptAnswer {
    copies = List.copyOf(copies);
  }

  @Override
  public void writeTo(RecordWriter out) {
    out.field("Agreement", agreement).field("ChainId", chainId).field("Height", height);
    out.field("Time", time).field("Root", root).objects("Copies", copies);
    out.field("Validators", validators);
  }

  /// What is missing is empty or 0.
  public static ReceiptAnswer read(JsonValue value) {
    return new ReceiptAnswer(
        value.at("Agreement").number(),
        value.at("ChainId").text(),
        value.at("Height").number(),
        value.at("Time").text(),
        value.at("Root").text(),
        value.at("Copies").items().stream().map(Copy::read).toList(),
        value.at("Validators").number());
  }
}
