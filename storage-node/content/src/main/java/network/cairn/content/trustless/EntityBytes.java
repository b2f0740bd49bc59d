package network.cairn.content.trustless;

import java.util.OptionalLong;

/// A range of a file's bytes (trustless-gateway, `entity-bytes`), both ends within it.
///
/// @param from the first byte; counted from the file's end if negative
/// @param to the last byte; counted from the file's end if negative, where -1 is the last one;
///   empty for all to the end
public record EntityBytes(long from, OptionalLong to) {
  private static final int MAX_TEXT = 64;

  /// Reads `from:to`, where `to` may be `*`.
  ///
  /// @throws InvalidSelection if it is no such range
  public static EntityBytes parse(String text) {
    int colon = text.indexOf(':');
    if (text.length() <= MAX_TEXT && colon > 0) {
      try {
        String to = text.substring(colon + 1);
        long first = Long.parseLong(text, 0, colon, 10);
        if (to.equals("*")) {
          return new EntityBytes(first, OptionalLong.empty());
        }
        return inOrder(first, Long.parseLong(to));
      } catch (NumberFormatException _) {
        // Said below.
      }
    }
    throw new InvalidSelection(
        "entity-bytes is written as from:to, two whole numbers of which the last may be *");
  }

  private static EntityBytes inOrder(long from, long to) {
    if (from < 0 == to < 0 && from > to) {
      throw new InvalidSelection("entity-bytes ends at " + to + ", before it begins at " + from);
    }
    return new EntityBytes(from, OptionalLong.of(to));
  }

  /// The range in a file of so many bytes, cut to what the file has.
  ///
  /// @throws InvalidSelection if the file ends before it begins
  Span in(long size) {
    long first = from < 0 ? Math.max(0, size + from) : from;
    if (first >= size && size > 0) {
      throw new InvalidSelection(
          "entity-bytes begins at byte " + first + ", and the file has " + size);
    }
    long last =
        to.isEmpty() ? size - 1 : to.getAsLong() < 0 ? size + to.getAsLong() : to.getAsLong();
    return new Span(first, Math.clamp(last, first - 1, Math.max(first - 1, size - 1)) + 1);
  }

  /// As in a query.
  @Override
  public String toString() {
    return from + ":" + (to.isPresent() ? to.getAsLong() : "*");
  }
}
