package network.cairn.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import network.cairn.base.files.DurableFiles;

/// Keeps a receipt in a file: whole or not at all, so that an older one is never lost for a part of
/// a new one.
final class ReceiptFile {
  /// No ledger makes a longer one.
  private static final int MOST = 8 << 20;

  private ReceiptFile() {}

  /// @throws CommandFailed if the daemon sends what can be no receipt
  static void write(Path file, InputStream body) throws IOException {
    byte[] receipt = body.readNBytes(MOST + 1);
    if (receipt.length == 0 || receipt.length > MOST) {
      throw new CommandFailed("the daemon answered something that is no receipt; nothing was kept");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      try (OutputStream out = Files.newOutputStream(file)) {
        out.write(receipt);
      }
      return;
    }
    DurableFiles.replace(Files.exists(file) ? file.toRealPath() : file, receipt);
  }
}
