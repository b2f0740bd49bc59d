package network.cairn.base.tree;

import java.util.ArrayList;
import java.util.List;

/// A pattern of ignore rules over whole paths: `*` and `?` stand for no slash, `**/` at a place for
/// any folders and none, `/**` at the end for all that is below, `[a-z]` for one of its members.
///
/// Takes time in proportion to the pattern times the path, whatever both say.
final class Glob {
  private sealed interface Piece {}

  /// Characters of a range, both ends included.
  private record Range(int from, int to) {}

  /// One character.
  ///
  /// @param slash whether it may be a slash
  private record One(boolean not, boolean slash, List<Range> members) implements Piece {
    boolean takes(int c) {
      boolean in = members.stream().anyMatch(range -> range.from() <= c && c <= range.to());
      return in != not && (slash || c != '/');
    }
  }

  /// Any number of characters that are no slash.
  private record Many() implements Piece {}

  /// Nothing, or anything that ends in a slash.
  private record Folders() implements Piece {}

  /// A slash and anything.
  private record Below() implements Piece {}

  private final List<Piece> pieces = new ArrayList<>();

  /// @param deep whether it may begin in any folder
  /// @throws IllegalArgumentException for a range that runs backwards
  Glob(String pattern, boolean deep) {
    if (deep) {
      pieces.add(new Folders());
    }
    int at = 0;
    while (at < pattern.length()) {
      at = read(pattern, at);
    }
  }

  /// Reads what begins at `at` and returns where the next piece begins.
  private int read(String pattern, int at) {
    if (pattern.startsWith("**/", at)) {
      pieces.add(new Folders());
      return at + 3;
    }
    if (pattern.startsWith("/**", at) && at + 3 == pattern.length()) {
      pieces.add(new Below());
      return at + 3;
    }
    int c = pattern.codePointAt(at);
    int next = at + Character.charCount(c);
    switch (c) {
      case '*' -> pieces.add(new Many());
      case '?' -> pieces.add(new One(true, false, List.of()));
      case '[' -> {
        return members(pattern, at);
      }
      case '\\' -> {
        int escaped = next < pattern.length() ? pattern.codePointAt(next) : c;
        pieces.add(exactly(escaped));
        return Math.min(pattern.length(), next + Character.charCount(escaped));
      }
      default -> pieces.add(exactly(c));
    }
    return next;
  }

  private static One exactly(int c) {
    return new One(false, true, List.of(new Range(c, c)));
  }

  private int members(String pattern, int open) {
    int start = open + 1;
    boolean not = start < pattern.length() && "!^".indexOf(pattern.charAt(start)) >= 0;
    int first = not ? start + 1 : start;
    int close = pattern.indexOf(']', first + 1);
    if (close < 0) {
      pieces.add(exactly('['));
      return open + 1;
    }
    int[] given = pattern.substring(first, close).codePoints().toArray();
    List<Range> members = new ArrayList<>();
    for (int at = 0; at < given.length; at++) {
      boolean range = at + 2 < given.length && given[at + 1] == '-';
      int from = given[at];
      int to = range ? given[at + 2] : from;
      if (from > to) {
        throw new IllegalArgumentException(
            "ignore rule " + pattern + ": a range of its characters runs backwards");
      }
      members.add(new Range(from, to));
      at += range ? 2 : 0;
    }
    pieces.add(new One(not, false, List.copyOf(members)));
    return close + 1;
  }

  /// Whether it stands for the whole path.
  boolean matches(String path) {
    int[] characters = path.codePoints().toArray();
    boolean[] reached = new boolean[characters.length + 1];
    reached[0] = true;
    for (Piece piece : pieces) {
      reached = behind(piece, reached, characters);
    }
    return reached[characters.length];
  }

  /// The places of the path that are reached behind a piece, of those before it.
  private static boolean[] behind(Piece piece, boolean[] before, int[] path) {
    boolean[] behind = new boolean[before.length];
    boolean open = false;
    for (int at = 0; at < before.length; at++) {
      boolean from = at > 0 && before[at - 1];
      boolean slash = at > 0 && path[at - 1] == '/';
      switch (piece) {
        case One one -> behind[at] = from && one.takes(path[at - 1]);
        case Many _ -> {
          open = before[at] || (open && !slash);
          behind[at] = open;
        }
        case Folders _ -> {
          behind[at] = before[at] || (open && slash);
          open |= before[at];
        }
        case Below _ -> {
          open |= from && slash;
          behind[at] = open;
        }
      }
    }
    return behind;
  }
}
