package network.cairn.ipld.multicodec;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Codes that Cairn gives a meaning to, and names of all codes of the multicodec table.
///
/// The table is read once, at the first look-up. Stateless and thread-safe. Specification:
/// multiformats/multicodec.
public final class Multicodec {
  public static final long IDENTITY = 0x00;
  public static final long SHA1 = 0x11;
  public static final long SHA2_256 = 0x12;
  public static final long SHA2_512 = 0x13;
  public static final long SHA3_512 = 0x14;
  public static final long SHA3_384 = 0x15;
  public static final long SHA3_256 = 0x16;
  public static final long SHA3_224 = 0x17;
  public static final long KECCAK_256 = 0x1b;
  public static final long BLAKE3 = 0x1e;
  public static final long CBOR = 0x51;
  public static final long RAW = 0x55;
  public static final long DBL_SHA2_256 = 0x56;
  public static final long DAG_PB = 0x70;
  public static final long DAG_CBOR = 0x71;
  public static final long LIBP2P_KEY = 0x72;
  public static final long GIT_RAW = 0x78;
  public static final long DAG_JOSE = 0x85;
  public static final long IPFS = 0xe3;
  public static final long IPNS = 0xe5;
  public static final long DAG_JSON = 0x0129;
  public static final long JSON = 0x0200;
  public static final long CAR_INDEX_SORTED = 0x0400;
  public static final long CAR_MULTIHASH_INDEX_SORTED = 0x0401;
  public static final long TRANSPORT_BITSWAP = 0x0900;
  public static final long TRANSPORT_IPFS_GATEWAY_HTTP = 0x0920;
  public static final long SHA2_256_TRUNC254_PADDED = 0x1012;
  public static final long FR32_SHA256_TRUNC254_PADBINTREE = 0x1011;
  public static final long BLAKE2B_256 = 0xb220;
  public static final long BLAKE2S_256 = 0xb260;
  public static final long FIL_COMMITMENT_UNSEALED = 0xf101;
  public static final long FIL_COMMITMENT_SEALED = 0xf102;

  private Multicodec() {}

  /// The name of a code in the table.
  public static Optional<String> name(long code) {
    return Optional.ofNullable(CodeTable.NAMES.get(code));
  }

  /// The code of a name in the table.
  public static OptionalLong code(String name) {
    Long code = CodeTable.CODES.get(name);
    return code == null ? OptionalLong.empty() : OptionalLong.of(code);
  }

  /// The name of a code, or its number in hexadecimal; for messages.
  public static String describe(long code) {
    return name(code).orElseGet(() -> "0x" + Long.toHexString(code));
  }

  private static final class CodeTable {
    static final Map<Long, String> NAMES;
    static final Map<String, Long> CODES;

    static {
      Map<Long, String> names = new HashMap<>();
      Map<String, Long> codes = new HashMap<>();
      try (InputStream in = Multicodec.class.getResourceAsStream("multicodec.txt")) {
        if (in == null) {
          throw new IllegalStateException("resource multicodec.txt is missing; build again");
        }
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
        reader
            .lines()
            .forEach(line -> {
              int space = line.indexOf(' ');
              long code = Long.parseLong(line, 0, space, 16);
              names.put(code, line.substring(space + 1));
              codes.put(line.substring(space + 1), code);
            });
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      NAMES = Map.copyOf(names);
      CODES = Map.copyOf(codes);
    }
  }
}
