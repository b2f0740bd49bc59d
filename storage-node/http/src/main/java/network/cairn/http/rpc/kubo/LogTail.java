package network.cairn.http.rpc.kubo;

import java.util.List;

/// The last lines of the log. Thread-safe.
public interface LogTail {
  /// A line.
  ///
  /// @param number rises by one from line to line
  /// @param atMillis since the Unix epoch
  /// @param level as `INFO`
  /// @param area the logger
  record Line(long number, long atMillis, String level, String area, String text) {}

  /// Lines above a number, oldest first.
  ///
  /// @param most of them; the newest are taken
  List<Line> above(long number, int most);
}
