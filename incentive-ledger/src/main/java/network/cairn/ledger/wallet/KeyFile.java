package network.cairn.ledger.wallet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import network.cairn.base.files.DurableFiles;
import network.cairn.base.files.ExposedSecret;
import network.cairn.base.files.FileTooLong;
import network.cairn.ledger.crypto.Ed25519;

/// Key files: one Ed25519 seed each, as one line `ed25519-seed <64 hex digits>`, readable by the
/// owner alone (0600 where the file system knows such).
public final class KeyFile {
  private static final String TAG = "ed25519-seed ";
  private static final int LENGTH = TAG.length() + 2 * Ed25519.SEED_SIZE + 1;

  private KeyFile() {}

  /// Writes a fresh seed into a file that must not exist yet; durable on return.
  ///
  /// @throws KeyFileFault if it exists or cannot be written
  public static Signer create(Path file, RandomGenerator random) {
    byte[] seed = Ed25519.generateSeed(random);
    byte[] line = (TAG + HexFormat.of().formatHex(seed) + "\n").getBytes(StandardCharsets.US_ASCII);
    try {
      Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
      DurableFiles.createSecret(file, line);
    } catch (FileAlreadyExistsException e) {
      throw new KeyFileFault(file + " exists; a key is never overwritten", e);
    } catch (IOException e) {
      throw new KeyFileFault("cannot write the key file " + file, e);
    }
    return new Signer(seed);
  }

  /// Reads a key.
  ///
  /// @throws KeyFileFault if it is missing, readable by others, or no key file
  public static Signer read(Path file) {
    try {
      return parse(DurableFiles.readSecret(file, LENGTH))
          .map(Signer::new)
          .orElseThrow(() -> new KeyFileFault(file + " is no key file"));
    } catch (FileTooLong e) {
      throw new KeyFileFault(file + " is no key file", e);
    } catch (ExposedSecret e) {
      throw new KeyFileFault(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new KeyFileFault("cannot read the key file " + file, e);
    }
  }

  static Optional<byte[]> parse(byte[] bytes) {
    String line = new String(bytes, StandardCharsets.US_ASCII);
    return line.startsWith(TAG) && line.substring(TAG.length()).matches("[0-9a-f]{64}\n")
        ? Optional.of(HexFormat.of().parseHex(line.substring(TAG.length(), LENGTH - 1)))
        : Optional.empty();
  }
}
