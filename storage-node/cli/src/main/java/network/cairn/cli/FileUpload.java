package network.cairn.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/// A command whose body is the files that its arguments name.
final class FileUpload {
  private FileUpload() {}

  /// Sends them, or standard input where there are none, as parts of one call.
  static int run(Roles roles, Invocation invocation, Remote.Renderer renderer) throws IOException {
    Api.Query query = new Api.Query();
    Remote.options(invocation, query);
    String boundary = "cairn-" + UUID.randomUUID();
    List<Path> files =
        invocation.arguments().stream().map(invocation.terminal()::readable).toList();
    return new Client(roles, invocation)
        .anyhow(api ->
            api.upload(
                Remote.path(invocation),
                query,
                boundary,
                out -> {
                  MultipartWriter multipart = new MultipartWriter(out, boundary);
                  for (Path file : files) {
                    try (InputStream in = Files.newInputStream(file)) {
                      multipart.part(file.getFileName().toString(), "application/octet-stream", in);
                    }
                  }
                  if (files.isEmpty()) {
                    multipart.part("", "application/octet-stream", invocation.terminal().in());
                  }
                  multipart.end();
                },
                (_, body) -> {
                  Remote.print(body, invocation, renderer);
                  return 0;
                }));
  }
}
