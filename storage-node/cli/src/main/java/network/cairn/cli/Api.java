package network.cairn.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.api.content.Content;
import network.cairn.api.json.JsonValue;

/// Kubo's RPC as the commands call it: over a socket to the daemon ([Rpc]), or in this process
/// where no daemon runs.
public interface Api {
  /// The query of a call: repeated `arg` and named options, in order.
  final class Query {
    private final List<Pair> pairs = new ArrayList<>();

    /// A name and its value, not encoded.
    public record Pair(String name, String value) {}

    public Query arg(String value) {
      return option("arg", value);
    }

    public Query option(String name, String value) {
      pairs.add(new Pair(name, value));
      return this;
    }

    public List<Pair> pairs() {
      return List.copyOf(pairs);
    }

    /// The arguments, in order.
    public List<String> args() {
      return pairs.stream().filter(Query::isArg).map(Pair::value).toList();
    }

    /// The same options with other arguments.
    public Query withArgs(List<String> args) {
      Query other = new Query();
      args.forEach(other::arg);
      pairs.stream().filter(p -> !isArg(p)).forEach(other.pairs::add);
      return other;
    }

    private static boolean isArg(Pair pair) {
      return pair.name.equals("arg");
    }

    /// As it stands in a URL, with its question mark; empty for no pairs.
    public String encoded() {
      StringBuilder text = new StringBuilder();
      for (Pair pair : pairs) {
        text.append(text.isEmpty() ? '?' : '&')
            .append(pair.name)
            .append('=')
            .append(URLEncoder.encode(pair.value, StandardCharsets.UTF_8));
      }
      return text.toString();
    }
  }

  /// The head of an answer; a trailer is known once the body has been read to its end.
  interface Answer {
    Optional<String> header(String name);
  }

  /// Writes a multipart request body.
  interface BodyWriter {
    void writeTo(OutputStream out) throws IOException;
  }

  /// Reads the answer's body while it arrives.
  interface BodyReader<T> {
    T read(Answer answer, InputStream body) throws IOException;
  }

  /// Calls a command without a body.
  ///
  /// @param path the command's words joined by `/`
  /// @throws CommandFailed with the command's message, also if the error came after output
  <T> T call(String path, Query query, BodyReader<T> reader) throws IOException;

  /// Calls a command with a multipart body, which is sent while the answer is read.
  <T> T upload(String path, Query query, String boundary, BodyWriter writer, BodyReader<T> reader)
      throws IOException;

  /// What is done with whole files, trees and CARs, which need not go through calls.
  Content content();

  /// The daemon of a home, by the home's files `api` and `token`, which must prove to be it at each
  /// call. Nothing is called yet.
  ///
  /// Programs that start several daemons at once use this: a machine that is busy with that gets
  /// more time than a person would wait.
  ///
  /// @throws IOException if the address cannot be read, as when no daemon runs, or if others can
  ///   read the token
  static Api ofHome(Path home) throws IOException {
    InetSocketAddress address = Client.socketAddress(Files.readString(home.resolve("api")).strip());
    return new Rpc(address, Trust.own(home, address, Optional.empty()), Duration.ofMinutes(1));
  }

  /// The whole answer as text.
  default String text(String path, Query query) throws IOException {
    return call(path, query, (_, body) -> new String(body.readAllBytes(), StandardCharsets.UTF_8));
  }

  /// The whole answer as one JSON value.
  default JsonValue json(String path, Query query) throws IOException {
    return JsonValue.parse(text(path, query));
  }
}
