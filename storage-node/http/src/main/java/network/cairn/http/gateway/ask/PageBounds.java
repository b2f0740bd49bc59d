package network.cairn.http.gateway.ask;

import network.cairn.content.unixfs.Stat;

/// How large content may be that is shown, and not given as blocks that prove themselves.
///
/// @param whole bytes of a file, or of a directory with all below it, at most; 0 for any
/// @param ranged bytes of a file at most of which ranges are given, as some caches would load the
///   whole of it for one; 0 for any
public record PageBounds(long whole, long ranged) {
  /// Whatever there is.
  public static final PageBounds NONE = new PageBounds(0, 0);

  /// @throws GatewayRefused with 410 if it is too large
  public void requireShown(Stat stat) {
    long size = stat.type().isDirectory() ? stat.dagSize() : stat.size();
    if (whole > 0 && size > whole) {
      throw new GatewayRefused(
          410,
          "this gateway shows nothing larger than "
              + whole
              + " bytes, and this has "
              + size
              + ": fetch it as blocks (format=raw, format=car), or with a node of your own");
    }
  }

  /// @param file that is a file
  /// @throws GatewayRefused with 501 if a range of it is asked for and it is too large for that
  public void requireRanged(Asked asked, Stat file) {
    if (ranged > 0 && file.size() > ranged && asked.header("Range").isPresent()) {
      throw new GatewayRefused(
          501,
          "this gateway gives no ranges of files larger than "
              + ranged
              + " bytes: fetch its blocks (format=raw, format=car)");
    }
  }
}
