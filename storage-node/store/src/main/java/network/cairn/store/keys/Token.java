package network.cairn.store.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import network.cairn.base.files.DurableFiles;

/// The secret of a home that callers of its HTTP door must show for what moves money: 256 bits in
/// hexadecimal, in the file `token`. Immutable; its text never shows the secret.
public final class Token {
  private static final int BYTES = 32;
  private static final String FILE = "token";
  private static final int MAX_FILE = 1024;
  private final byte[] secret;

  private Token(byte[] secret) {
    this.secret = secret;
  }

  /// Reads the home's token, or makes one if it has none.
  ///
  /// @param random a `SecureRandom`
  public static Token ofHome(Path home, RandomGenerator random) throws IOException {
    Path file = home.resolve(FILE);
    if (!Files.exists(file)) {
      byte[] fresh = new byte[BYTES];
      random.nextBytes(fresh);
      DurableFiles.replaceSecret(
          file, (HexFormat.of().formatHex(fresh) + "\n").getBytes(StandardCharsets.US_ASCII));
    }
    String text =
        new String(DurableFiles.readSecret(file, MAX_FILE), StandardCharsets.US_ASCII).strip();
    if (!text.matches("[0-9a-f]{64}")) {
      throw new IOException(
          file + " is not a token of 64 hexadecimal digits; delete it to get a new one");
    }
    return new Token(text.getBytes(StandardCharsets.US_ASCII));
  }

  /// What a client of this home shows; empty if the home has no token that it may read.
  public static Optional<String> read(Path home) throws IOException {
    try {
      return Optional.of(
          new String(
                  DurableFiles.readSecret(home.resolve(FILE), MAX_FILE), StandardCharsets.US_ASCII)
              .strip());
    } catch (NoSuchFileException | java.nio.file.AccessDeniedException e) {
      return Optional.empty();
    }
  }

  /// Compares in constant time.
  public boolean matches(String shown) {
    return MessageDigest.isEqual(secret, shown.getBytes(StandardCharsets.UTF_8));
  }

  /// What a function makes of the secret, such as a proof that it is known here; the function keeps
  /// and changes nothing of it.
  public <T> T use(Function<byte[], T> function) {
    return function.apply(secret);
  }

  @Override
  public String toString() {
    return "token";
  }
}
