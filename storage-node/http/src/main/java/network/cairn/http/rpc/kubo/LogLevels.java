package network.cairn.http.rpc.kubo;

import java.util.SequencedMap;

/// How much is written to the log, by areas of the program. Thread-safe.
public interface LogLevels {
  /// The level of each area.
  SequencedMap<String, String> levels();

  /// Sets the level of an area; until the process ends.
  ///
  /// @throws IllegalArgumentException if there is no such area or level; the message says which
  ///   there are
  void set(String area, String level);
}
