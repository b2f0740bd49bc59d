package network.cairn.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import network.cairn.base.files.PartFile;

/// `cairn diag profile`: keeps what the daemon tells of itself in a file.
final class ProfileCommand {
  private ProfileCommand() {}

  static int run(Roles roles, Invocation invocation) throws IOException {
    Path target = invocation.terminal().path(name(invocation));
    try (PartFile file = PartFile.of(target)) {
      new Client(roles, invocation)
          .online(api ->
              api.call(
                  Remote.path(invocation),
                  Remote.query(invocation),
                  (_, body) -> Remote.copy(body, file.out())));
      file.finish();
    }
    invocation.terminal().out().println("Wrote profiles to: " + Printable.line(target.toString()));
    return 0;
  }

  /// Names that sort by time, without colons, which some file systems refuse.
  private static String name(Invocation invocation) {
    return invocation
        .text("output")
        .filter(name -> !name.isEmpty())
        .orElseGet(() -> {
          String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
          return "cairn-profile-" + now.replace(':', '_') + ".zip";
        });
  }
}
