package network.cairn.interop;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A peer of somebody else's making in a process of its own, driven line by line; one request at a
/// time.
final class JsonLines implements AutoCloseable {
  private final JsonMapper json = new JsonMapper();
  private final Process process;
  private final BufferedWriter requests;
  private final BufferedReader answers;
  private final Path log;
  private int next;

  /// @param log where its errors go
  JsonLines(Path log, List<String> command) throws IOException {
    this.log = log;
    process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    requests = process.outputWriter();
    answers = process.inputReader();
  }

  /// Asks for an operation and waits for its answer.
  JsonNode ask(String operation, Map<String, Object> arguments) throws IOException {
    Map<String, Object> request = new HashMap<>(arguments);
    request.put("id", ++next);
    request.put("op", operation);
    requests.write(json.writeValueAsString(request));
    requests.newLine();
    requests.flush();
    String line = answers.readLine();
    if (line == null) {
      throw new AssertionError("the peer ended; see " + log);
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
