package network.cairn.deals.provider;

import java.util.ArrayList;
import java.util.List;
import network.cairn.ledger.api.EventFilter;
import network.cairn.ledger.client.Chain;
import network.cairn.ledger.client.Head;

/// Follows some of a ledger's events, up to the proved height: what is said of later ones waits, so
/// that no lie takes the cursor where the chain has not come. For one thread.
final class Followed {
  private final Chain chain;
  private final EventFilter filter;
  private Chain.Cursor cursor;

  /// @param cursor where to go on
  Followed(Chain chain, EventFilter filter, Chain.Cursor cursor) {
    this.chain = chain;
    this.filter = filter;
    this.cursor = cursor;
  }

  Chain.Cursor cursor() {
    return cursor;
  }

  void goOnFrom(Chain.Cursor place) {
    cursor = place;
  }

  /// The next page of them, none twice.
  List<Chain.Seen> next(Head head) {
    Chain.EventPage page = chain.events(cursor, filter);
    List<Chain.Seen> found = new ArrayList<>();
    for (Chain.Seen seen : page.events()) {
      if (!isNext(seen.at(), head)) {
        return found;
      }
      cursor = seen.at();
      found.add(seen);
    }
    if (isNext(page.next(), head)) {
      cursor = page.next();
    }
    return found;
  }

  private boolean isNext(Chain.Cursor at, Head head) {
    return at.height() <= head.height()
        && (at.height() > cursor.height()
            || (at.height() == cursor.height() && at.index() > cursor.index()));
  }
}
