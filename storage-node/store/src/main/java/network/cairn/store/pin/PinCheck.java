package network.cairn.store.pin;

import java.util.List;
import network.cairn.ipld.cid.Cid;

/// Whether everything below a recursive pin is here and undamaged.
public record PinCheck(Cid root, List<Bad> bad) {
  /// Bad blocks beyond this many are left out of a report.
  static final int MAX_BAD = 1000;

  public PinCheck {
    bad = List.copyOf(bad);
  }

  public boolean ok() {
    return bad.isEmpty();
  }

  /// A block that is missing or damaged.
  public record Bad(Cid cid, String error) {}
}
