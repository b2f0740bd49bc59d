package network.cairn.api.answer;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;
import network.cairn.base.units.Durations;
import network.cairn.base.units.Heights;

/// The height at which an answer's facts were so and its time: what turns every other height of the
/// answer into a date. These are fields of the answer that has it, `Height`, `Time` and
/// `BlockMillis`.
///
/// @param time RFC 3339; empty where it is not known
/// @param blockMillis from one block to the next
public record LedgerClock(long height, String time, long blockMillis) {
  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

  /// What is centuries away is no height that anybody means.
  private static final long FAR = 1L << 32;

  public static LedgerClock of(long height, Heights heights) {
    return new LedgerClock(height, heights.at(height).toString(), heights.block().toMillis());
  }

  void writeTo(RecordWriter out) {
    out.field("Height", height).field("Time", time).field("BlockMillis", blockMillis);
  }

  static LedgerClock read(JsonValue answer) {
    return new LedgerClock(
        answer.at("Height").number(), answer.at("Time").text(), answer.at("BlockMillis").number());
  }

  /// A height for people: `2026-12-24 14:05 UTC, in 24 days (height 12345)`, or `height 12345`
  /// where no time is known.
  public String text(long other) {
    return heights(other).map(known -> known.text(other)).orElse("height " + other);
  }

  /// As [#text], without the height where there is a date: `2026-12-24 14:05 UTC, in 24 days`.
  public String brief(long other) {
    return heights(other)
        .map(known -> known.date(other) + ", " + known.when(other))
        .orElse("height " + other);
  }

  /// A height's date alone, for what was said long ago: `2026-12-24 14:05 UTC`.
  public String date(long other) {
    return heights(other).map(known -> known.date(other)).orElse("height " + other);
  }

  /// How long it is to a height: `in 24 days`, or `height 12345` where no time is known.
  public String when(long other) {
    return heights(other).map(known -> known.when(other)).orElse("height " + other);
  }

  /// How long some blocks take, exactly: `1 day`, or `17280 blocks` where no time is known.
  public String length(long blocks) {
    return heights(height + blocks)
        .map(known -> Durations.text(known.block().multipliedBy(blocks)))
        .orElse(blocks + " blocks");
  }

  private Optional<Heights> heights(long other) {
    boolean meant = blockMillis > 0 && blockMillis <= DAY_MILLIS;
    if (!meant || other > height + FAR || other < height - FAR) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Heights(height, Instant.parse(time), Duration.ofMillis(blockMillis)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
