package network.cairn.cli;

import java.io.IOException;
import java.nio.file.Path;
import network.cairn.api.content.ArchiveRequest;
import network.cairn.api.content.Content;
import network.cairn.api.content.ReadRequest;
import network.cairn.api.table.ContentTable;
import network.cairn.base.files.PartFile;

/// `cairn get`: writes a file or directory to disk, or its archive.
final class GetCommand {
  private GetCommand() {}

  static void add(Roles roles, Actions actions) {
    actions.put(ContentTable.GET, invocation -> run(roles, invocation));
  }

  private static int run(Roles roles, Invocation invocation) throws IOException {
    ReadRequest request =
        new ReadRequest(
            invocation.argument(0),
            invocation.text("timeout"),
            invocation.text("peer"),
            invocation.text("from"));
    boolean archive = invocation.flag("archive") || invocation.flag("compress");
    Path target = target(invocation, archive);
    ProgressBar bar = new ProgressBar(invocation.terminal(), invocation, 0);
    new Client(roles, invocation)
        .anyhow(api -> {
          if (archive) {
            archive(api.content(), request, invocation, target, bar);
          } else {
            String name = lastName(request.path());
            ExtractedTree tree = new ExtractedTree(target, name, bar);
            api.content().get(request, tree);
            tree.end();
          }
          return 0;
        });
    bar.clear();
    String kind = archive ? "archive" : "file(s)";
    invocation
        .terminal()
        .out()
        .println("Saving " + kind + " to " + Printable.line(shown(invocation, target)));
    return 0;
  }

  private static void archive(
      Content content, ReadRequest request, Invocation invocation, Path target, ProgressBar bar)
      throws IOException {
    ArchiveRequest form =
        new ArchiveRequest(
            invocation.flag("archive"),
            invocation.flag("compress"),
            invocation.number("compression-level"));
    try (ShownFile file = new ShownFile(target, bar)) {
      content.archive(request, form, file);
      file.finish();
    }
  }

  /// Where the files go. An archive's name gets the endings that it lacks, whoever gave it, unless
  /// a pipe or device has it.
  private static Path target(Invocation invocation, boolean archive) throws IOException {
    String name =
        invocation
            .text("output")
            .filter(o -> !o.isEmpty())
            .orElse(lastName(invocation.argument(0)));
    Path plain = invocation.terminal().path(name);
    if (!archive || PartFile.isDevice(plain)) {
      return plain;
    }
    boolean tar = invocation.flag("archive") && !name.endsWith(".tar") && !name.endsWith(".tar.gz");
    String ended = tar ? name + ".tar" : name;
    boolean gzip = invocation.flag("compress") && !ended.endsWith(".gz");
    return invocation.terminal().path(gzip ? ended + ".gz" : ended);
  }

  private static String lastName(String path) {
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(path.lastIndexOf('/', end - 1) + 1, end);
  }

  private static String shown(Invocation invocation, Path target) {
    Path directory = invocation.terminal().directory();
    if (!target.startsWith(directory)) {
      return target.toString();
    }
    Path below = directory.relativize(target.normalize());
    return below.toString().isEmpty() ? "." : below.toString();
  }
}
