package network.cairn.api.content;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// How to add.
///
/// @param layout how content becomes blocks: options of `add` by name, such as `profile`,
///   `chunker`, `cid-version`, as they were given and in that order
/// @param wrap whether one directory is made around all entries
/// @param pin whether the roots are pinned
/// @param pinName what the pins are called
public record AddRequest(
    Map<String, String> layout,
    boolean wrap,
    boolean pin,
    Optional<String> pinName,
    Manner manner) {
  public AddRequest {
    layout = Collections.unmodifiableMap(new LinkedHashMap<>(layout));
  }

  /// In the usual manner.
  public AddRequest(
      Map<String, String> layout, boolean wrap, boolean pin, Optional<String> pinName) {
    this(layout, wrap, pin, pinName, Manner.USUAL);
  }
}
