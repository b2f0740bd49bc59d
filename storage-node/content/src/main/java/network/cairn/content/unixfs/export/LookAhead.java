package network.cairn.content.unixfs.export;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import network.cairn.content.unixfs.DirectoryEntry;
import network.cairn.content.unixfs.UnixFs;
import network.cairn.ipld.cid.Cid;

/// A directory's entries, announced to the source of blocks before they are come to: small files
/// then cost no round trip each. Used by one thread.
final class LookAhead implements Iterator<DirectoryEntry> {
  private static final int MOST = 1024;
  private static final int STEP = 256;

  private final Iterator<DirectoryEntry> entries;
  private final UnixFs unixfs;
  private final Deque<DirectoryEntry> announced = new ArrayDeque<>();

  LookAhead(Iterator<DirectoryEntry> entries, UnixFs unixfs) {
    this.entries = entries;
    this.unixfs = unixfs;
  }

  @Override
  public boolean hasNext() {
    return !announced.isEmpty() || entries.hasNext();
  }

  @Override
  public DirectoryEntry next() {
    if (announced.size() <= MOST - STEP) {
      announce();
    }
    return announced.isEmpty() ? entries.next() : announced.removeFirst();
  }

  private void announce() {
    List<Cid> cids = new ArrayList<>(STEP);
    while (cids.size() < STEP && entries.hasNext()) {
      DirectoryEntry entry = entries.next();
      announced.addLast(entry);
      cids.add(entry.cid());
    }
    if (!cids.isEmpty()) {
      unixfs.prefetch(cids);
    }
  }
}
