package network.cairn.api.answer;

import java.util.List;
import java.util.Optional;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// A provider's standing: what it earns, holds and must prove.
///
/// @param height of the ledger at which it was so; 0 if the ledger proves nothing now
/// @param operator its address
/// @param registration empty while it is not registered, or the height is 0
/// @param taking whether it takes new deals
/// @param capacity bytes of pieces at most
/// @param stored bytes of pieces
/// @param fills pieces on their way
/// @param warnings for its operator
public record ProviderAnswer(
    long height,
    String operator,
    Optional<Registration> registration,
    boolean taking,
    long capacity,
    long stored,
    long fills,
    List<HeldSet> sets,
    List<String> warnings)
    implements JsonRecord {
  /// What the ledger says of a registered provider; amounts are pebbles.
  ///
  /// @param payout the address that is paid
  public record Registration(String payout, String bond, String reserved, String free) {}

  public ProviderAnswer {
    sets = List.copyOf(sets);
    warnings = List.copyOf(warnings);
  }

  @Override
  public void writeTo(RecordWriter out) {
    out.field("Height", height);
    out.field("Operator", operator);
    out.field("Registered", registration.isPresent());
    registration.ifPresent(r -> {
      out.field("Payout", r.payout());
      out.field("Bond", r.bond());
      out.field("Reserved", r.reserved());
      out.field("Free", r.free());
    });
    out.field("Taking", taking);
    out.field("Capacity", capacity);
    out.field("Stored", stored);
    out.field("Fills", fills);
    out.objects("Sets", sets);
    out.texts("Warnings", warnings);
  }

  /// What is missing is empty or 0.
  public static ProviderAnswer read(JsonValue value) {
    Optional<Registration> registration =
        value.at("Registered").truth()
            ? Optional.of(
                new Registration(
                    value.at("Payout").text(),
                    value.at("Bond").text(),
                    value.at("Reserved").text(),
                    value.at("Free").text()))
            : Optional.empty();
    return new ProviderAnswer(
        value.at("Height").number(),
        value.at("Operator").text(),
        registration,
        value.at("Taking").truth(),
        value.at("Capacity").number(),
        value.at("Stored").number(),
        value.at("Fills").number(),
        value.at("Sets").items().stream().map(HeldSet::read).toList(),
        value.at("Warnings").items().stream().map(JsonValue::text).toList());
  }
}
