package network.cairn.http.gateway.unixfs;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import network.cairn.http.gateway.ask.Asked;
import network.cairn.ipld.cid.Cid;

/// Listings that were made: what a CID lists never changes. Of [#MOST] bytes at most; the one asked
/// for longest ago goes first. Thread-safe.
final class MadePages {
  static final int MOST = 4 << 20;

  /// No page of more than this part of the room.
  static final int LARGEST = MOST / 4;

  private final LinkedHashMap<Key, byte[]> pages = new LinkedHashMap<>(16, 0.75f, true);
  private int bytes;

  /// All that a page depends on.
  record Key(Cid directory, String shown, String url, String origin, String sort, String order) {
    static Key of(Asked asked, Cid directory) {
      return new Key(
          directory,
          asked.shown(),
          asked.url(),
          asked.origin(),
          asked.query().first("sort").orElse(""),
          asked.query().first("order").orElse(""));
    }

    /// What it holds beside the page, roughly.
    private int size() {
      return shown.length() + url.length() + origin.length() + sort.length() + order.length();
    }
  }

  synchronized Optional<byte[]> get(Key key) {
    return Optional.ofNullable(pages.get(key));
  }

  /// Keeps a page, if it is not too large.
  synchronized void put(Key key, byte[] page) {
    int size = key.size() + page.length;
    if (size > LARGEST || pages.putIfAbsent(key, page) != null) {
      return;
    }
    bytes += size;
    for (Iterator<Map.Entry<Key, byte[]>> oldest = pages.entrySet().iterator(); bytes > MOST; ) {
      Map.Entry<Key, byte[]> gone = oldest.next();
      bytes -= gone.getKey().size() + gone.getValue().length;
      oldest.remove();
    }
  }
}
