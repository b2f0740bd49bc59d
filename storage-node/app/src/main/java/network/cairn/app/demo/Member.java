package network.cairn.app.demo;

import java.io.IOException;
import network.cairn.api.json.JsonValue;
import network.cairn.cli.Api;
import network.cairn.ledger.types.Address;

/// A running node of the network and who it is on the ledger.
///
/// @param home relative to the network's folder, and the node's name
/// @param operator the account that registers and bonds
/// @param wallet the account that buys and is paid
record Member(String home, Api api, Address operator, Address wallet) {
  String name() {
    return home;
  }

  JsonValue call(String path) throws IOException {
    return api.json(path, new Api.Query());
  }

  JsonValue call(String path, String argument) throws IOException {
    return api.json(path, new Api.Query().arg(argument));
  }

  /// An address at which others reach it, with its peer id.
  ///
  /// @throws IllegalStateException if it names none on this machine
  String dialable() throws IOException {
    return call("id").at("Addresses").items().stream()
        .map(JsonValue::text)
        .filter(address -> address.startsWith("/ip4/127.") && address.contains("/tcp/"))
        .filter(address -> address.contains("/p2p/"))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException(home + " listens at no address of this machine"));
  }
}
