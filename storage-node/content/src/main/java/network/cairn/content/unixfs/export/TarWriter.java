package network.cairn.content.unixfs.export;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import network.cairn.base.tree.Attributes;
import network.cairn.base.tree.TreeSink;

/// Writes a tar stream: ustar headers, with a pax header before an entry whose names or size do not
/// fit one.
///
/// Owner 0; mode 0644 or 0755 and time 0 where the DAG keeps none: the archive is decided by the
/// DAG alone. A mode that it keeps stands in a record of our own, too, so that it can be told from
/// those. Specification: POSIX.1-2017, pax.
final class TarWriter implements TreeSink {
  private static final int BLOCK = 512;
  private static final long MAX_OCTAL_SIZE = 077777777777L;
  private static final int NAME = 100;
  private final OutputStream out;
  private final byte[] zeros = new byte[2 * BLOCK];
  private boolean escaped;
  private Attributes kept = Attributes.NONE;

  TarWriter(OutputStream out) {
    this.out = out;
  }

  /// Told by a record of our own in the entry's extended header, which others pass over.
  @Override
  public void escaped(String name) {
    escaped = true;
  }

  @Override
  public void attributes(String name, Attributes attributes) {
    kept = attributes;
  }

  @Override
  public void file(String name, long size, InputStream in) throws IOException {
    header(name, "", '0', 0644, size);
    long written = in.transferTo(out);
    if (written != size) {
      throw new IOException("'" + name + "' has " + written + " bytes, not " + size);
    }
    pad(size);
  }

  @Override
  public void directory(String name) throws IOException {
    // Without a slash at the end, which Kubo's extractor takes for a second component.
    header(name, "", '5', 0755, 0);
  }

  @Override
  public void symlink(String name, String target) throws IOException {
    header(name, target, '2', 0777, 0);
  }

  /// Ends the archive.
  void finish() throws IOException {
    out.write(zeros);
    out.flush();
  }

  private void header(String name, String target, char type, int mode, long size)
      throws IOException {
    StringBuilder pax = new StringBuilder();
    if (!fits(name)) {
      pax.append(record("path", name));
    }
    if (!fits(target)) {
      pax.append(record("linkpath", target));
    }
    if (size > MAX_OCTAL_SIZE) {
      pax.append(record("size", Long.toString(size)));
    }
    if (kept.mode() != 0) {
      pax.append(record("CAIRN.mode", "0" + Integer.toOctalString(kept.mode())));
    }
    kept.time().ifPresent(time -> pax.append(record("mtime", seconds(time))));
    if (escaped) {
      pax.append(record("CAIRN.escaped", "path"));
      escaped = false;
    }
    if (!pax.isEmpty()) {
      byte[] records = pax.toString().getBytes(StandardCharsets.UTF_8);
      out.write(ustar("PaxHeaders/entry", "", 'x', 0644, 0, records.length));
      out.write(records);
      pad(records.length);
    }
    out.write(
        ustar(
            name,
            target,
            type,
            kept.mode() == 0 ? mode : kept.mode(),
            kept.time().map(t -> Math.clamp(t.getEpochSecond(), 0, MAX_OCTAL_SIZE)).orElse(0L),
            size > MAX_OCTAL_SIZE ? 0 : size));
    kept = Attributes.NONE;
  }

  private static boolean fits(String text) {
    return text.length() <= NAME && text.chars().allMatch(c -> c < 0x80);
  }

  /// `length key=value\n`, where the length counts itself.
  private static String record(String key, String value) {
    String body = " " + key + "=" + value + "\n";
    int bytes = body.getBytes(StandardCharsets.UTF_8).length;
    int length = bytes + Integer.toString(bytes).length();
    int whole = bytes + Integer.toString(length).length();
    return whole + body;
  }

  /// Decimal, with as many digits behind the point as there are.
  private static String seconds(Instant time) {
    return BigDecimal.valueOf(time.getEpochSecond())
        .add(BigDecimal.valueOf(time.getNano(), 9))
        .stripTrailingZeros()
        .toPlainString();
  }

  private static byte[] ustar(
      String name, String target, char type, int mode, long time, long size) {
    byte[] header = new byte[BLOCK];
    text(header, 0, NAME, name);
    octal(header, 100, 8, mode);
    octal(header, 108, 8, 0);
    octal(header, 116, 8, 0);
    octal(header, 124, 12, size);
    octal(header, 136, 12, time);
    header[156] = (byte) type;
    text(header, 157, NAME, target);
    text(header, 257, 8, "ustar\00000");
    text(header, 148, 8, "        ");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    octal(header, 148, 7, sum);
    return header;
  }

  private static void text(byte[] header, int at, int most, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, header, at, Math.min(most, bytes.length));
  }

  private static void octal(byte[] header, int at, int width, long value) {
    long left = value;
    for (int i = at + width - 2; i >= at; i--) {
      header[i] = (byte) ('0' + (left & 7));
      left >>>= 3;
    }
    header[at + width - 1] = 0;
  }

  private void pad(long size) throws IOException {
    out.write(zeros, 0, (int) (-size & (BLOCK - 1)));
  }
}
