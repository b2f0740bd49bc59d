package network.cairn.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import network.cairn.api.Needs;
import network.cairn.base.tree.SourceEntry;

/// A command whose body is the files that its arguments name.
final class FileUpload {
  private FileUpload() {}

  /// Sends them, or standard input where there are none, as parts of one call.
  static int run(Roles roles, Invocation invocation, Remote.Renderer renderer) throws IOException {
    return send(
        roles,
        invocation,
        (_, body) -> {
          Remote.print(body, invocation, renderer);
          return 0;
        });
  }

  /// As [#run], where the answer is bytes for standard output.
  static int bytes(Roles roles, Invocation invocation) throws IOException {
    return send(
        roles,
        invocation,
        (_, body) -> {
          Remote.copy(body, invocation.terminal().out());
          return 0;
        });
  }

  private static int send(Roles roles, Invocation invocation, Api.BodyReader<Integer> reader)
      throws IOException {
    Api.Query query = new Api.Query();
    invocation.arguments().stream().limit(plain(invocation)).forEach(query::arg);
    Remote.options(invocation, query);
    String boundary = "cairn-" + UUID.randomUUID();
    List<SourceEntry.File> files = files(invocation);
    Client.Work<Integer> work =
        api ->
            api.upload(
                Remote.path(invocation),
                query,
                boundary,
                out -> {
                  MultipartWriter multipart = new MultipartWriter(out, boundary);
                  for (SourceEntry.File file : files) {
                    multipart.entry(file, file.name());
                  }
                  multipart.end();
                },
                reader);
    Client client = new Client(roles, invocation);
    boolean online = invocation.command().needs() == Needs.DAEMON;
    return online ? client.online(work) : client.anyhow(work);
  }

  /// How many arguments stand in front of the files.
  private static long plain(Invocation invocation) {
    return invocation.command().argumentsHere().stream().filter(a -> !a.isBody()).count();
  }

  /// Whether an argument stands for standard input, as with other programs. A file of this name is
  /// `./-`.
  static boolean isInput(String argument) {
    return argument.equals("-");
  }

  /// Standard input under a name.
  ///
  /// @throws UsageError if the command line names it twice
  static SourceEntry.File input(Invocation invocation, String name) {
    if (invocation.arguments().stream().filter(FileUpload::isInput).count() > 1) {
      throw new UsageError("standard input, \"-\", can be read once only");
    }
    InputStream in = invocation.terminal().in();
    return new SourceEntry.File(name, () -> in, OptionalLong.empty());
  }

  /// The files that the arguments name, in which `-` is standard input, as is no argument at all.
  static List<SourceEntry.File> files(Invocation invocation) {
    List<SourceEntry.File> files = new ArrayList<>();
    for (String argument : invocation.arguments().stream().skip(plain(invocation)).toList()) {
      files.add(isInput(argument) ? told(input(invocation, "")) : file(invocation, argument));
    }
    return files.isEmpty() ? List.of(told(input(invocation, ""))) : files;
  }

  private static SourceEntry.File file(Invocation invocation, String argument) {
    Path path = invocation.terminal().readable(argument);
    String name = path.getFileName().toString();
    return told(new SourceEntry.File(name, () -> Files.newInputStream(path), OptionalLong.empty()));
  }

  private static SourceEntry.File told(SourceEntry.File file) {
    return SourceFaults.told(file, file.name());
  }
}
