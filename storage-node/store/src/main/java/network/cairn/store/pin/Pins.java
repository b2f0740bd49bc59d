package network.cairn.store.pin;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import network.cairn.base.time.Deadline;
import network.cairn.ipld.cid.Cid;

/// The pinset. Every change is durable when the method returns. Thread-safe; no method stops
/// another.
public interface Pins {
  /// The same pinset for a caller with a deadline: every walk asks it before each block, and ends
  /// with [network.cairn.base.time.DeadlineExceeded] behind it.
  Pins until(Deadline deadline);

  /// Pins what is here: walks the DAG of a recursive pin and protects it from collection meanwhile.
  /// Pinning a root again changes its name; a recursive pin replaces a direct one.
  ///
  /// @throws PinRefused if a block is missing or damaged (the message names it), or for a direct
  ///   pin on a recursive one
  void add(Cid root, Mode mode, Optional<String> name);

  /// As [#add], without the walk: the caller vouches that the DAG is here and holds a
  /// [network.cairn.store.blockstore.Writer] open through which it put or kept all of it.
  void addComplete(Cid root, Mode mode, Optional<String> name);

  /// Grows with every pin that is added.
  long generation();

  /// @throws PinRefused if there is no such pin
  void remove(Cid root, Mode mode);

  /// Whether [#update] has anything to do, which it has not where both are the same.
  ///
  /// @throws PinRefused if `from` is not pinned recursively, or `to` is already
  boolean updates(Cid from, Cid to);

  /// Replaces one recursive pin by another in one step, keeping the name; `unpin` false keeps the
  /// old one too.
  ///
  /// @throws PinRefused if `from` is not pinned recursively, or `to` is already, or is not whole
  void update(Cid from, Cid to, boolean unpin);

  Optional<Pin> find(Cid root);

  /// All pins, by mode and then CID. Weakly consistent, holds nothing open.
  Stream<Pin> list();

  /// Who keeps each of these; looks below recursive pins, stops as soon as all are found.
  Map<Cid, PinStatus> status(Collection<Cid> cids);

  /// For each of these that lies below recursive pins one of them, whether it is pinned itself or
  /// not. A pin does not lie below itself.
  Map<Cid, Cid> above(Collection<Cid> cids);

  /// Every block that is only kept because it lies below a recursive pin, each once.
  void indirect(Consumer<Cid> blocks);

  /// Reads every block of every recursive pin again and checks it.
  void verify(Consumer<PinCheck> results);
}
