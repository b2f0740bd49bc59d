package network.cairn.store.blockstore;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import network.cairn.ipld.cid.Cid;
import org.jspecify.annotations.Nullable;

/// Where a depth-first walk is: for each node on the way the links that are still to be followed.
///
/// A node may have half a million links and a DAG may be as deep as its maker likes, so of all
/// levels together at most [#MOST] links are held, those of the deepest. Of the others only the
/// node and the place are kept; it is read again when the walk comes back to it, which it does only
/// after as many links. Used by one thread.
final class Trail {
  static final int MOST = 1 << 20;

  private final int most;
  private final List<Level> levels = new ArrayList<>();

  /// Levels from the root on whose links are not held.
  private int bare;

  private int held;

  Trail() {
    this(MOST);
  }

  /// @param most links held, of the deepest level in any case
  Trail(int most) {
    this.most = most;
  }

  private static final class Level {
    final Cid node;
    @Nullable List<Cid> links;
    int next;

    Level(Cid node, List<Cid> links) {
      this.node = node;
      this.links = links;
    }
  }

  /// Goes down into a node.
  void enter(Cid node, List<Cid> links) {
    leaveEnded();
    if (links.isEmpty()) {
      return;
    }
    levels.add(new Level(node, links));
    held += links.size();
    while (held > most && bare < levels.size() - 1) {
      Level oldest = levels.get(bare++);
      held -= oldest.links == null ? 0 : oldest.links.size();
      oldest.links = null;
    }
  }

  /// The next link, in the order of the nodes; empty at the end.
  ///
  /// @param again reads the links of a node that was entered before
  Optional<Cid> next(Function<Cid, List<Cid>> again) {
    while (!levels.isEmpty()) {
      Level level = levels.getLast();
      List<Cid> links = level.links == null ? again(level, again) : level.links;
      if (level.next < links.size()) {
        return Optional.of(links.get(level.next++));
      }
      leave(level);
    }
    return Optional.empty();
  }

  private List<Cid> again(Level level, Function<Cid, List<Cid>> again) {
    List<Cid> links = again.apply(level.node);
    level.links = links;
    held += links.size();
    bare = levels.size() - 1;
    return links;
  }

  /// A node whose last link is being followed is not come back to: a chain has no trail.
  private void leaveEnded() {
    while (!levels.isEmpty()) {
      Level level = levels.getLast();
      if (level.links == null || level.next < level.links.size()) {
        return;
      }
      leave(level);
    }
  }

  private void leave(Level level) {
    levels.removeLast();
    held -= level.links == null ? 0 : level.links.size();
    bare = Math.min(bare, levels.size());
  }

  /// Links held.
  int held() {
    return held;
  }
}
