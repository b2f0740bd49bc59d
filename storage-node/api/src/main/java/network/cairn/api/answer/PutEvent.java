package network.cairn.api.answer;

import java.util.List;
import java.util.Optional;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// A step of a `put`, told as it happens. The last is [Done].
public sealed interface PutEvent extends JsonRecord {
  /// The agreement stands on the ledger and is paid.
  ///
  /// @param clock with the height of the block that has it
  record Created(long agreement, LedgerClock clock) implements PutEvent {
    @Override
    public void writeTo(RecordWriter out) {
      out.field("Event", "created").field("Agreement", agreement);
      clock.writeTo(out);
    }
  }

  /// A provider takes a copy.
  record Taken(long slot, String provider) implements PutEvent {
    @Override
    public void writeTo(RecordWriter out) {
      out.field("Event", "taken").field("Slot", slot).field("Provider", provider);
    }
  }

  /// A provider fetches a copy.
  ///
  /// @param of bytes in all
  record Pulling(long slot, String provider, long bytes, long of) implements PutEvent {
    @Override
    public void writeTo(RecordWriter out) {
      out.field("Event", "pulling").field("Slot", slot).field("Provider", provider);
      out.field("Bytes", bytes).field("Of", of);
    }
  }

  /// A provider does not take a copy.
  record Refused(long slot, String provider, String reason) implements PutEvent {
    @Override
    public void writeTo(RecordWriter out) {
      out.field("Event", "refused").field("Slot", slot).field("Provider", provider);
      out.field("Reason", reason);
    }
  }

  /// A copy is kept.
  ///
  /// @param deadline the height by which it is first proven
  record Opened(long slot, String provider, long set, long deadline, LedgerClock clock)
      implements PutEvent {
    @Override
    public void writeTo(RecordWriter out) {
      out.field("Event", "opened").field("Slot", slot).field("Provider", provider);
      out.field("Set", set).field("Deadline", deadline);
      clock.writeTo(out);
    }
  }

  /// A copy has been proven for the first time.
  record Proven(long slot, long set) implements PutEvent {
    @Override
    public void writeTo(RecordWriter out) {
      out.field("Event", "proven").field("Slot", slot).field("Set", set);
    }
  }

  /// The end.
  ///
  /// @param complete whether every copy is placed
  /// @param proven whether every copy was waited for and has been proven
  /// @param root of what is kept
  /// @param firstProofsDue the height by which each copy is first proven, 0 if none waits for it
  record Done(
      long agreement,
      String root,
      boolean complete,
      boolean proven,
      List<String> problems,
      long firstProofsDue,
      LedgerClock clock)
      implements PutEvent {
    public Done {
      problems = List.copyOf(problems);
    }

    @Override
    public void writeTo(RecordWriter out) {
      out.field("Event", "done").field("Agreement", agreement).field("Root", root);
      out.field("Complete", complete).field("Proven", proven).texts("Problems", problems);
      out.field("FirstProofsDue", firstProofsDue);
      clock.writeTo(out);
    }
  }

  /// Empty for a step that this program does not know.
  static Optional<PutEvent> read(JsonValue value) {
    long slot = value.at("Slot").number();
    long set = value.at("Set").number();
    String provider = value.at("Provider").text();
    return switch (value.at("Event").text()) {
      case "created" ->
          Optional.of(new Created(value.at("Agreement").number(), LedgerClock.read(value)));
      case "taken" -> Optional.of(new Taken(slot, provider));
      case "pulling" ->
          Optional.of(
              new Pulling(slot, provider, value.at("Bytes").number(), value.at("Of").number()));
      case "refused" -> Optional.of(new Refused(slot, provider, value.at("Reason").text()));
      case "opened" ->
          Optional.of(
              new Opened(
                  slot, provider, set, value.at("Deadline").number(), LedgerClock.read(value)));
      case "proven" -> Optional.of(new Proven(slot, set));
      case "done" -> Optional.of(done(value));
      default -> Optional.empty();
    };
  }

  private static Done done(JsonValue value) {
    return new Done(
        value.at("Agreement").number(),
        value.at("Root").text(),
        value.at("Complete").truth(),
        value.at("Proven").truth(),
        value.at("Problems").items().stream().map(JsonValue::text).toList(),
        value.at("FirstProofsDue").number(),
        LedgerClock.read(value));
  }
}
