package network.cairn.api;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/// How whoever listens at an address proves to be the daemon of a home, before the home's token is
/// shown there: by HMAC-SHA-256, under the token, of a fresh nonce and of the address at which the
/// caller reached it.
///
/// A stranger at the address cannot make it, and cannot have the daemon make it, because the daemon
/// names the address at which it was reached itself. Stateless.
public final class DoorProof {
  /// Where the door answers `POST` with the proof, in lower-case hexadecimal, to the query's
  /// `nonce`.
  public static final String PATH = "/cairn/v1/proof";

  /// The header of the answer by which a door says that it asks every caller for a secret.
  public static final String CLOSED = "X-Cairn-Closed";

  /// Hexadecimal digits of a nonce.
  public static final int NONCE_DIGITS = 64;

  private static final String DOMAIN = "cairn door proof v1";
  private static final int BLOCK = 64;

  private DoorProof() {}

  /// The proof.
  ///
  /// @param secret the home's token, its text
  /// @param nonce of [#NONCE_DIGITS] lower-case digits
  /// @param reached the daemon's end of the connection
  public static String of(byte[] secret, String nonce, InetSocketAddress reached) {
    String text =
        DOMAIN
            + "\n"
            + nonce
            + "\n"
            + HexFormat.of().formatHex(reached.getAddress().getAddress())
            + ":"
            + reached.getPort();
    return HexFormat.of().formatHex(hmac(secret, text.getBytes(StandardCharsets.US_ASCII)));
  }

  /// Whether a text is a nonce.
  public static boolean isNonce(String text) {
    return text.length() == NONCE_DIGITS
        && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }

  /// Compares in constant time.
  public static boolean matches(String expected, String shown) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
  }

  /// RFC 2104, by hand: the JDK's own would cost a command half of its time to load.
  private static byte[] hmac(byte[] key, byte[] message) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] block = Arrays.copyOf(key.length > BLOCK ? sha.digest(key) : key, BLOCK);
      sha.update(with(block, 0x36));
      byte[] inner = sha.digest(message);
      sha.update(with(block, 0x5c));
      return sha.digest(inner);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static byte[] with(byte[] block, int pad) {
    byte[] out = block.clone();
    for (int i = 0; i < out.length; i++) {
      out[i] ^= (byte) pad;
    }
    return out;
  }
}
