package network.cairn.store.repo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import network.cairn.base.files.DurableFiles;
import network.cairn.store.facts.FactLog;
import network.cairn.store.pack.PackBlockstore;

/// The file `pins-lost` of a home, made when an index was built anew and the log of facts did not
/// have all pins: a collection would delete what is unpinned by that. Until the user deletes the
/// file, nothing is collected.
final class LostPins {
  private static final String FILE = "pins-lost";

  private final Path file;

  private LostPins(Path file) {
    this.file = file;
  }

  /// Makes the file if the store says so; what the store says is over once the file is durable.
  static LostPins of(Path home, PackBlockstore store, FactLog facts) throws IOException {
    LostPins lost = new LostPins(home.resolve(FILE));
    if (store.lostItsIndex()) {
      if (!facts.isWhole()) {
        DurableFiles.replace(lost.file, lost.message() + "\n");
      }
      store.lossIsTold();
    }
    return lost;
  }

  private String message() {
    return "the index was built anew from the packs, and pins are lost: nothing is collected."
        + " Pin what shall stay ('cairn pin add'), then delete "
        + file;
  }

  /// @throws CollectionHeld while the file is there
  void requireNone() {
    if (Files.exists(file)) {
      throw new CollectionHeld(message());
    }
  }
}
