package network.cairn.cli;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Arguments as the lines of a body, in Kubo's manner: a list is no part of a URL where it is long,
/// because doors bound those.
final class ArgumentBody {
  /// Bytes of arguments in a URL.
  private static final int MAX_IN_URL = 16 << 10;

  /// Bytes of arguments in a body; the door takes twice as many.
  private static final int MAX_IN_BODY = 512 << 10;

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
      long more = arg.getBytes(StandardCharsets.UTF_8).length + 1L;
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

  private static long bytes(List<String> args) {
    return args.stream().mapToLong(a -> a.length() + 1L).sum();
  }
}
