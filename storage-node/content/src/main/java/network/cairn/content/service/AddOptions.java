package network.cairn.content.service;

import java.util.Optional;
import network.cairn.content.unixfs.ImportOptions;
import network.cairn.store.pin.Pin;

/// How content is added.
///
/// @param layout how it becomes blocks
/// @param wrap whether one directory is made around all that is added
/// @param keeping what becomes of the blocks
public record AddOptions(ImportOptions layout, boolean wrap, Keeping keeping) {
  /// What becomes of blocks that were made.
  public sealed interface Keeping {
    /// They are forgotten: only their CIDs are wanted.
    record Nothing() implements Keeping {}

    /// They are kept until the next collection.
    record Unpinned() implements Keeping {}

    /// They are kept, each root under a pin.
    ///
    /// @param name of the pins
    record Pinned(Optional<String> name) implements Keeping {
      /// @throws network.cairn.store.pin.PinRefused if no pin may have the name
      public Pinned {
        name.ifPresent(Pin::checkedName);
      }
    }
  }
}
