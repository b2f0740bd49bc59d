package network.cairn.store.facts;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import network.cairn.lmdb.CommitLog;

/// What one transaction changed: its number, and the rows in the order of their changes.
///
/// On the disk: length of the body and its CRC32C, 4 bytes each; the body is the number, then of
/// each row the length and bytes of the table's name, of the key, and of the value, where a length
/// of -1 is a row that was deleted.
record FactRecord(long sequence, List<Row> rows) {
  static final int HEAD = 2 * Integer.BYTES;

  private static final int DELETED = -1;

  FactRecord {
    rows = List.copyOf(rows);
  }

  /// @param table name of the table
  record Row(String table, byte[] key, Optional<byte[]> value) {
    static Row of(CommitLog.Row row) {
      return new Row(row.table().name(), row.key(), row.value());
    }

    long size() {
      return (long) table.length() + key.length + value.map(bytes -> bytes.length).orElse(0);
    }
  }

  byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(0); // The head's place.
      out.writeLong(sequence);
      for (Row row : rows) {
        write(out, row.table().getBytes(StandardCharsets.UTF_8));
        write(out, row.key());
        if (row.value().isPresent()) {
          write(out, row.value().get());
        } else {
          out.writeInt(DELETED);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] record = bytes.toByteArray();
    int length = record.length - HEAD;
    ByteBuffer.wrap(record).putInt(length).putInt(sum(record, HEAD, length));
    return record;
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static int sum(byte[] bytes, int from, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, from, length);
    return (int) sum.getValue();
  }

  /// @param body whose sum is right
  /// @return empty if it is of no form that this program writes
  static Optional<FactRecord> decode(byte[] body) {
    ByteBuffer in = ByteBuffer.wrap(body);
    if (in.remaining() < Long.BYTES) {
      return Optional.empty();
    }
    long sequence = in.getLong();
    List<Row> rows = new ArrayList<>();
    while (in.hasRemaining()) {
      Optional<byte[]> table = bytes(in);
      Optional<byte[]> key = bytes(in);
      if (table.isEmpty() || key.isEmpty() || in.remaining() < Integer.BYTES) {
        return Optional.empty();
      }
      Optional<byte[]> value = Optional.empty();
      if (in.getInt(in.position()) == DELETED) {
        in.getInt();
      } else {
        value = bytes(in);
        if (value.isEmpty()) {
          return Optional.empty();
        }
      }
      rows.add(new Row(new String(table.get(), StandardCharsets.UTF_8), key.get(), value));
    }
    return Optional.of(new FactRecord(sequence, rows));
  }

  private static Optional<byte[]> bytes(ByteBuffer in) {
    if (in.remaining() < Integer.BYTES) {
      return Optional.empty();
    }
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      return Optional.empty();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return Optional.of(bytes);
  }
}
