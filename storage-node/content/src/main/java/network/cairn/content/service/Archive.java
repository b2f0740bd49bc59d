package network.cairn.content.service;

import java.util.OptionalInt;

/// The form of an archive.
///
/// @param tar whether what is compressed is put into a tar archive first; only a lone file need not
///   be, and what is not compressed is in any case
/// @param level of GZIP, 1 to 9; empty for no compression
public record Archive(boolean tar, OptionalInt level) {
  /// What is taken where nobody says.
  public static final int DEFAULT_LEVEL = 6;

  private static final int BEST = 9;

  /// @throws IllegalArgumentException if there is no such level
  public Archive {
    if (level.isPresent() && (level.getAsInt() < 1 || level.getAsInt() > BEST)) {
      throw new IllegalArgumentException("option compression-level must be from 1 to " + BEST);
    }
  }

  /// A tar archive as it is.
  public static Archive plain() {
    return new Archive(true, OptionalInt.empty());
  }

  /// Compressed.
  ///
  /// @throws IllegalArgumentException if there is no such level
  public static Archive gzip(boolean tar, long level) {
    return new Archive(tar, OptionalInt.of(Math.clamp(level, 0, Integer.MAX_VALUE)));
  }
}
