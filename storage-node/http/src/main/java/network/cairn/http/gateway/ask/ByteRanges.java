package network.cairn.http.gateway.ask;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The header `Range` (RFC 9110, 14).
///
/// @param parts what is wanted of the whole, in the order it was asked for; one that begins behind
///   the end is left out
public record ByteRanges(List<Part> parts) {
  private static final int MAX_PARTS = 64;
  private static final String UNIT = "bytes=";

  /// @param from the first byte
  /// @param to the last byte
  public record Part(long from, long to) {
    public long length() {
      return to - from + 1;
    }

    /// The header `Content-Range`.
    public String of(long size) {
      return "bytes " + from + "-" + to + "/" + size;
    }
  }

  public ByteRanges {
    parts = List.copyOf(parts);
  }

  /// Reads the header; empty where the whole is to be sent: for another unit, and where the parts
  /// are more than the whole.
  ///
  /// @param size bytes of the whole
  /// @throws GatewayRefused with 400 if it cannot be read, and 416 if all of it lies behind the end
  ///   or it asks for more than 64 parts
  public static Optional<ByteRanges> parse(String header, long size) {
    if (!header.startsWith(UNIT)) {
      return Optional.empty();
    }
    List<Part> parts = new ArrayList<>();
    int count = 0;
    for (String text : header.substring(UNIT.length()).split(",")) {
      if (++count > MAX_PARTS) {
        throw new GatewayRefused(416, "more than " + MAX_PARTS + " ranges are asked for at once");
      }
      if (!text.isBlank()) {
        part(text.strip(), size).ifPresent(parts::add);
      }
    }
    if (parts.isEmpty()) {
      throw new GatewayRefused(
          416, "no byte of the range is among the " + size + " that there are");
    }
    boolean more = parts.stream().mapToLong(Part::length).reduce(0, Math::addExact) > size;
    return more && parts.size() > 1 ? Optional.empty() : Optional.of(new ByteRanges(parts));
  }

  private static Optional<Part> part(String text, long size) {
    int dash = text.indexOf('-');
    if (dash < 0) {
      throw invalid();
    }
    String first = text.substring(0, dash).strip();
    String last = text.substring(dash + 1).strip();
    if (first.isEmpty()) {
      long tail = Math.min(number(last), size);
      return tail == 0 ? Optional.empty() : Optional.of(new Part(size - tail, size - 1));
    }
    long from = number(first);
    long to = last.isEmpty() ? Long.MAX_VALUE : number(last);
    if (to < from) {
      throw invalid();
    }
    return from >= size ? Optional.empty() : Optional.of(new Part(from, Math.min(to, size - 1)));
  }

  private static long number(String text) {
    if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw invalid();
    }
    return Long.parseLong(text);
  }

  private static GatewayRefused invalid() {
    return new GatewayRefused(400, "invalid range request: write Range: bytes=FIRST-LAST");
  }
}
