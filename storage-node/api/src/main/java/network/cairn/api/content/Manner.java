package network.cairn.api.content;

import java.util.Optional;

/// What every command may be told besides its own options, as it was given.
///
/// @param timeout after which to give up
/// @param cidBase the multibase of CIDs in what is told
/// @param upgrade whether CIDs of version 0 are told as version 1
public record Manner(Optional<String> timeout, Optional<String> cidBase, Optional<String> upgrade) {
  /// No end, and CIDs as they are.
  public static final Manner USUAL =
      new Manner(Optional.empty(), Optional.empty(), Optional.empty());
}
