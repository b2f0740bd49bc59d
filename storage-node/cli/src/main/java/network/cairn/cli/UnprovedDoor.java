package network.cairn.cli;

import java.net.ConnectException;

/// Nobody at an address proved to be the home's daemon. As good as nobody there: nothing was told.
abstract sealed class UnprovedDoor extends ConnectException permits SilentDoor, StrangerAtDoor {
  private static final long serialVersionUID = 1;

  UnprovedDoor(String message) {
    super(message);
  }
}
