package network.cairn.cli;

/// Guesses what a mistyped word meant.
final class Spelling {
  private Spelling() {}

  /// Whether one word is a prefix of the other or few edits away.
  static boolean near(String typed, String known) {
    if (typed.isEmpty()) {
      return false;
    }
    return known.startsWith(typed)
        || typed.startsWith(known)
        || distance(typed, known) <= Math.max(1, known.length() / 3);
  }

  /// Levenshtein's distance; both words are short.
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
