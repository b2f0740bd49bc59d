package network.cairn.api;

/// What the door asks of a command's caller. Web pages of others reach no command, whatever stands
/// here.
public enum Guard {
  /// Nothing: the command reads, and at most keeps blocks that it fetched.
  NOTHING,
  /// Nothing, as in Kubo, though it changes what the node keeps, its named keys or its connections:
  /// whoever works with a node through Kubo's clients has no token.
  CHANGES,
  /// The home's token where it changes the configuration, or reads what concerns money or the door.
  SETTINGS,
  /// The home's token: it decides what the node is, or whether it runs.
  TOKEN,
  /// The home's token: it moves money or tells of it.
  MONEY;

  /// Whether no caller without the token gets through.
  public boolean always() {
    return this == TOKEN || this == MONEY;
  }

  /// Whether a caller who has the token shows it.
  public boolean wanted() {
    return always() || this == SETTINGS;
  }
}
