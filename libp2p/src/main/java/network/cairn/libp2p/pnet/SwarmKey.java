package network.cairn.libp2p.pnet;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import network.cairn.libp2p.crypto.XSalsa20;

/// The key of a private network. Immutable; its text never shows the secret.
public final class SwarmKey {
  /// A file of a key is not longer.
  public static final int MAX_FILE = 512;

  private static final String HEADER = "/key/swarm/psk/1.0.0/";

  private final byte[] key;

  private SwarmKey(byte[] key) {
    this.key = key;
  }

  /// Reads a file such as Kubo's `swarm.key`: the line `/key/swarm/psk/1.0.0/`, the line
  /// `/base16/`, `/base64/` or `/bin/`, and 32 bytes written so.
  ///
  /// @throws InvalidSwarmKey if it is none; the message never holds bytes of the key
  public static SwarmKey decode(byte[] file) {
    if (file.length > MAX_FILE) {
      throw new InvalidSwarmKey(
          "it has " + file.length + " bytes, a key of a network has at most " + MAX_FILE);
    }
    int header = lineEnd(file, 0);
    int coding = lineEnd(file, header + 1);
    if (!line(file, 0, header).equals(HEADER)) {
      throw new InvalidSwarmKey("its first line is not " + HEADER);
    }
    byte[] value = Arrays.copyOfRange(file, Math.min(coding + 1, file.length), file.length);
    byte[] key = decoded(line(file, header + 1, coding), value);
    if (key.length != XSalsa20.KEY) {
      throw new InvalidSwarmKey("its key has " + key.length + " bytes instead of " + XSalsa20.KEY);
    }
    return new SwarmKey(key);
  }

  private static int lineEnd(byte[] file, int from) {
    for (int i = from; i < file.length; i++) {
      if (file[i] == '\n') {
        return i;
      }
    }
    return file.length;
  }

  private static String line(byte[] file, int from, int to) {
    return from >= to
        ? ""
        : new String(file, from, to - from, StandardCharsets.ISO_8859_1).stripTrailing();
  }

  private static byte[] decoded(String coding, byte[] value) {
    String text = new String(value, StandardCharsets.ISO_8859_1).strip();
    try {
      return switch (coding) {
        case "/base16/" -> HexFormat.of().parseHex(text);
        case "/base64/" -> Base64.getDecoder().decode(text);
        case "/bin/" -> value;
        default ->
            throw new InvalidSwarmKey("its second line is none of /base16/, /base64/, /bin/");
      };
    } catch (IllegalArgumentException _) {
      // Without the cause, which quotes the key.
      throw new InvalidSwarmKey("its key is not in " + coding);
    }
  }

  XSalsa20 stream(byte[] nonce) {
    return new XSalsa20(key, nonce);
  }

  @Override
  public String toString() {
    return "key of a private network";
  }
}
