package network.cairn.ipld.multihash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.testing.VectorNode;
import network.cairn.testing.Vectors;

/// Runs the rows of the multihash vectors against any [Hashing]; counts what it ran and names what
/// it left out.
public final class MultihashRows {
  private static final long BLAKE2B_MIN = 0xb201;
  private static final Map<String, Long> NAMES =
      Map.of("BLAKE2B_MIN", BLAKE2B_MIN, "BLAKE2B_MAX", BLAKE2B_MIN + 63, "BLAKE2S_MAX", 0xb260L);

  private final Vectors vectors = Vectors.topic("multihash");
  private final Hashing hashing;
  private final Map<String, Integer> leftOut = new TreeMap<>();
  private final Set<String> allLeftOut = new TreeSet<>();
  private int ran;

  public MultihashRows(Hashing hashing) {
    this.hashing = hashing;
  }

  /// Runs every file of rows that computes hashes and reports each.
  ///
  /// @return the names of the functions whose rows were left out because `hashing` lacks them
  public Set<String> runAll() {
    report("test_cases.csv", this::testCases);
    report("sum.json", this::sum);
    report("blake2.json", this::blake2);
    return new TreeSet<>(allLeftOut);
  }

  private void report(String file, Runnable rows) {
    ran = 0;
    leftOut.clear();
    rows.run();
    allLeftOut.addAll(leftOut.keySet());
    String note = leftOut.isEmpty() ? "" : " (left out: " + leftOut + ")";
    vectors.ran(file + note, ran);
  }

  /// The input looks like hexadecimal but is hashed as the text it is.
  private void testCases() {
    for (String line : vectors.rows("test_cases.csv", 1)) {
      String[] cells = line.split(",");
      String name = cells[0].equals("sha3") ? "sha3-512" : cells[0];
      int length = Integer.parseInt(cells[1]) / 8;
      byte[] input = cells[2].getBytes(StandardCharsets.UTF_8);
      row(Multicodec.code(name).orElseThrow(), length, input, cells[3]);
    }
  }

  private void sum() {
    vectors
        .json("sum.json")
        .each(
            "cases",
            c -> {
              byte[] input = c.get("input_utf8").asString().getBytes(StandardCharsets.UTF_8);
              long code = code(c.get("code").asString());
              int length = c.get("length").asInt();
              if (c.get("error").isNull() || !hashing.supports(code)) {
                row(code, length, input, c.get("multihash_hex").asString());
              } else {
                assertThatThrownBy(() -> hashing.hash(code, input, 0, input.length, length))
                    .as(c.toString())
                    .isInstanceOf(RuntimeException.class);
                ran++;
              }
            });
  }

  /// `SHA2_256` is a name of the table, `BLAKE2B_MAX - 16` is reckoned.
  private static long code(String name) {
    String[] parts = name.split(" ");
    Long base = NAMES.get(parts[0]);
    if (base == null) {
      return Multicodec.code(tableName(name)).orElseThrow();
    }
    if (parts.length == 1) {
      return base;
    }
    long offset = Long.parseLong(parts[2]);
    return parts[1].equals("+") ? base + offset : base - offset;
  }

  private static String tableName(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private void blake2() {
    VectorNode file = vectors.json("blake2.json");
    file.each(
        "cases",
        c -> {
          byte[] data = hex(file.get("data_hex").asString());
          int length = c.get("digest_len").asInt();
          digest(BLAKE2B_MIN + length - 1, data, c.get("digest_of_data").asString());
          digest(BLAKE2B_MIN + length - 1, new byte[0], c.get("digest_of_empty").asString());
        });
  }

  private void digest(long code, byte[] data, String digest) {
    row(code, Hashing.DEFAULT_LENGTH, data, Multihash.of(code, hex(digest)).toString());
  }

  private void row(long code, int length, byte[] input, String expected) {
    Multihash decoded = Multihash.decode(hex(expected));
    assertThat(decoded.code()).isEqualTo(code);
    assertThat(decoded.bytes()).isEqualTo(hex(expected));
    assertThat(Multihash.of(code, decoded.digest())).isEqualTo(decoded);
    if (!hashing.supports(code)) {
      leftOut.merge(Multicodec.describe(code).replaceAll("blake2b-.*", "blake2b"), 1, Integer::sum);
      return;
    }
    assertThat(hashing.hash(code, input, 0, input.length, length))
        .as("%s %d", Multicodec.describe(code), length)
        .isEqualTo(decoded);
    ran++;
  }

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
