package network.cairn.content.unixfs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import javax.crypto.Cipher;
import javax.crypto.CipherInputStream;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import network.cairn.base.tree.SourceEntry;

/// Inputs of known answers, made from their recipes.
public final class Inputs {
  private Inputs() {}

  static SourceEntry.File text(String name, String text) {
    return bytes(name, text.getBytes(StandardCharsets.UTF_8));
  }

  static SourceEntry.File bytes(String name, byte[] bytes) {
    return new SourceEntry.File(
        name, () -> new ByteArrayInputStream(bytes), OptionalLong.of(bytes.length));
  }

  static SourceEntry.File file(String name, Path path) {
    return new SourceEntry.File(name, () -> Files.newInputStream(path), OptionalLong.empty());
  }

  static SourceEntry.Directory directory(String name, SourceEntry... entries) {
    return new SourceEntry.Directory(name, () -> List.of(entries));
  }

  /// `size` bytes of the ChaCha20 keystream whose key is the SHA-256 of the seed.
  public static SourceEntry.File chacha(String name, String seed, long size) {
    return new SourceEntry.File(name, () -> keystream(seed, size), OptionalLong.of(size));
  }

  static InputStream keystream(String seed, long size) {
    try {
      byte[] key =
          MessageDigest.getInstance("SHA-256").digest(seed.getBytes(StandardCharsets.UTF_8));
      Cipher cipher = Cipher.getInstance("ChaCha20");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(key, "ChaCha20"),
          new ChaCha20ParameterSpec(new byte[12], 0));
      return new CipherInputStream(new Repeated((byte) 0, size), cipher);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK lacks ChaCha20 or SHA-256", e);
    }
  }

  /// `count` files with names cut from a keystream, each byte mapped into the alphabet.
  static SourceEntry.Directory named(
      String seed, String alphabet, int[] lengths, SourceEntry.File content) {
    try (InputStream names = keystream(seed, 1 << 20)) {
      List<SourceEntry> entries = new ArrayList<>();
      for (int length : lengths) {
        StringBuilder name = new StringBuilder();
        for (byte b : names.readNBytes(length)) {
          name.append(alphabet.charAt((b & 0xff) % alphabet.length()));
        }
        entries.add(new SourceEntry.File(name.toString(), content.opener(), content.size()));
      }
      return SourceEntry.wrap(entries);
    } catch (IOException e) {
      throw new IllegalStateException("a keystream in memory cannot fail", e);
    }
  }

  static int[] lengths(int count, int each, int last) {
    int[] lengths = new int[count];
    Arrays.fill(lengths, each);
    lengths[count - 1] = last;
    return lengths;
  }

  /// One byte again and again.
  static final class Repeated extends InputStream {
    private final byte value;
    private long left;

    Repeated(byte value, long size) {
      this.value = value;
      this.left = size;
    }

    @Override
    public int read() {
      return left-- > 0 ? value & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int off, int len) {
      if (left <= 0) {
        return -1;
      }
      int count = (int) Math.min(len, left);
      Arrays.fill(target, off, off + count, value);
      left -= count;
      return count;
    }
  }
}
