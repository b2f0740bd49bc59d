package network.cairn.api.answer;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// One copy of an agreement. Amounts are pebbles, deadlines are heights.
///
/// @param state `EMPTY`, `FILLING` (this node is placing it), `LIVE`, `REPAIR`, `ENDED`, `LOST`
///   (its provider failed, and nobody took it over) or `UNFILLED` (nobody took it; its rent came
///   back)
/// @param provider its address, empty for none
/// @param set the data set that holds the copy, 0 for none
/// @param proven periods of its last set
/// @param strip its periods that are over, oldest first, at most 60: `p` proven, `m` without a
///   proof, `x` where a set failed
/// @param paid to all its providers together
/// @param endHeight of its last period, or at which it ended
/// @param ticket of its repair, 0 for none
/// @param note what else is known, as why a provider refused; may be empty
public record SlotAnswer(
    long slot,
    String state,
    String provider,
    String peer,
    long set,
    long period,
    long endPeriod,
    long proven,
    long unproven,
    long misses,
    String strip,
    String rate,
    String paid,
    String escrow,
    String slashed,
    long deadline,
    long endHeight,
    long ticket,
    String note)
    implements JsonRecord {
  @Override
  public void writeTo(RecordWriter out) {
    out.field("Slot", slot);
    out.field("State", state);
    out.field("Provider", provider);
    out.field("Peer", peer);
    out.field("Set", set);
    out.field("Period", period);
    out.field("EndPeriod", endPeriod);
    out.field("Proven", proven);
    out.field("Unproven", unproven);
    out.field("Misses", misses);
    out.field("Strip", strip);
    out.field("Rate", rate);
    out.field("Paid", paid);
    out.field("Escrow", escrow);
    out.field("Slashed", slashed);
    out.field("Deadline", deadline);
    out.field("EndHeight", endHeight);
    out.field("Ticket", ticket);
    out.field("Note", note);
  }

  /// What is missing is empty or 0.
  public static SlotAnswer read(JsonValue value) {
    return new SlotAnswer(
        value.at("Slot").number(),
        value.at("State").text(),
        value.at("Provider").text(),
        value.at("Peer").text(),
        value.at("Set").number(),
        value.at("Period").number(),
        value.at("EndPeriod").number(),
        value.at("Proven").number(),
        value.at("Unproven").number(),
        value.at("Misses").number(),
        value.at("Strip").text(),
        value.at("Rate").text(),
        value.at("Paid").text(),
        value.at("Escrow").text(),
        value.at("Slashed").text(),
        value.at("Deadline").number(),
        value.at("EndHeight").number(),
        value.at("Ticket").number(),
        value.at("Note").text());
  }
}
