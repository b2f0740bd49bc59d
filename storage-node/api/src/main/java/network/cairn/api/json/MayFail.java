package network.cairn.api.json;

/// An answer, or a line of one, that can tell of something that was not done. Whoever reads such a
/// line has to end with a failure, in whatever form it shows the line.
public interface MayFail {
  /// What the command as a whole has failed with, for people; empty if this line tells of nothing
  /// bad.
  String failure();
}
