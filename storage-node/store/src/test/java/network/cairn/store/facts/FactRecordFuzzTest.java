package network.cairn.store.facts;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What stands in a log of facts is a record that comes back, or none.
final class FactRecordFuzzTest {
  private static byte[] body(FactRecord record) {
    byte[] encoded = record.encode();
    return Arrays.copyOfRange(encoded, FactRecord.HEAD, encoded.length);
  }

  private static boolean isText(FactRecord record, byte[] body) {
    // A table's name that is no UTF-8 cannot come back to the byte; its length tells of it.
    return record.rows().stream()
        .allMatch(row -> !row.table().contains("\ufffd") && row.table().length() < body.length);
  }

  @FuzzTest(maxDuration = "10s")
  void bodiesAreRecordsOrNone(byte[] bytes) {
    Optional<FactRecord> record = FactRecord.decode(bytes);
    if (record.isPresent()) {
      byte[] again = body(record.get());
      if (isText(record.get(), bytes)) {
        assertThat(again).isEqualTo(bytes);
      }
      assertThat(body(FactRecord.decode(again).orElseThrow())).isEqualTo(again);
    } else {
      // A record that ends early is none, and one that is whole is never refused.
      assertThat(bytes.length).isNotEqualTo(Long.BYTES);
    }
  }

  /// A sum in front of a body is its own, and not that of a body with another byte in it.
  @FuzzTest(maxDuration = "10s")
  void aSumIsOfOneBody(byte[] bytes) {
    if (bytes.length < 3) {
      return;
    }
    byte[] name = Arrays.copyOf(bytes, bytes.length / 2);
    FactRecord record =
        new FactRecord(
            bytes.length,
            List.of(
                new FactRecord.Row(
                    new String(name, StandardCharsets.UTF_8), bytes, Optional.of(name))));
    byte[] encoded = record.encode();
    int length = encoded.length - FactRecord.HEAD;
    ByteBuffer head = ByteBuffer.wrap(encoded);
    assertThat(head.getInt()).isEqualTo(length);
    int sum = head.getInt();
    assertThat(FactRecord.sum(encoded, FactRecord.HEAD, length)).isEqualTo(sum);
    int at = FactRecord.HEAD + Math.floorMod(bytes[0] << 8 | bytes[1], length);
    encoded[at] ^= bytes[2] == 0 ? 1 : bytes[2];
    assertThat(FactRecord.sum(encoded, FactRecord.HEAD, length)).isNotEqualTo(sum);
  }
}
