package network.cairn.cli;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import network.cairn.base.tree.Attributes;
import network.cairn.base.tree.TreeSink;

/// Reads a tar stream (POSIX ustar with pax headers) entry by entry.
///
/// An entry's content must be read through [#content] before the next entry; what is left of it is
/// passed over.
final class TarReader {
  private static final int BLOCK = 512;
  private static final int MAX_PAX = 1 << 20;
  private static final int MAX_TIME = 32;
  private static final int COPY = 1 << 18;

  /// One entry.
  ///
  /// @param type `0` file, `2` symlink, `5` directory
  /// @param escaped whether bytes of the name that are no text are written as `%XX`
  /// @param kept mode and time, where they are not what an archive has of entries that keep none
  record Entry(
      String name, char type, String linkTarget, long size, boolean escaped, Attributes kept) {}

  private final InputStream in;
  private long left;
  private long padding;

  TarReader(InputStream in) {
    this.in = in;
  }

  /// Gives all entries of an archive to a sink.
  ///
  /// @throws CommandFailed if there is none, or one of a kind that no tree has
  static void give(InputStream archive, TreeSink sink) throws IOException {
    TarReader tar = new TarReader(archive);
    Optional<Entry> next = tar.next();
    if (next.isEmpty()) {
      throw new CommandFailed("the answer holds no file");
    }
    for (; next.isPresent(); next = tar.next()) {
      Entry entry = next.get();
      if (entry.escaped()) {
        sink.escaped(entry.name());
      }
      if (!entry.kept().isNone()) {
        sink.attributes(entry.name(), entry.kept());
      }
      switch (entry.type()) {
        case '5' -> sink.directory(entry.name());
        case '2' -> sink.symlink(entry.name(), entry.linkTarget());
        case '0' -> sink.file(entry.name(), entry.size(), tar.content());
        default ->
            throw new CommandFailed("the archive holds an entry of unknown kind: " + entry.name());
      }
    }
  }

  /// The next entry; empty at the end of the archive.
  Optional<Entry> next() throws IOException {
    Map<String, String> pax = Map.of();
    while (true) {
      pass(left + padding);
      left = 0;
      padding = 0;
      byte[] head = in.readNBytes(BLOCK);
      if (head.length == 0 || (head.length == BLOCK && isZero(head))) {
        return Optional.empty();
      }
      if (head.length < BLOCK) {
        throw cut();
      }
      left = octal(head, 124, 12);
      padding = (BLOCK - left % BLOCK) % BLOCK;
      char type = head[156] == 0 ? '0' : (char) head[156];
      if (type == 'x') {
        pax = paxRecords();
      } else if (type != 'g') {
        return Optional.of(entry(head, type, pax));
      }
    }
  }

  private void pass(long bytes) throws IOException {
    try {
      in.skipNBytes(bytes);
    } catch (EOFException e) {
      throw cut();
    }
  }

  private static EOFException cut() {
    return new EOFException("the archive was cut short");
  }

  private Entry entry(byte[] head, char type, Map<String, String> pax) throws IOException {
    String prefix = text(head, 345, 155);
    String name = text(head, 0, 100);
    if (pax.containsKey("size")) {
      left = number(pax.getOrDefault("size", "0"), 10);
      padding = (BLOCK - left % BLOCK) % BLOCK;
    }
    return new Entry(
        pax.getOrDefault("path", prefix.isEmpty() ? name : prefix + "/" + name),
        type,
        pax.getOrDefault("linkpath", text(head, 157, 100)),
        left,
        pax.containsKey("CAIRN.escaped"),
        new Attributes(mode(head, type, pax), time(head, pax)));
  }

  private static int mode(byte[] head, char type, Map<String, String> pax) throws IOException {
    String kept = pax.getOrDefault("CAIRN.mode", "");
    int mode = (int) octal(head, 100, 8) & Attributes.MODE_BITS;
    if (kept.isEmpty()) {
      int usual = type == '5' ? 0755 : type == '2' ? 0777 : 0644;
      return mode == usual ? 0 : mode;
    }
    return mode;
  }

  /// Of no account where it is no number.
  private static Optional<Instant> time(byte[] head, Map<String, String> pax) throws IOException {
    String text = pax.getOrDefault("mtime", "");
    try {
      if (!text.isEmpty() && text.length() <= MAX_TIME) {
        BigDecimal seconds = new BigDecimal(text);
        BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
        int nanos = seconds.subtract(whole).movePointRight(9).intValue();
        return Optional.of(Instant.ofEpochSecond(whole.longValueExact(), nanos));
      }
      long time = octal(head, 136, 12);
      return time == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(time));
    } catch (ArithmeticException | NumberFormatException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private Map<String, String> paxRecords() throws IOException {
    if (left > MAX_PAX) {
      throw new IOException("an extended header of " + left + " bytes");
    }
    Map<String, String> records = new HashMap<>();
    byte[] bytes = in.readNBytes((int) left);
    if (bytes.length < left) {
      throw cut();
    }
    left = 0;
    int at = 0;
    while (at < bytes.length) {
      int space = at;
      while (space < bytes.length && bytes[space] != ' ') {
        space++;
      }
      long length = number(new String(bytes, at, space - at, StandardCharsets.US_ASCII), 10);
      int content = space + 1 - at;
      if (length < content + 2 || length > bytes.length - at) {
        throw new IOException("a broken extended header");
      }
      String record =
          new String(bytes, space + 1, (int) length - content - 1, StandardCharsets.UTF_8);
      int equals = record.indexOf('=');
      if (equals < 1) {
        throw new IOException("a broken extended header");
      }
      records.put(record.substring(0, equals), record.substring(equals + 1));
      at += (int) length;
    }
    return records;
  }

  /// The current entry's content.
  InputStream content() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        if (left == 0) {
          return -1;
        }
        int n = in.read(buffer, offset, (int) Math.min(length, left));
        if (n < 0) {
          throw cut();
        }
        left -= n;
        return n;
      }

      // In pieces as large as sockets give them at once.
      @Override
      public long transferTo(OutputStream out) throws IOException {
        byte[] piece = new byte[(int) Math.min(COPY, left)];
        long sum = 0;
        while (left > 0) {
          int n = read(piece, 0, piece.length);
          out.write(piece, 0, n);
          sum += n;
        }
        return sum;
      }
    };
  }

  private static boolean isZero(byte[] bytes) {
    for (byte b : bytes) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private static String text(byte[] bytes, int offset, int length) {
    int end = offset;
    while (end < offset + length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, offset, end - offset, StandardCharsets.UTF_8);
  }

  private static long octal(byte[] bytes, int offset, int length) throws IOException {
    if ((bytes[offset] & 0x80) != 0) {
      long value = 0;
      for (int i = offset + length - 8; i < offset + length; i++) {
        value = value << 8 | (bytes[i] & 0xff);
      }
      return size(value);
    }
    String text = text(bytes, offset, length).strip();
    return text.isEmpty() ? 0 : number(text, 8);
  }

  private static long number(String digits, int radix) throws IOException {
    try {
      return size(Long.parseLong(digits, radix));
    } catch (NumberFormatException e) {
      throw new IOException("not a tar archive", e);
    }
  }

  private static long size(long value) throws IOException {
    // What follows is padded to a whole block, which must be countable, too.
    if (value < 0 || value > Long.MAX_VALUE - BLOCK) {
      throw new IOException("not a tar archive");
    }
    return value;
  }
}
