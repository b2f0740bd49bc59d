package network.cairn.store.pin;

import java.nio.charset.StandardCharsets;
import network.cairn.ipld.cid.Cid;

/// A promise to keep a block or a DAG.
///
/// @param name free text of at most 255 bytes; empty for none
public record Pin(Cid root, Mode mode, String name) {
  private static final int MAX_NAME = 255;

  /// The name, if a pin may have it: whoever does long work for a pin asks before the work.
  ///
  /// @throws PinRefused if it is longer than 255 bytes
  public static String checkedName(String name) {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_NAME) {
      throw new PinRefused("pin name is " + bytes + " bytes (max " + MAX_NAME + " bytes)");
    }
    return name;
  }
}
