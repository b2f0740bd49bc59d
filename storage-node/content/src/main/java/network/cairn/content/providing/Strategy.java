package network.cairn.content.providing;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.store.pin.Pin;
import network.cairn.store.pin.PinStatus;
import network.cairn.store.repo.Repository;

/// Which of the blocks that are here are announced, by Kubo's names.
public enum Strategy {
  /// All.
  ALL("all") {
    @Override
    void each(Repository repository, Consumer<Multihash> keys) {
      try (Stream<Multihash> all = repository.blockstore().multihashes()) {
        all.forEach(keys);
      }
    }

    @Override
    boolean names(Repository repository, Cid cid) {
      return repository.blockstore().has(cid);
    }
  },
  /// The roots of pins and what lies below recursive ones, each once.
  PINNED("pinned") {
    @Override
    void each(Repository repository, Consumer<Multihash> keys) {
      ROOTS.each(repository, keys);
      repository.pins().indirect(cid -> keys.accept(cid.multihash()));
    }

    @Override
    boolean names(Repository repository, Cid cid) {
      return repository.pins().status(List.of(cid)).values().stream()
          .noneMatch(PinStatus.NotPinned.class::isInstance);
    }
  },
  /// The roots of pins.
  ROOTS("roots") {
    @Override
    void each(Repository repository, Consumer<Multihash> keys) {
      try (Stream<Pin> pins = repository.pins().list()) {
        pins.forEach(pin -> keys.accept(pin.root().multihash()));
      }
    }

    @Override
    boolean names(Repository repository, Cid cid) {
      return repository.pins().find(cid).isPresent();
    }
  };

  private final String label;

  Strategy(String label) {
    this.label = label;
  }

  /// Tells each, one after another; holds nothing open between them.
  abstract void each(Repository repository, Consumer<Multihash> keys);

  /// Whether a block is among them.
  abstract boolean names(Repository repository, Cid cid);

  /// As the configuration calls it. That each is announced once (`+unique`) goes without saying.
  public static Optional<Strategy> named(String name) {
    String plain = name.equals("pinned+unique") ? "pinned" : name;
    return Arrays.stream(values()).filter(s -> s.label.equals(plain)).findFirst();
  }
}
