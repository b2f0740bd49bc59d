package network.cairn.cli;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import network.cairn.base.units.ByteSize;

/// Arguments as the lines of a body, in Kubo's manner: a list is no part of a URL where it is long,
/// because doors bound those.
final class ArgumentBody {
  /// Bytes of arguments in a URL.
  private static final int MAX_IN_URL = 16 << 10;

  /// Bytes of arguments in the body of one of several calls; the door takes twice as many.
  private static final int MAX_IN_BODY = 512 << 10;

  /// Bytes of arguments that the door takes.
  private static final int MAX_AT_DOOR = 1 << 20;

  private ArgumentBody() {}

  /// Whether these are too many for a URL. One that is no line stays there.
  static boolean isNeeded(Api.Query query) {
    List<String> args = query.args();
    return bytes(args) > MAX_IN_URL && args.stream().allMatch(ArgumentBody::isLine);
  }

  private static boolean isLine(String argument) {
    return !argument.isEmpty()
        && argument.strip().equals(argument)
        && argument.indexOf('\n') < 0
        && argument.indexOf('\r') < 0;
  }

  static String boundary() {
    return "cairn-" + UUID.randomUUID();
  }

  static Api.BodyWriter of(Api.Query query, String boundary) {
    byte[] lines = (String.join("\n", query.args()) + "\n").getBytes(StandardCharsets.UTF_8);
    return out -> {
      MultipartWriter multipart = new MultipartWriter(out, boundary);
      multipart.file("", new ByteArrayInputStream(lines));
      multipart.end();
    };
  }

  /// The same call in as many as one body each can hold, in order; one for most.
  static List<Api.Query> calls(Api.Query query) {
    List<Api.Query> calls = new ArrayList<>();
    List<String> part = new ArrayList<>();
    long held = 0;
    for (String arg : query.args()) {
      long more = bytes(arg);
      if (held + more > MAX_IN_BODY && !part.isEmpty()) {
        calls.add(query.withArgs(part));
        part.clear();
        held = 0;
      }
      part.add(arg);
      held += more;
    }
    calls.add(query.withArgs(part));
    return calls;
  }

  /// The same call, of which the answer is one for all its arguments: what no call can hold is not
  /// to be made of several.
  ///
  /// @throws CommandFailed if these are too many
  static List<Api.Query> one(Api.Query query) {
    long bytes = bytes(query.args());
    if (bytes > MAX_AT_DOOR) {
      throw new CommandFailed(
          "the arguments have "
              + ByteSize.text(bytes)
              + ", and one answer for all of them is given up to "
              + ByteSize.text(MAX_AT_DOOR)
              + "; ask for fewer at once");
    }
    return List.of(query);
  }

  private static long bytes(List<String> args) {
    return args.stream().mapToLong(ArgumentBody::bytes).sum();
  }

  /// With the end of its line.
  private static long bytes(String argument) {
    return argument.getBytes(StandardCharsets.UTF_8).length + 1L;
  }
}
