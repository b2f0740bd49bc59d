package network.cairn.cli;

import java.net.ConnectException;

/// Somebody listens where the home's daemon should, and cannot prove to be it. As good as nobody:
/// nothing was told to it.
final class StrangerAtDoor extends ConnectException {
  private static final long serialVersionUID = 1;

  StrangerAtDoor(String address) {
    super(
        address
            + " is not answered by this home's daemon, so nothing was sent there; if it is another"
            + " home's, name it by --api and give its token by --api-auth");
  }
}
