package network.cairn.interop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A bare go-libp2p host in a process of its own, with one way to carry connections.
final class GoLibp2pPeer implements AutoCloseable {
  private final JsonLines lines;

  /// @param options of the program
  GoLibp2pPeer(Path binary, Path log, List<String> options) throws IOException {
    List<String> command = new ArrayList<>(List.of(binary.toString()));
    command.addAll(options);
    lines = new JsonLines(log, command);
  }

  /// An address to dial, with the peer id.
  String address() throws IOException {
    return lines.ask("addresses", Map.of()).get("addresses").get(0).asString();
  }

  String id() throws IOException {
    return lines.ask("addresses", Map.of()).get("peer").asString();
  }

  void dial(String address) throws IOException {
    lines.ask("dial", Map.of("address", address));
  }

  /// Asks for an operation about a peer that is connected.
  JsonNode ask(String operation, String peer) throws IOException {
    return lines.ask(operation, Map.of("peer", peer));
  }

  /// Sends bytes and fails unless they come back.
  void echo(String peer, int size) throws IOException {
    lines.ask("echo", Map.of("peer", peer, "size", size, "seed", size));
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
