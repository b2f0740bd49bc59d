package network.cairn.content.service;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import network.cairn.content.blockservice.BlockSession;
import network.cairn.content.blockservice.DagWalk;
import network.cairn.ipld.cid.Cid;
import network.cairn.store.pin.Mode;
import network.cairn.store.pin.Pin;
import network.cairn.store.pin.PinCheck;
import network.cairn.store.pin.PinStatus;
import network.cairn.store.pin.Pins;

/// Pins for callers who may want what is not here yet: it is fetched first, and safe from
/// collection until the pin holds it. Thread-safe.
///
/// Every method throws [network.cairn.store.pin.PinRefused] where the pinset does.
public final class Pinner {
  private final Pins pins;

  Pinner(Pins pins) {
    this.pins = pins;
  }

  /// Why a block is kept.
  public enum Kind {
    RECURSIVE,
    DIRECT,
    /// Because it lies below a recursive pin.
    INDIRECT;

    private static Kind of(Mode mode) {
      return switch (mode) {
        case RECURSIVE -> RECURSIVE;
        case DIRECT -> DIRECT;
      };
    }
  }

  /// A block that is kept.
  ///
  /// @param name of the pin, empty for none
  /// @param via the recursive pin above, where it was looked for
  public record Kept(Cid cid, Kind kind, String name, Optional<Cid> via) {
    private static Kept of(Pin pin) {
      return new Kept(pin.root(), Kind.of(pin.mode()), pin.name(), Optional.empty());
    }

    private static Kept indirect(Cid cid, Optional<Cid> via) {
      return new Kept(cid, Kind.INDIRECT, "", via);
    }
  }

  /// Fetches what is missing and pins it.
  ///
  /// @param seen is told each block of a recursive pin, by several threads at once
  public void add(
      ContentReader reader, Cid root, Mode mode, Optional<String> name, DagWalk.Visitor seen)
      throws InterruptedException {
    try (BlockSession session = reader.session(root)) {
      switch (mode) {
        case RECURSIVE -> reader.walk(session, root, seen);
        case DIRECT -> seen.visit(session.get(root));
      }
      session.commit();
      pins.add(root, mode, name);
    }
  }

  /// Removes a pin; a recursive removal takes a direct pin too.
  public void remove(Cid root, Mode mode) {
    pins.remove(
        root,
        switch (mode) {
          case RECURSIVE -> pins.find(root).map(Pin::mode).orElse(Mode.RECURSIVE);
          case DIRECT -> Mode.DIRECT;
        });
  }

  /// Fetches what is missing of `to` and pins it recursively instead of `from`, under its name.
  ///
  /// @param unpin whether `from` is given up
  public void update(ContentReader reader, Cid from, Cid to, boolean unpin)
      throws InterruptedException {
    if (!pins.updates(from, to)) {
      return;
    }
    try (BlockSession session = reader.session(to)) {
      reader.walk(session, to, _ -> {});
      session.commit();
      pins.update(from, to, unpin);
    }
  }

  /// Reads every block of every recursive pin again.
  public void verify(Consumer<PinCheck> results) {
    pins.verify(results);
  }

  /// All that is kept, pins first.
  ///
  /// @param kind of what is wanted; empty for any
  /// @param name only pins whose name holds this text, and nothing indirect; empty for any
  public void list(Optional<Kind> kind, String name, Consumer<Kept> visitor) {
    try (Stream<Pin> all = pins.list()) {
      all.filter(pin -> pin.name().contains(name))
          .map(Kept::of)
          .filter(kept -> wanted(kind, kept.kind()))
          .forEach(visitor);
    }
    if (name.isEmpty() && wanted(kind, Kind.INDIRECT)) {
      pins.indirect(cid -> visitor.accept(Kept.indirect(cid, Optional.empty())));
    }
  }

  /// Who keeps each of these, in their order.
  ///
  /// @throws ContentRefused if one of them is not kept in the wanted way
  public void list(
      ContentReader reader, List<String> paths, Optional<Kind> kind, Consumer<Kept> visitor) {
    List<Cid> cids = paths.stream().map(reader::cid).toList();
    Map<Cid, Kept> found = kept(cids, kind);
    for (int i = 0; i < cids.size(); i++) {
      Kept kept = found.get(cids.get(i));
      if (kept == null) {
        throw new ContentRefused("path '" + paths.get(i) + "' is not pinned");
      }
      visitor.accept(kept);
    }
  }

  private Map<Cid, Kept> kept(List<Cid> cids, Optional<Kind> kind) {
    Map<Cid, Kept> found = new HashMap<>();
    if (kind.isEmpty()) {
      pins.status(cids)
          .forEach((cid, status) -> kept(cid, status).ifPresent(kept -> found.put(cid, kept)));
    } else if (kind.get() == Kind.INDIRECT) {
      pins.above(cids).forEach((cid, via) -> found.put(cid, Kept.indirect(cid, Optional.of(via))));
    } else {
      for (Cid cid : cids) {
        pins.find(cid)
            .map(Kept::of)
            .filter(kept -> kept.kind() == kind.get())
            .ifPresent(kept -> found.put(cid, kept));
      }
    }
    return found;
  }

  private static Optional<Kept> kept(Cid cid, PinStatus status) {
    return switch (status) {
      case PinStatus.Pinned(Pin pin) -> Optional.of(Kept.of(pin));
      case PinStatus.Indirect(Cid via) -> Optional.of(Kept.indirect(cid, Optional.of(via)));
      case PinStatus.NotPinned() -> Optional.empty();
    };
  }

  private static boolean wanted(Optional<Kind> wanted, Kind kind) {
    return wanted.isEmpty() || wanted.get() == kind;
  }
}
