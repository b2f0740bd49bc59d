package network.cairn.api;

/// On which side of the RPC an option or argument is known.
public enum Use {
  /// On the command line, which sends it to the door.
  SENT,
  /// On both sides; the command line acts on its own and does not send it.
  BOTH,
  /// On the command line only.
  HERE,
  /// At the door only.
  DOOR;

  public boolean onCommandLine() {
    return this != DOOR;
  }

  public boolean atDoor() {
    return this != HERE;
  }
}
