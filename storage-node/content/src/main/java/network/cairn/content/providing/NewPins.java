package network.cairn.content.providing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.libp2p.kad.KeyRegion;
import network.cairn.store.pin.Pin;
import network.cairn.store.pin.Pins;

/// Which pins are new since the last look; at the first none. Remembers 8 bytes a pin, so one in
/// very many may be missed until its region's time. Used by one thread.
final class NewPins {
  private final Pins pins;
  private long generation = -1;
  private long[] known = {};

  NewPins(Pins pins) {
    this.pins = pins;
  }

  /// The roots that are new; reads the pins only if one was added.
  List<Multihash> look() {
    long now = pins.generation();
    if (now == generation) {
      return List.of();
    }
    boolean first = generation == -1;
    generation = now;
    List<Multihash> fresh = new ArrayList<>();
    LongStream.Builder all = LongStream.builder();
    try (Stream<Pin> list = pins.list()) {
      list.forEach(pin -> {
        Multihash root = pin.root().multihash();
        long place = KeyRegion.place(root.bytes());
        all.add(place);
        if (!first && Arrays.binarySearch(known, place) < 0) {
          fresh.add(root);
        }
      });
    }
    known = all.build().sorted().toArray();
    return fresh;
  }
}
