package network.cairn.cli;

/// Somebody listens where the home's daemon should, and cannot prove to be it.
final class StrangerAtDoor extends UnprovedDoor {
  private static final long serialVersionUID = 1;

  private StrangerAtDoor(String message) {
    super(message);
  }

  /// It has not the home's token.
  static StrangerAtDoor ofHome(String address) {
    return new StrangerAtDoor(
        address
            + " is not answered by this home's daemon, so nothing was sent there. If it is another"
            + " home's, name it by --api and give its token by --api-auth; if it is this one's, the"
            + " file 'token' of the home is not the one that it began with: stop that process and"
            + " start it again");
  }

  /// It has not the token that the user gave.
  static StrangerAtDoor ofToken(String address) {
    return new StrangerAtDoor(
        address
            + " is not answered by a daemon that has the token of --api-auth, so nothing was sent"
            + " there; the token stands in the file 'token' of the daemon's home");
  }

  /// Nothing is here to prove it by.
  static StrangerAtDoor unprovable(String address, String why) {
    return new StrangerAtDoor(
        address
            + " cannot prove to be this home's daemon, because "
            + why
            + ", so nothing was sent there; start the daemon again, or name another by --api and"
            + " give its token by --api-auth");
  }
}
