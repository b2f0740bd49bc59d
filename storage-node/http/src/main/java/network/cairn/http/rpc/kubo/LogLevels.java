package network.cairn.http.rpc.kubo;

import java.util.SequencedMap;

/// How much is written to the log, by areas of the program. Thread-safe.
public interface LogLevels {
  /// The level of each area.
  SequencedMap<String, String> levels();

  /// The level of what belongs to no area.
  String rest();

  /// The level of an area, also by the name that Kubo has for it.
  ///
  /// @throws IllegalArgumentException if there is no such area; the message says which there are
  String level(String area);

  /// Sets the level of all areas and of the rest; until the process ends.
  ///
  /// @return the level, as [#levels] tells it
  /// @throws IllegalArgumentException if there is no such level; the message says which there are
  String setAll(String level);

  /// Sets the level of an area, also by the name that Kubo has for it; until the process ends.
  ///
  /// @param level `default` for that of the rest
  /// @return the level, as [#levels] tells it
  /// @throws IllegalArgumentException if there is no such area or level; the message says which
  ///   there are
  String set(String area, String level);
}
