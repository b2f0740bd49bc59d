package network.cairn.api.answer;

import java.util.List;
import java.util.Optional;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// A provider's standing: what it earns, holds and must prove.
///
/// @param ledger when it was so
/// @param operator its address
/// @param registration empty while it is not registered, or nothing is known of the ledger
/// @param unbonding parts of its bond on their way out
/// @param taking whether it takes new deals
/// @param leaving whether it withdraws everything once its last set has ended
/// @param price of new deals, pebbles per GiB and day
/// @param fills pieces on their way
/// @param sets of very many those with the next deadlines
/// @param moreSets that are not among them
/// @param history what its owner should know, newest first
/// @param warnings for its operator
public record ProviderAnswer(
    Ledger ledger,
    String operator,
    Optional<Registration> registration,
    List<UnbondingPart> unbonding,
    boolean taking,
    boolean leaving,
    String price,
    Room room,
    long fills,
    List<HeldSet> sets,
    long moreSets,
    Sums sums,
    List<HappeningAnswer> history,
    List<String> warnings)
    implements JsonRecord {
  /// What is known of the ledger.
  ///
  /// @param height at which it was so; 0 if nothing is known
  /// @param seenAt when that was, in the form of ISO 8601
  /// @param downSince since when it cannot be reached or relied on; empty while it answers
  /// @param clockAheadMs how far the node's clock is ahead of the ledger's, below 0 behind
  public record Ledger(long height, String seenAt, String downSince, long clockAheadMs) {}

  /// What the ledger says of a registered provider; amounts are pebbles.
  ///
  /// @param payout the address that is paid
  /// @param bearable collateral that it can take more; below `free` while it is vetted for less,
  ///   and empty from a node that does not tell
  public record Registration(
      String payout, String bond, String reserved, String free, String bearable) {}

  /// Room for pieces, in bytes.
  ///
  /// @param capacity at most
  /// @param stored of pieces
  /// @param unfinished of pieces on their way, or left and soon deleted
  /// @param diskFree that the disk has beside its reserve
  public record Room(long capacity, long stored, long unfinished, long diskFree) {}

  /// Earned and lost since the home began to count; amounts are pebbles.
  ///
  /// @param paid to the payout address, without the protocol's fee
  /// @param missed periods that closed without a proof
  /// @param failed sets
  /// @param months the last ones, oldest first
  /// @param days the last ones on which something was paid, oldest first
  public record Sums(
      String paid,
      String slashed,
      long missed,
      long failed,
      List<MonthPaid> months,
      List<DayPaid> days) {
    public Sums {
      months = List.copyOf(months);
      days = List.copyOf(days);
    }
  }

  public ProviderAnswer {
    unbonding = List.copyOf(unbonding);
    sets = List.copyOf(sets);
    history = List.copyOf(history);
    warnings = List.copyOf(warnings);
  }

  @Override
  public void writeTo(RecordWriter out) {
    out.field("Height", ledger.height());
    out.field("SeenAt", ledger.seenAt());
    out.field("DownSince", ledger.downSince());
    out.field("ClockAheadMs", ledger.clockAheadMs());
    out.field("Operator", operator);
    out.field("Registered", registration.isPresent());
    registration.ifPresent(r -> {
      out.field("Payout", r.payout());
      out.field("Bond", r.bond());
      out.field("Reserved", r.reserved());
      out.field("Free", r.free());
      out.field("Bearable", r.bearable());
    });
    out.objects("Unbonding", unbonding);
    out.field("Taking", taking);
    out.field("Leaving", leaving);
    out.field("Price", price);
    out.field("Capacity", room.capacity());
    out.field("Stored", room.stored());
    out.field("Unfinished", room.unfinished());
    out.field("DiskFree", room.diskFree());
    out.field("Fills", fills);
    out.objects("Sets", sets);
    out.field("MoreSets", moreSets);
    out.field("Paid", sums.paid());
    out.field("Slashed", sums.slashed());
    out.field("Missed", sums.missed());
    out.field("Failed", sums.failed());
    out.objects("Months", sums.months());
    out.objects("Days", sums.days());
    out.objects("History", history);
    out.texts("Warnings", warnings);
  }

  /// What is missing is empty or 0.
  public static ProviderAnswer read(JsonValue value) {
    return new ProviderAnswer(
        new Ledger(
            value.at("Height").number(),
            value.at("SeenAt").text(),
            value.at("DownSince").text(),
            value.at("ClockAheadMs").number()),
        value.at("Operator").text(),
        registration(value),
        value.at("Unbonding").items().stream().map(UnbondingPart::read).toList(),
        value.at("Taking").truth(),
        value.at("Leaving").truth(),
        value.at("Price").text(),
        new Room(
            value.at("Capacity").number(),
            value.at("Stored").number(),
            value.at("Unfinished").number(),
            value.at("DiskFree").number()),
        value.at("Fills").number(),
        value.at("Sets").items().stream().map(HeldSet::read).toList(),
        value.at("MoreSets").number(),
        new Sums(
            value.at("Paid").text(),
            value.at("Slashed").text(),
            value.at("Missed").number(),
            value.at("Failed").number(),
            value.at("Months").items().stream().map(MonthPaid::read).toList(),
            value.at("Days").items().stream().map(DayPaid::read).toList()),
        value.at("History").items().stream().map(HappeningAnswer::read).toList(),
        value.at("Warnings").items().stream().map(JsonValue::text).toList());
  }

  private static Optional<Registration> registration(JsonValue value) {
    return value.at("Registered").truth()
        ? Optional.of(
            new Registration(
                value.at("Payout").text(),
                value.at("Bond").text(),
                value.at("Reserved").text(),
                value.at("Free").text(),
                value.at("Bearable").text()))
        : Optional.empty();
  }
}
