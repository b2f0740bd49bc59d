package network.cairn.lmdb;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/// The checksum behind each value on the disk: four bytes of CRC32C over the table's name, the key
/// and the value, so that a row that moved is found as well as one that changed.
final class RowSum {
  static final int BYTES = Integer.BYTES;

  private RowSum() {}

  /// A sum that has taken name and key, and awaits the value.
  static CRC32C begin(byte[] table, byte[] key) {
    CRC32C sum = new CRC32C();
    sum.update(table.length);
    sum.update(table);
    sum.update(key.length);
    sum.update(key);
    return sum;
  }

  static byte[] seal(byte[] table, byte[] key, byte[] value) {
    CRC32C sum = begin(table, key);
    sum.update(value);
    return ByteBuffer.allocate(value.length + BYTES)
        .put(value)
        .putInt((int) sum.getValue())
        .array();
  }

  /// The value of a row; empty if its sum is wrong.
  static Optional<byte[]> unseal(byte[] table, byte[] key, byte[] row) {
    int length = row.length - BYTES;
    if (length < 0) {
      return Optional.empty();
    }
    CRC32C sum = begin(table, key);
    sum.update(row, 0, length);
    int told = ByteBuffer.wrap(row).getInt(length);
    return told == (int) sum.getValue()
        ? Optional.of(Arrays.copyOf(row, length))
        : Optional.empty();
  }

  static byte[] name(String table) {
    return table.getBytes(StandardCharsets.UTF_8);
  }
}
