package network.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import network.cairn.base.tree.Attributes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TarReaderTest {
  private static final byte[] ABC = "abc".getBytes(StandardCharsets.US_ASCII);

  private static TarReader reader(byte[] tar) {
    return new TarReader(new ByteArrayInputStream(tar));
  }

  private static TarReader.Entry first(byte[] tar) throws IOException {
    return reader(tar).next().orElseThrow();
  }

  /// A size as GNU tar writes those that are too large for octal digits.
  private static byte[] binary(long size) {
    byte[] field = new byte[12];
    field[0] = (byte) 0x80;
    ByteBuffer.wrap(field).putLong(4, size);
    return field;
  }

  @Test
  void joinsPrefixAndName() throws IOException {
    byte[] size = "00000000000".getBytes(StandardCharsets.US_ASCII);
    byte[] tar = new Tar().prefixed('0', "a/b", "c", "", size, new byte[0]).end();
    assertThat(first(tar))
        .isEqualTo(new TarReader.Entry("a/b/c", '0', "", 0, false, Attributes.NONE));
  }

  @Test
  void takesNamesThatFillTheirFieldsToTheLastByte() throws IOException {
    byte[] size = "00000000000".getBytes(StandardCharsets.US_ASCII);
    String name = "n".repeat(100);
    String link = "l".repeat(100);
    byte[] tar = new Tar().prefixed('2', "p".repeat(155), name, link, size, new byte[0]).end();
    assertThat(first(tar))
        .isEqualTo(
            new TarReader.Entry(
                "p".repeat(155) + "/" + name, '2', link, 0, false, Attributes.NONE));
  }

  @Test
  void takesAnOldArchivesFileForAFile() throws IOException {
    assertThat(first(new Tar().entry('\0', "old", "", ABC).end()).type()).isEqualTo('0');
  }

  @ParameterizedTest
  @ValueSource(strings = {"00000000003", "3", "   3 ", "3\0garbage", "0000003 \0\0\0"})
  void readsSizesAsTheyAreWritten(String size) throws IOException {
    TarReader tar = reader(new Tar().raw('0', "f", "", size, ABC).end());
    assertThat(tar.next().orElseThrow().size()).isEqualTo(3);
    assertThat(tar.content().readAllBytes()).isEqualTo(ABC);
    assertThat(tar.next()).isEmpty();
  }

  @Test
  void takesAnEmptySizeForNone() throws IOException {
    assertThat(first(new Tar().raw('5', "d", "", "", new byte[0]).end()).size()).isZero();
  }

  @Test
  void readsSizesBeyondOctalDigits() throws IOException {
    TarReader tar = reader(new Tar().raw('0', "f", "", binary(3), ABC).end());
    assertThat(tar.next().orElseThrow().size()).isEqualTo(3);
    assertThat(tar.content().readAllBytes()).isEqualTo(ABC);
    long large = 1L << 40;
    assertThat(first(new Tar().raw('0', "f", "", binary(large), ABC).end()).size())
        .isEqualTo(large);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 511})
  void refusesSizesThatCannotBePassedOver(long size) {
    byte[] tar = new Tar().raw('5', "d", "", binary(size), new byte[0]).file("f", "x").end();
    assertThatThrownBy(
            () -> {
              TarReader reader = reader(tar);
              reader.next();
              reader.next();
            })
        .isInstanceOf(IOException.class)
        .hasMessage("not a tar archive");
  }

  @Test
  void refusesAContentThatNeverComes() throws IOException {
    TarReader tar = reader(new Tar().raw('0', "f", "", binary(1L << 60), ABC).end());
    tar.next();
    assertThatThrownBy(() -> tar.content().transferTo(java.io.OutputStream.nullOutputStream()))
        .isInstanceOf(EOFException.class)
        .hasMessage("the archive was cut short");
    TarReader passed = reader(new Tar().raw('5', "d", "", binary(1L << 60), ABC).end());
    passed.next();
    assertThatThrownBy(passed::next)
        .isInstanceOf(EOFException.class)
        .hasMessage("the archive was cut short");
  }

  @Test
  void readsContentByteByByteAndPassesOverTheRest() throws IOException {
    TarReader tar = reader(new Tar().file("a", "\u00e4bc").file("b", "next").end());
    tar.next();
    InputStream content = tar.content();
    assertThat(content.read()).isEqualTo(0xc3);
    assertThat(content.read(new byte[5], 0, 0)).isZero();
    assertThat(tar.next().orElseThrow().name()).isEqualTo("b");
    assertThat(new String(tar.content().readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("next");
    assertThat(tar.content().read()).isEqualTo(-1);
  }

  @Test
  void takesAnExtendedHeaderForTheNextEntryOnly() throws IOException {
    byte[] tar =
        new Tar()
            .pax(Tar.record("path", "long"), Tar.record("linkpath", "far"), Tar.record("x", "y"))
            .link("short", "near")
            .link("second", "near")
            .end();
    TarReader reader = reader(tar);
    assertThat(reader.next())
        .contains(new TarReader.Entry("long", '2', "far", 0, false, Attributes.NONE));
    assertThat(reader.next())
        .contains(new TarReader.Entry("second", '2', "near", 0, false, Attributes.NONE));
  }

  @Test
  void takesTheLaterOfTwoExtendedHeadersAndRecords() throws IOException {
    byte[] tar =
        new Tar()
            .pax(Tar.record("path", "a"), Tar.record("path", "b=c"))
            .file("f", "")
            .pax(Tar.record("path", "x"))
            .pax(Tar.record("path", "y"))
            .file("g", "")
            .end();
    TarReader reader = reader(tar);
    assertThat(reader.next().orElseThrow().name()).isEqualTo("b=c");
    assertThat(reader.next().orElseThrow().name()).isEqualTo("y");
  }

  @Test
  void passesOverGlobalHeaders() throws IOException {
    byte[] tar =
        new Tar()
            .entry(
                'g',
                "pax_global_header",
                "",
                "19 comment=0123456\n".getBytes(StandardCharsets.UTF_8))
            .file("f", "x")
            .end();
    assertThat(first(tar).name()).isEqualTo("f");
  }

  @Test
  void boundsExtendedHeaders() {
    byte[] size = binary((1 << 20) + 1);
    byte[] tar = new Tar().raw('x', "pax", "", size, ABC).end();
    assertThatThrownBy(() -> first(tar)).hasMessage("an extended header of 1048577 bytes");
  }

  @Test
  void endsAtAnEmptyBlockOrWithTheStream() throws IOException {
    assertThat(reader(new byte[0]).next()).isEmpty();
    assertThat(reader(new byte[512]).next()).isEmpty();
    byte[] open = new Tar().file("f", "x").open();
    TarReader tar = reader(open);
    assertThat(tar.next()).isPresent();
    assertThat(tar.next()).isEmpty();
    byte[] more = new Tar().file("f", "x").end();
    byte[] behind = java.util.Arrays.copyOf(more, more.length + 512);
    behind[more.length] = 'z';
    TarReader ended = reader(behind);
    ended.next();
    assertThat(ended.next()).isEmpty();
  }

  @Test
  void givesEntriesInTheirOrderToTheSink() throws IOException {
    List<String> given = new ArrayList<>();
    TarReader.give(
        new ByteArrayInputStream(
            new Tar().directory("r").file("r/f", "abc").link("r/l", "to").file("r/g", "").end()),
        new network.cairn.base.tree.TreeSink() {
          @Override
          public void directory(String path) {
            given.add("directory " + path);
          }

          @Override
          public void file(String path, long size, InputStream content) throws IOException {
            given.add("file " + path + " " + size + " " + content.readAllBytes().length);
          }

          @Override
          public void symlink(String path, String target) {
            given.add("symlink " + path + " " + target);
          }
        });
    assertThat(given)
        .containsExactly("directory r", "file r/f 3 3", "symlink r/l to", "file r/g 0 0");
  }
}
