package network.cairn.ledger.engine.pool;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import network.cairn.ledger.rules.Openings;
import network.cairn.ledger.rules.Validation;
import network.cairn.ledger.types.Address;

/// What one block can still hold while transactions are chosen for it.
final class BlockSpace {
  private final List<Waiting> taken = new ArrayList<>();
  private final Set<Address> putOff = new HashSet<>();
  private long room;
  private long bytes;
  private long calendar;
  private final Openings openings;

  /// @param room as [Validation#room] counts it
  /// @param bytes of the transactions with their frames
  BlockSpace(long room, long bytes, long calendar, Openings openings) {
    this.room = room;
    this.bytes = bytes;
    this.calendar = calendar;
    this.openings = openings;
  }

  /// Takes transactions in their turn while they fit. One that would find the calendar or this
  /// block's deadlines full is put off with all that its payer has behind it: in a block it would
  /// fail and cost its fee.
  ///
  /// @param limit room that these may take at most
  void fill(Iterator<Waiting> inTurn, long limit) {
    long left = Math.min(limit, room);
    while (inTurn.hasNext()) {
      Waiting next = inTurn.next();
      int size = Validation.room(next.tx().size());
      int framed = next.tx().size() + Mempool.FRAME;
      if (size > left || framed > bytes) {
        return;
      }
      if (putOff.contains(next.payer())) {
        continue;
      }
      if (next.tx().calendarEntries() > calendar || !openings.take(next.tx())) {
        putOff.add(next.payer());
        continue;
      }
      calendar -= next.tx().calendarEntries();
      room -= size;
      bytes -= framed;
      left -= size;
      taken.add(next);
    }
  }

  List<Waiting> taken() {
    return taken;
  }
}
