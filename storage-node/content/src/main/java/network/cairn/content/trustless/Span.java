package network.cairn.content.trustless;

/// Bytes of a file or of a part of one, from the first to the one behind the last.
record Span(long from, long end) {
  boolean isEmpty() {
    return from >= end;
  }

  /// Whether it is all of so many bytes.
  boolean covers(long size) {
    return from <= 0 && end >= size;
  }

  /// Whether some of the bytes from `start` on, so many, are in it.
  boolean meets(long start, long size) {
    return start < end && start + size > from;
  }

  /// The same bytes counted from another start, cut to so many.
  Span within(long start, long size) {
    return new Span(Math.max(0, from - start), Math.min(size, end - start));
  }
}
