package network.cairn.http.door;

/// A message as it may stand in a trailer: one line that no client finds too long. What was asked
/// for, such as names in a DAG, may be part of it; the server would send no trailer at all where
/// one character is none of a header's.
final class TrailerText {
  private static final int LONGEST = 4096;

  private TrailerText() {}

  static String of(String message) {
    String text = message.length() > LONGEST ? message.substring(0, LONGEST) + "..." : message;
    StringBuilder line = new StringBuilder(text.length());
    text.replace("\r\n", " ")
        .chars()
        .forEach(c -> line.append(Character.isISOControl(c) ? ' ' : (char) c));
    return line.toString();
  }
}
