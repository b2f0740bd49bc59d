package network.cairn.content.unixfs.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import network.cairn.content.unixfs.export.TarReader.Entry;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The archive against a reader that knows nothing of the writer.
class TarWriterTest {
  private static final long GIB = 1L << 30;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final TarWriter tar = new TarWriter(out);

  private TarReader read() throws IOException {
    tar.finish();
    return new TarReader(out.toByteArray());
  }

  private static String name(Random random) {
    int first = random.nextInt(4) == 0 ? 0x3b1 : 'a';
    return random
        .ints(1 + random.nextInt(random.nextBoolean() ? 120 : 1200), first, first + 20)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @Test
  void whatIsWrittenIsRead() {
    Property.check(
        200,
        random -> {
          ByteArrayOutputStream archive = new ByteArrayOutputStream();
          TarWriter writer = new TarWriter(archive);
          List<String> names = new ArrayList<>();
          List<byte[]> contents = new ArrayList<>();
          List<String> targets = new ArrayList<>();
          for (int i = random.nextInt(6); i >= 0; i--) {
            names.add(name(random));
            contents.add(Property.bytes(random, random.nextInt(1500)));
            targets.add(name(random));
            writer.directory(names.getLast());
            writer.file(
                names.getLast() + "/f",
                contents.getLast().length,
                new ByteArrayInputStream(contents.getLast()));
            writer.symlink(names.getLast() + "/l", targets.getLast());
          }
          writer.finish();
          TarReader reader = new TarReader(archive.toByteArray());
          for (int i = 0; i < names.size(); i++) {
            is(reader.next().orElseThrow(), names.get(i), "", '5', 0755);
            Entry file = reader.next().orElseThrow();
            is(file, names.get(i) + "/f", "", '0', 0644);
            assertThat(reader.content(file.size())).isEqualTo(contents.get(i));
            is(reader.next().orElseThrow(), names.get(i) + "/l", targets.get(i), '2', 0777);
          }
          assertThat(reader.next()).isEmpty();
        });
  }

  private static void is(Entry entry, String name, String target, char type, int mode) {
    assertThat(entry.name()).isEqualTo(name);
    assertThat(entry.target()).isEqualTo(target);
    assertThat(entry.type()).isEqualTo(type);
    assertThat(entry.mode()).isEqualTo(mode);
  }

  /// A record's length counts its own digits, which are one more from 100 and from 1000 bytes on.
  @Test
  void countsARecordsOwnDigits() throws IOException {
    List<String> names = new ArrayList<>();
    for (int length = 1; length < 1100; length++) {
      names.add("ü" + "x".repeat(length));
      tar.symlink(names.getLast(), "ü");
    }
    TarReader reader = read();
    for (String name : names) {
      is(reader.next().orElseThrow(), name, "ü", '2', 0777);
    }
    assertThat(reader.next()).isEmpty();
  }

  @Test
  void writesRecordsOnlyWhereAHeaderIsTooSmall() throws IOException {
    tar.directory("x".repeat(100));
    tar.directory("x".repeat(101));
    tar.directory("ü");
    tar.symlink("l", "t".repeat(100));
    tar.symlink("l", "t".repeat(101));
    TarReader reader = read();
    assertThat(reader.next().orElseThrow().pax()).isEmpty();
    assertThat(reader.next().orElseThrow().pax()).containsOnlyKeys("path");
    assertThat(reader.next().orElseThrow().pax()).containsOnlyKeys("path");
    assertThat(reader.next().orElseThrow().pax()).isEmpty();
    assertThat(reader.next().orElseThrow().pax()).containsOnlyKeys("linkpath");
  }

  @Test
  void namesWithLineEndsAndEqualsSignsStayOneRecord() throws IOException {
    String name = "ü\n12 path=/etc/passwd\n=";
    tar.directory(name);
    Entry entry = read().next().orElseThrow();
    assertThat(entry.pax()).hasSize(1);
    assertThat(entry.name()).isEqualTo(name);
  }

  /// A file whose bytes are told, not written.
  private static InputStream ofSize(long size) {
    return new InputStream() {
      @Override
      public int read() {
        throw new AssertionError("read byte by byte");
      }

      @Override
      public int read(byte[] bytes, int from, int length) {
        throw new AssertionError("read in pieces");
      }

      @Override
      public long transferTo(OutputStream to) {
        return size;
      }
    };
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 511, 512, 8 * GIB - 512, 8 * GIB - 1})
  void sizesBelowEightGibibytesFitAHeader(long size) throws IOException {
    tar.file("f", size, ofSize(size));
    tar.finish();
    Entry entry = new TarReader(padded(size)).next().orElseThrow();
    assertThat(entry.size()).isEqualTo(size);
    assertThat(entry.pax()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {8 * GIB, 8 * GIB + 1, 1L << 40, Long.MAX_VALUE})
  void sizesFromEightGibibytesOnNeedARecord(long size) throws IOException {
    tar.file("f", size, ofSize(size));
    tar.finish();
    Entry entry = new TarReader(padded(size)).next().orElseThrow();
    assertThat(entry.size()).isEqualTo(size);
    assertThat(entry.pax()).containsOnlyKeys("size");
  }

  /// The archive with the last block of the bytes that were only told.
  private byte[] padded(long size) throws IOException {
    assertThat((out.size() + size) % 512).as("filled to a block").isZero();
    out.write(new byte[(int) (size % 512)]);
    return out.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 99, 101, 1000})
  void refusesAFileThatIsNotAsLongAsTold(int length) {
    assertThatThrownBy(() -> tar.file("short", 100, new ByteArrayInputStream(new byte[length])))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("'short' has " + length + " bytes, not 100");
  }
}
