package network.cairn.app.daemon;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import network.cairn.ledger.genesis.InvalidNetworkFile;
import network.cairn.ledger.genesis.ValidatorsFile;

/// Reads the file of validators that `--validators` names.
final class ValidatorsReading {
  private ValidatorsReading() {}

  /// @throws StartFailed if there is no such file, or it says something else
  static ValidatorsFile read(String named) throws IOException {
    Path file = Path.of(named);
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new StartFailed(
          "--validators must be a number up to 200 or a file that can be read, not '"
              + named
              + "'");
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(ValidatorsFile.MAX_SIZE + 1);
    }
    try {
      return ValidatorsFile.parse(new String(bytes, StandardCharsets.UTF_8));
    } catch (InvalidNetworkFile e) {
      throw new StartFailed(file + " is no file of validators: " + e.getMessage(), e);
    }
  }
}
