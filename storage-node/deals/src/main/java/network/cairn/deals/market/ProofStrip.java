package network.cairn.deals.market;

import java.util.List;
import network.cairn.ledger.records.Bits;
import network.cairn.ledger.records.SetRecord;

/// What became of a slot's periods, a letter each, oldest first: `p` proven, `m` over without a
/// proof, `x` where a set failed. The sets that held the slot follow each other.
final class ProofStrip {
  /// Letters at most; older periods are left out.
  static final int MOST = 60;

  private ProofStrip() {}

  /// @param sets of one slot, oldest first
  static String of(List<SetRecord> sets) {
    StringBuilder strip = new StringBuilder();
    for (SetRecord set : sets) {
      long over = set.isLive() ? set.period() - 1 : set.period();
      for (long period = Math.max(1, over - MOST + 1); period <= over; period++) {
        strip.append(Bits.isSet(set.bits(), period) ? 'p' : 'm');
      }
      if (set.status() == SetRecord.Status.FAILED) {
        strip.append('x');
      }
    }
    return strip.substring(Math.max(0, strip.length() - MOST));
  }
}
