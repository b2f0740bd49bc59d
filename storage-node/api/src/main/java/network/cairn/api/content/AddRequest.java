package network.cairn.api.content;

import java.util.Map;
import java.util.Optional;

/// How to add.
///
/// @param layout how content becomes blocks: options of `add` by name, such as `profile`,
///   `chunker`, `cid-version`, as they were given
/// @param wrap whether one directory is made around all entries
/// @param pin whether the roots are pinned
/// @param pinName what the pins are called
public record AddRequest(
    Map<String, String> layout, boolean wrap, boolean pin, Optional<String> pinName) {
  public AddRequest {
    layout = Map.copyOf(layout);
  }
}
