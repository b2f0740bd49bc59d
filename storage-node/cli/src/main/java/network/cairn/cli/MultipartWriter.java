package network.cairn.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import network.cairn.api.answer.content.LinkAnswer;
import network.cairn.base.tree.Attributes;
import network.cairn.base.tree.NameOrder;
import network.cairn.base.tree.SourceEntry;

/// Writes files, directories and symlinks as the parts of a `multipart/form-data` body, in Kubo's
/// manner.
final class MultipartWriter {
  private static final int BUFFER = 1 << 18;
  private final OutputStream out;
  private final String boundary;
  private static final int PERMISSIONS = 0777;
  private final byte[] buffer = new byte[BUFFER];
  private int parts;

  MultipartWriter(OutputStream out, String boundary) {
    this.out = out;
    this.boundary = boundary;
  }

  /// Writes an entry and, children in order of their names, what is below it. A directory without a
  /// name is no part.
  void entry(SourceEntry entry, String path) throws IOException {
    switch (entry) {
      case SourceEntry.File file -> {
        try (InputStream in = file.opener().open()) {
          file(path, in, file.attributes());
        }
      }
      case SourceEntry.Symlink link -> {
        head(path, "application/symlink", link.attributes());
        out.write(link.target().getBytes(StandardCharsets.UTF_8));
        text("\r\n");
      }
      case SourceEntry.Directory directory -> {
        if (!path.isEmpty()) {
          head(path, "application/x-directory", directory.attributes());
          text("\r\n");
        }
        List<SourceEntry> children =
            directory.lister().list().stream()
                .sorted(Comparator.comparing(SourceEntry::name, NameOrder.ORDER))
                .toList();
        for (SourceEntry child : children) {
          entry(child, path.isEmpty() ? child.name() : path + "/" + child.name());
        }
      }
    }
  }

  /// Writes one file; the stream is not closed.
  void file(String path, InputStream in) throws IOException {
    file(path, in, Attributes.NONE);
  }

  private void file(String path, InputStream in, Attributes attributes) throws IOException {
    head(path, "application/octet-stream", attributes);
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      out.write(buffer, 0, n);
    }
    text("\r\n");
  }

  /// Ends the body.
  void end() throws IOException {
    text("--" + boundary + "--\r\n");
  }

  private void head(String path, String type, Attributes attributes) throws IOException {
    String name = (parts == 0 ? "file" : "file-" + parts) + query(attributes);
    parts++;
    text(
        "--"
            + boundary
            + "\r\nContent-Disposition: form-data; name=\""
            + name
            + "\"; filename=\""
            + encode(path)
            + "\"\r\nContent-Type: "
            + type
            + "\r\n\r\n");
  }

  /// As Kubo's clients tell modes, in Go's `FileMode`, and times.
  private static String query(Attributes attributes) {
    if (attributes.isNone()) {
      return "";
    }
    int mode = attributes.mode();
    long go =
        (mode & PERMISSIONS)
            | ((mode & 04000) != 0 ? LinkAnswer.GO_SETUID : 0)
            | ((mode & 02000) != 0 ? LinkAnswer.GO_SETGID : 0)
            | ((mode & 01000) != 0 ? LinkAnswer.GO_STICKY : 0);
    return "?mode=0"
        + Long.toOctalString(go)
        + attributes
            .time()
            .map(t -> "&mtime=" + t.getEpochSecond() + "&mtime-nsecs=" + t.getNano())
            .orElse("");
  }

  private static String encode(String path) {
    return URLEncoder.encode(path, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private void text(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
