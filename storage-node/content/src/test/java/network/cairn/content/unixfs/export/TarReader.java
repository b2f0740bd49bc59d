package network.cairn.content.unixfs.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A tar archive as POSIX.1-2017 tells it: ustar headers, with the pax records before them.
final class TarReader {
  private static final int BLOCK = 512;
  private final ByteArrayInputStream in;

  TarReader(byte[] archive) {
    assertThat(archive.length % BLOCK).isZero();
    this.in = new ByteArrayInputStream(archive);
  }

  /// @param pax the records before its header
  record Entry(
      String name, String target, char type, int mode, long size, Map<String, String> pax) {}

  /// The next header; empty at the archive's end, which is two blocks of zeros and nothing else.
  Optional<Entry> next() {
    Map<String, String> pax = new HashMap<>();
    while (true) {
      byte[] header = block();
      if (Arrays.equals(header, new byte[BLOCK])) {
        assertThat(block()).isEqualTo(header);
        assertThat(in.available()).isZero();
        return Optional.empty();
      }
      check(header);
      long size = octal(header, 124, 12);
      if (header[156] != 'x') {
        return Optional.of(
            new Entry(
                pax.getOrDefault("path", text(header, 0, 100)),
                pax.getOrDefault("linkpath", text(header, 157, 100)),
                (char) header[156],
                (int) octal(header, 100, 8),
                Long.parseLong(pax.getOrDefault("size", Long.toString(size))),
                pax));
      }
      records(content(size), pax);
    }
  }

  /// The bytes after a header, and the zeros that fill their last block.
  byte[] content(long size) {
    byte[] content = bytes((int) size);
    byte[] padding = bytes((int) (-size & BLOCK - 1));
    assertThat(padding).isEqualTo(new byte[padding.length]);
    return content;
  }

  private byte[] block() {
    return bytes(BLOCK);
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    assertThat(in.readNBytes(bytes, 0, count)).isEqualTo(count);
    return bytes;
  }

  private static void check(byte[] header) {
    int sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
    }
    assertThat(octal(header, 148, 8)).as("checksum").isEqualTo(sum);
    assertThat(new String(header, 257, 8, StandardCharsets.US_ASCII)).isEqualTo("ustar\00000");
    assertThat(octal(header, 108, 8)).as("owner").isZero();
    assertThat(octal(header, 116, 8)).as("group").isZero();
    assertThat(octal(header, 136, 12)).as("time").isZero();
  }

  /// `length key=value\n` again and again, where the length counts itself.
  private static void records(byte[] records, Map<String, String> into) {
    int at = 0;
    while (at < records.length) {
      int space = at;
      while (records[space] != ' ') {
        space++;
      }
      int length = Integer.parseInt(text(records, at, space - at));
      assertThat(records[at + length - 1]).isEqualTo((byte) '\n');
      String record = text(records, space + 1, at + length - 1 - space - 1);
      into.put(record.substring(0, record.indexOf('=')), record.substring(record.indexOf('=') + 1));
      at += length;
    }
  }

  private static long octal(byte[] header, int at, int width) {
    return Long.parseLong(text(header, at, width).strip(), 8);
  }

  private static String text(byte[] bytes, int at, int most) {
    int end = at;
    while (end < at + most && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, at, end - at, StandardCharsets.UTF_8);
  }
}
