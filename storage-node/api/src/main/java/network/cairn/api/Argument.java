package network.cairn.api;

/// One positional argument of a command; at the door an `arg` of the query or a part of the body.
///
/// @param name on the command line
/// @param doorName as the door's errors call it, which are Kubo's
public record Argument(String name, String doorName, Form form, String help, Use use) {
  /// How often it is given, and how.
  public enum Form {
    /// Exactly once.
    ONE,
    /// Exactly once; only as the last. The command line reads it from standard input where it is
    /// not given and input is not a terminal.
    PIPED,
    /// Once or not at all.
    OPTIONAL,
    /// Once or more; only as the last. The command line reads it from standard input, one a line,
    /// where none is given and input is not a terminal; the door reads it from a body.
    MANY,
    /// Any number; only as the last.
    ANY,
    /// A file, whose content is the body.
    FILE,
    /// Any number of files, whose contents are parts of the body; standard input where none is
    /// named.
    FILES
  }

  public static Argument one(String name, String help) {
    return new Argument(name, name, Form.ONE, help, Use.SENT);
  }

  public static Argument piped(String name, String help) {
    return new Argument(name, name, Form.PIPED, help, Use.SENT);
  }

  public static Argument optional(String name, String help) {
    return new Argument(name, name, Form.OPTIONAL, help, Use.SENT);
  }

  public static Argument many(String name, String help) {
    return new Argument(name, name, Form.MANY, help, Use.SENT);
  }

  public static Argument any(String name, String help) {
    return new Argument(name, name, Form.ANY, help, Use.SENT);
  }

  public static Argument file(String name, String help) {
    return new Argument(name, name, Form.FILE, help, Use.SENT);
  }

  public static Argument files(String name, String help) {
    return new Argument(name, name, Form.FILES, help, Use.SENT);
  }

  /// Under another name in the door's errors.
  public Argument called(String atDoor) {
    return new Argument(name, atDoor, form, help, use);
  }

  /// At the door only.
  public Argument doorOnly() {
    return new Argument(name, doorName, form, help, Use.DOOR);
  }

  /// Whether the command line must have it.
  public boolean required() {
    return form == Form.ONE || form == Form.PIPED || form == Form.MANY || form == Form.FILE;
  }

  /// Whether the command line takes all that follow for it.
  public boolean variadic() {
    return form == Form.MANY || form == Form.ANY || form == Form.FILES;
  }

  /// Whether the command line reads its values from standard input where none is given.
  public boolean fromInput() {
    return form == Form.MANY || form == Form.PIPED;
  }

  /// Whether it is the body of a request.
  public boolean isBody() {
    return form == Form.FILE || form == Form.FILES;
  }

  /// `<name>`, `<name>...` or `[<name>]`.
  public String usage() {
    String word = "<" + name + ">" + (variadic() ? "..." : "");
    return required() ? word : "[" + word + "]";
  }
}
