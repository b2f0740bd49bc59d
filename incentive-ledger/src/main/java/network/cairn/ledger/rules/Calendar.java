package network.cairn.ledger.rules;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What falls due at which height: key 07 ‖ u64 height ‖ u8 kind ‖ u64 id (docs/protocol.md §2).
final class Calendar {
  static final int SET_CLOSE = 1;
  static final int RESERVATION = 2;
  static final int TICKET = 3;
  static final int FILL_UNTIL = 4;
  static final int UNBONDING = 5;
  static final int DELETION = 6;
  static final int STAKE_UNBONDING = 7;
  private static final byte[] MARK = {1};

  /// An entry that is due.
  record Entry(long height, int kind, long id) {
    byte[] key() {
      return StateKeys.calendar(height, kind, id);
    }

    static Entry of(byte[] key) {
      ByteBuffer in = ByteBuffer.wrap(key, 1, key.length - 1);
      return new Entry(in.getLong(), in.get(), in.getLong());
    }
  }

  private Calendar() {}

  static void add(Draft draft, long height, int kind, long id) {
    if (kind != SET_CLOSE) {
      draft.countAdded();
    }
    draft.overlay().put(StateKeys.calendar(height, kind, id), MARK);
  }

  /// Deletes an entry if it is there.
  static void remove(Draft draft, long height, int kind, long id) {
    byte[] key = StateKeys.calendar(height, kind, id);
    if (draft.state().get(key).isPresent()) {
      draft.delete(key);
    }
  }

  /// The sets that close at a height, by rising id.
  static List<Entry> closes(Draft draft, long height) {
    List<Entry> due = new ArrayList<>();
    draft
        .state()
        .scan(
            StateKeys.calendar(height, SET_CLOSE, 0),
            StateKeys.calendar(height, SET_CLOSE + 1, 0),
            (key, _) -> due.add(Entry.of(key)));
    return due;
  }

  /// The first entries above a key that are due at a height.
  ///
  /// @param most of them
  static List<Entry> due(Draft draft, byte[] after, long height, int most) {
    List<Entry> found = new ArrayList<>();
    draft
        .state()
        .scan(
            Arrays.copyOf(after, after.length + 1),
            StateKeys.calendar(height + 1, 0, 0),
            (key, _) -> {
              found.add(Entry.of(key));
              return found.size() < most;
            });
    return found;
  }
}
