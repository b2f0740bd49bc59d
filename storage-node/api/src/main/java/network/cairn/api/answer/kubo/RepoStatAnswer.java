package network.cairn.api.answer.kubo;

import java.util.Optional;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;

/// A repository's size.
///
/// @param repoSize bytes on disk
/// @param storageMax bytes at most
/// @param contents empty where only sizes were asked for
public record RepoStatAnswer(long repoSize, long storageMax, Optional<Contents> contents)
    implements JsonRecord {
  /// What is in a repository.
  ///
  /// @param numObjects blocks
  /// @param numPieces pieces kept for others
  /// @param pieceBytes their bytes
  public record Contents(
      long numObjects, long numPieces, long pieceBytes, String repoPath, String version) {}

  @Override
  public void writeTo(RecordWriter out) {
    out.field("RepoSize", repoSize).field("StorageMax", storageMax);
    contents.ifPresent(c ->
        out.field("NumObjects", c.numObjects())
            .field("NumPieces", c.numPieces())
            .field("PieceBytes", c.pieceBytes())
            .field("RepoPath", c.repoPath())
            .field("Version", c.version()));
  }

  /// What is missing is empty or 0.
  public static RepoStatAnswer read(JsonValue value) {
    Optional<Contents> contents =
        value.at("NumObjects").present()
            ? Optional.of(
                new Contents(
                    value.at("NumObjects").number(),
                    value.at("NumPieces").number(),
                    value.at("PieceBytes").number(),
                    value.at("RepoPath").text(),
                    value.at("Version").text()))
            : Optional.empty();
    return new RepoStatAnswer(
        value.at("RepoSize").number(), value.at("StorageMax").number(), contents);
  }
}
