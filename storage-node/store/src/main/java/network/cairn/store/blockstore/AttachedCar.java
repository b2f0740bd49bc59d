package network.cairn.store.blockstore;

import java.nio.file.Path;

/// An immutable CAR file whose blocks the store serves.
///
/// @param id the owner's name for it
/// @param path as given to `attach`
/// @param size of the file in bytes
/// @param blocks how many sections it has
public record AttachedCar(String id, Path path, long size, long blocks) {
  static final int MAX_ID = 256;

  public AttachedCar {
    if (id.isEmpty() || id.length() > MAX_ID) {
      throw new IllegalArgumentException(
          "an attached file's id has 1 to " + MAX_ID + " characters, not " + id.length());
    }
    if (size < 0 || blocks < 0) {
      throw new IllegalArgumentException(
          "attached file " + id + ": size " + size + ", blocks " + blocks);
    }
  }
}
