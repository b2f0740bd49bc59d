package network.cairn.http.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A file that is served from the jar. Immutable.
///
/// @param tag changes with the bytes
record JarFile(String name, byte[] bytes, String tag) {
  private static final int TAG = 16;

  /// @throws IllegalStateException if it is not in the jar
  static JarFile read(String name) {
    try (InputStream in = JarFile.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + name);
      }
      byte[] bytes = in.readAllBytes();
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return new JarFile(name, bytes, '"' + HexFormat.of().formatHex(hash, 0, TAG) + '"');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
