package network.cairn.ledger.wallet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import network.cairn.base.files.DurableFiles;
import network.cairn.base.files.ExposedSecret;
import network.cairn.base.files.FileTooLong;
import network.cairn.base.files.UnreadableSecret;
import network.cairn.ledger.crypto.Ed25519;

/// Key files: one Ed25519 seed each, as a line `ed25519-seed <64 hex digits>`, and behind it its
/// public half as a line `ed25519-public <64 hex digits>`, so that a seed that changed on the disk
/// is not taken for another account; files of before lack it. Readable by the owner alone (0600
/// where the file system knows such).
public final class KeyFile {
  private static final String TAG = "ed25519-seed ";
  private static final String PUBLIC = "ed25519-public ";
  private static final int LINE = TAG.length() + 2 * Ed25519.SEED_SIZE + 1;
  private static final int LENGTH = LINE + PUBLIC.length() + 2 * Ed25519.SEED_SIZE + 1;
  private static final String DAMAGED =
      " is no key file, or it is damaged; restore it from a backup, nothing else has the key";

  private KeyFile() {}

  /// Writes a fresh seed into a file that must not exist yet; durable on return.
  ///
  /// @throws KeyFileFault if it exists or cannot be written
  public static Signer create(Path file, RandomGenerator random) {
    byte[] seed = Ed25519.generateSeed(random);
    Signer signer = new Signer(seed);
    byte[] lines =
        (TAG + HexFormat.of().formatHex(seed) + "\n" + publicLine(signer))
            .getBytes(StandardCharsets.US_ASCII);
    try {
      Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
      DurableFiles.createSecret(file, lines);
    } catch (FileAlreadyExistsException e) {
      throw new KeyFileFault(file + " exists; a key is never overwritten", e);
    } catch (IOException e) {
      throw new KeyFileFault("cannot write the key file " + file + ": " + e.getMessage(), e);
    }
    return signer;
  }

  private static String publicLine(Signer signer) {
    return PUBLIC + HexFormat.of().formatHex(signer.pubkey().toByteArray()) + "\n";
  }

  /// Reads a key.
  ///
  /// @throws KeyFileFault if it is missing, readable by others, or no key file
  public static Signer read(Path file) {
    try {
      return parse(DurableFiles.readSecret(file, LENGTH))
          .map(Signer::new)
          .orElseThrow(() -> new KeyFileFault(file + DAMAGED));
    } catch (FileTooLong e) {
      throw new KeyFileFault(file + DAMAGED, e);
    } catch (ExposedSecret | UnreadableSecret e) {
      throw new KeyFileFault(String.valueOf(e.getMessage()), e);
    } catch (NoSuchFileException e) {
      throw new KeyFileFault(
          "the key file "
              + file
              + " is missing; restore it from a backup, nothing else has the key",
          e);
    } catch (IOException e) {
      throw new KeyFileFault("cannot read the key file " + file + ": " + e.getMessage(), e);
    }
  }

  static Optional<byte[]> parse(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.US_ASCII);
    String line = text.substring(0, Math.min(LINE, text.length()));
    if (!line.startsWith(TAG) || !line.substring(TAG.length()).matches("[0-9a-f]{64}\n")) {
      return Optional.empty();
    }
    byte[] seed = HexFormat.of().parseHex(line.substring(TAG.length(), LINE - 1));
    String rest = text.substring(LINE);
    return rest.isEmpty() || rest.equals(publicLine(new Signer(seed)))
        ? Optional.of(seed)
        : Optional.empty();
  }
}
