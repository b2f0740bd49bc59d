package network.cairn.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
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
    Remote.options(invocation, query);
    String boundary = "cairn-" + UUID.randomUUID();
    List<SourceEntry.File> files = files(invocation);
    return new Client(roles, invocation)
        .anyhow(api ->
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
                reader));
  }

  /// The files that the arguments name, or standard input without a name where there are none.
  static List<SourceEntry.File> files(Invocation invocation) {
    List<SourceEntry.File> files = new ArrayList<>();
    for (String argument : invocation.arguments()) {
      Path path = invocation.terminal().readable(argument);
      String name = path.getFileName().toString();
      SourceEntry.File file =
          new SourceEntry.File(name, () -> Files.newInputStream(path), OptionalLong.empty());
      files.add(SourceFaults.told(file, name));
    }
    if (files.isEmpty()) {
      InputStream in = invocation.terminal().in();
      files.add(SourceFaults.told(new SourceEntry.File("", () -> in, OptionalLong.empty()), ""));
    }
    return files;
  }
}
