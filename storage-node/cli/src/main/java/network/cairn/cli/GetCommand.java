package network.cairn.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import network.cairn.api.table.ContentTable;

/// `cairn get`: writes a file or directory to disk, or its archive.
final class GetCommand {
  private GetCommand() {}

  static void add(Roles roles, Actions actions) {
    actions.put(ContentTable.GET, invocation -> run(roles, invocation));
  }

  private static int run(Roles roles, Invocation invocation) throws IOException {
    Api.Query query = new Api.Query().arg(invocation.argument(0)).option("archive", "true");
    Remote.options(invocation, query);
    invocation.text("timeout").ifPresent(time -> query.option("timeout", time));
    boolean archive = invocation.flag("archive") || invocation.flag("compress");
    Path target = target(invocation, archive);
    new Client(roles, invocation)
        .anyhow(api ->
            api.call(
                "get",
                query,
                (answer, body) -> {
                  long total =
                      answer
                          .header("X-Content-Length")
                          .filter(n -> n.matches("[0-9]{1,18}"))
                          .map(Long::parseLong)
                          .orElse(0L);
                  ProgressBar bar = new ProgressBar(invocation.terminal(), invocation, total);
                  if (archive) {
                    try (OutputStream file = Files.newOutputStream(target)) {
                      copy(body, file, bar, 0);
                    }
                  } else {
                    extract(body, target, lastName(invocation.argument(0)), bar);
                  }
                  bar.clear();
                  return 0;
                }));
    String kind = archive ? "archive" : "file(s)";
    invocation.terminal().out().println("Saving " + kind + " to " + shown(invocation, target));
    return 0;
  }

  private static Path target(Invocation invocation, boolean archive) {
    String name = lastName(invocation.argument(0));
    String suffix =
        !archive
            ? ""
            : invocation.flag("compress")
                ? (invocation.flag("archive") ? ".tar.gz" : ".gz")
                : ".tar";
    Optional<String> output = invocation.text("output").filter(o -> !o.isEmpty());
    return invocation.terminal().path(output.orElse(name + suffix));
  }

  private static String lastName(String path) {
    String bare = path.replaceFirst("/+$", "");
    return bare.substring(bare.lastIndexOf('/') + 1);
  }

  private static String shown(Invocation invocation, Path target) {
    Path directory = invocation.terminal().directory();
    if (!target.startsWith(directory)) {
      return target.toString();
    }
    Path below = directory.relativize(target.normalize());
    return below.toString().isEmpty() ? "." : below.toString();
  }

  /// Writes an archive's entries: the first names the root, which becomes the target. Nothing is
  /// written outside it, and nothing through a symlink.
  ///
  /// @param name of a root that is no directory, where the target is one
  static void extract(InputStream body, Path to, String name, ProgressBar bar) throws IOException {
    TarReader tar = new TarReader(body);
    Optional<TarReader.Entry> entry = tar.next();
    if (entry.isEmpty()) {
      throw new CommandFailed("the answer holds no file");
    }
    boolean into = entry.get().type() != '5' && Files.isDirectory(to);
    // Entries' paths are normalized, so the target must be, or no path would seem to lie below it.
    Path target = (into ? to.resolve(path(name)) : to).toAbsolutePath().normalize();
    String root = strip(entry.get().name());
    long done = 0;
    for (; entry.isPresent(); entry = tar.next()) {
      Path path = below(target, root, strip(entry.get().name()));
      switch (entry.get().type()) {
        case '5' -> Files.createDirectories(checked(target, path));
        case '2' -> {
          Files.deleteIfExists(checked(target, path));
          Files.createSymbolicLink(path, path(entry.get().linkTarget()));
        }
        case '0' -> {
          checked(target, path);
          if (Files.isSymbolicLink(path)) {
            Files.delete(path);
          }
          try (OutputStream file = Files.newOutputStream(path)) {
            done = copy(tar.content(), file, bar, done);
          }
        }
        default ->
            throw new CommandFailed(
                "the archive holds an entry of unknown kind: " + entry.get().name());
      }
    }
  }

  private static String strip(String name) {
    return name.replaceFirst("^/+", "").replaceFirst("/+$", "");
  }

  private static Path below(Path target, String root, String name) {
    if (name.equals(root)) {
      return target;
    }
    if (!name.startsWith(root + "/")) {
      throw new CommandFailed("the archive names a path outside its root: " + name);
    }
    Path path = target.resolve(path(name.substring(root.length() + 1))).normalize();
    if (!path.startsWith(target) || path.equals(target)) {
      throw new CommandFailed("the archive names a path outside its root: " + name);
    }
    return path;
  }

  private static Path path(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new CommandFailed("the archive holds a name that no file can have: " + e.getReason());
    }
  }

  /// Refuses a path that leads through a symlink below the target.
  private static Path checked(Path target, Path path) {
    for (Path at = path.getParent();
        at != null && at.startsWith(target) && !at.equals(target.getParent());
        at = at.getParent()) {
      if (Files.isSymbolicLink(at)
          || (Files.exists(at, LinkOption.NOFOLLOW_LINKS)
              && !Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS))) {
        throw new CommandFailed("refusing to write through " + at);
      }
    }
    return path;
  }

  private static long copy(InputStream in, OutputStream out, ProgressBar bar, long before)
      throws IOException {
    byte[] buffer = new byte[1 << 18];
    long done = before;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      out.write(buffer, 0, n);
      done += n;
      bar.at(done);
    }
    return done;
  }
}
