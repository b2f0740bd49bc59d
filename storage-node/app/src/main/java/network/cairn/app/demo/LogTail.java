package network.cairn.app.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The end of what a process printed.
final class LogTail {
  private static final int BYTES = 4096;

  private LogTail() {}

  /// Where a member's output goes.
  static Path file(Path folder, String name) {
    return folder.resolve("logs").resolve(name + ".log");
  }

  /// At most so many last lines, from at most [#BYTES] of them, whatever they hold; none if nothing
  /// was printed.
  static List<String> of(Path log, int most) throws IOException {
    if (!Files.exists(log)) {
      return List.of();
    }
    String end;
    try (InputStream in = Files.newInputStream(log)) {
      in.skipNBytes(Math.max(0, Files.size(log) - BYTES));
      // Not strict: a log may hold bytes that are no text.
      end = new String(in.readNBytes(BYTES), StandardCharsets.UTF_8);
    }
    List<String> lines = end.lines().toList();
    return lines.subList(Math.max(0, lines.size() - most), lines.size());
  }
}
