package network.cairn.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import network.cairn.base.files.DurableFiles;

/// Keeps a receipt in a file: whole or not at all, so that an older one is never lost for a part of
/// a new one.
final class ReceiptFile {
  /// No ledger makes a longer one.
  private static final int MOST = 8 << 20;

  /// A receipt begins with the chain's id, a string of less than 128 bytes, and its reference of 32
  /// bytes, each behind a tag and a length.
  private static final int ID_TAG = 0x0a;

  private static final int REFERENCE_TAG = 0x12;
  private static final int REFERENCE = 32;

  /// Bytes of the reference in a file's name.
  private static final int SHOWN = 4;

  private ReceiptFile() {}

  /// Keeps it in the file that the user has named.
  ///
  /// @throws CommandFailed if the daemon sends what can be no receipt
  static void write(Path file, InputStream body) throws IOException {
    write(file, receipt(body));
  }

  /// Keeps it in a file whose name the program has chosen. Agreements of two chains may have one
  /// number: where the file is there and of another chain, or no receipt at all, it stays, and the
  /// new one lies beside it with the chain's reference in its name.
  ///
  /// @return where it is
  /// @throws CommandFailed if the daemon sends what can be no receipt
  static Path writeBeside(Path file, InputStream body) throws IOException {
    byte[] receipt = receipt(body);
    byte[] chain = chain(receipt);
    Path own =
        Files.isRegularFile(file) && !Arrays.equals(chain(begin(file)), chain)
            ? withReference(file, chain)
            : file;
    write(own, receipt);
    return own;
  }

  private static byte[] begin(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(2 + Byte.MAX_VALUE + 2 + REFERENCE);
    }
  }

  private static Path withReference(Path file, byte[] chain) {
    int end = chain.length - REFERENCE + SHOWN;
    String reference =
        chain.length == 0 ? "new" : HexFormat.of().formatHex(chain, end - SHOWN, end);
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return file.resolveSibling(name.substring(0, dot) + "-" + reference + name.substring(dot));
  }

  /// The part of a receipt that tells its chain; nothing of what does not begin as one.
  private static byte[] chain(byte[] receipt) {
    if (receipt.length < 2 || receipt[0] != ID_TAG || receipt[1] < 0) {
      return new byte[0];
    }
    int reference = 2 + receipt[1];
    int end = reference + 2 + REFERENCE;
    boolean whole =
        end <= receipt.length
            && receipt[reference] == REFERENCE_TAG
            && receipt[reference + 1] == REFERENCE;
    return whole ? Arrays.copyOf(receipt, end) : new byte[0];
  }

  private static byte[] receipt(InputStream body) throws IOException {
    byte[] receipt = body.readNBytes(MOST + 1);
    if (receipt.length == 0 || receipt.length > MOST) {
      throw new CommandFailed("the daemon answered something that is no receipt; nothing was kept");
    }
    return receipt;
  }

  private static void write(Path file, byte[] receipt) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      try (OutputStream out = Files.newOutputStream(file)) {
        out.write(receipt);
      }
      return;
    }
    DurableFiles.replace(Files.exists(file) ? file.toRealPath() : file, receipt);
  }
}
