package network.cairn.http.rpc;

import java.io.InputStream;
import network.cairn.base.tree.Attributes;

/// A part of an upload: a file, a directory or a symlink.
///
/// @param name decoded path with `/` between names and none in front; empty if the part has none
/// @param kind what it is; a symlink's body is its target
/// @param body read before the next part is asked for; ends with the part
/// @param attributes mode and time of change, as far as the part tells them
public record Part(String name, Kind kind, InputStream body, Attributes attributes) {
  /// Kinds of parts, by their content types.
  public enum Kind {
    FILE,
    DIRECTORY,
    SYMLINK
  }
}
