package network.cairn.store.car;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import network.cairn.base.files.Disk;
import network.cairn.base.files.Power;
import network.cairn.base.files.SimulatedDisk;
import network.cairn.base.varint.Varint;
import network.cairn.ipld.dag.Block;
import network.cairn.store.blockstore.CarRefused;
import network.cairn.store.pack.TestDag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SectionReaderTest {
  private static final byte[] HEADER = TestDag.car(List.of());

  private final Random random = new Random(71);
  private final SimulatedDisk disk = new SimulatedDisk(new Power(random, Long.MAX_VALUE, 0));
  private int files;

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] section(byte[] body) {
    return join(Varint.encode(body.length), body);
  }

  private SectionReader open(byte[] bytes) throws IOException {
    Disk.File file = disk.create("file" + ++files);
    file.write(ByteBuffer.wrap(bytes), 0);
    return new SectionReader("some.car", file);
  }

  private static List<Block> all(SectionReader reader) throws IOException {
    List<Block> blocks = new ArrayList<>();
    for (Optional<SectionReader.Section> next = reader.next();
        next.isPresent();
        next = reader.next()) {
      blocks.add(Block.of(next.get().cid(), next.get().content()));
    }
    return blocks;
  }

  @Test
  void readsSectionsAndWhereTheirContentLies() throws IOException {
    List<Block> blocks = TestDag.tree(random, 20, 500);
    byte[] bytes = TestDag.car(blocks);
    SectionReader reader = open(bytes);
    assertThat(reader.size()).isEqualTo(bytes.length);
    assertThat(reader.position()).isEqualTo(HEADER.length);
    for (Block block : blocks) {
      SectionReader.Section section = reader.next().orElseThrow();
      assertThat(section.cid()).isEqualTo(block.cid());
      int offset = (int) section.offset();
      assertThat(Arrays.copyOfRange(bytes, offset, offset + block.size()))
          .isEqualTo(section.content())
          .isEqualTo(block.bytes());
      assertThat(reader.position()).isEqualTo(offset + block.size());
    }
    assertThat(reader.next()).isEmpty();
    assertThat(reader.next()).isEmpty();
  }

  /// Sections lie across the end of the reader's window, which is smaller than the file.
  @Test
  void readsAFileLargerThanItsWindow() throws IOException {
    List<Block> blocks = new ArrayList<>();
    for (int size : new int[] {3 << 20, 4 << 20, 3 << 20, 1000, 4 << 20, 7}) {
      blocks.add(TestDag.leaf(random, size));
    }
    assertThat(all(open(TestDag.car(blocks)))).isEqualTo(blocks);
  }

  @ParameterizedTest
  @CsvSource({
    "'', ends",
    "00, section of 0 bytes",
    "19, cut off: 25 bytes expected",
    "80, ends",
    "ffffffffffffffffff01, ",
    "808004, cut off",
    "818004, section of 65537 bytes; 1 to 65536",
    "0a a2 65726f6f7473, no CARv1 header"
  })
  void refusesWhatIsNoHeader(String hex, String message) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    byte[] padded = hex.startsWith("0a") ? Arrays.copyOf(bytes, 60) : bytes;
    assertThatThrownBy(() -> open(padded))
        .isInstanceOf(CarRefused.class)
        .hasMessageContaining("some.car")
        .satisfies(e -> {
          if (message != null && !message.equals("ends")) {
            assertThat(e).hasMessageContaining(message);
          }
        });
  }

  @Test
  void refusesVersionTwo() {
    byte[] two =
        join(
            HexFormat.of().parseHex("0aa16776657273696f6e02"),
            new byte[40],
            TestDag.car(List.of()));
    assertThatThrownBy(() -> open(two))
        .isInstanceOf(CarRefused.class)
        .hasMessageContaining("no CARv1 header");
  }

  /// The roots mean nothing here, none or many.
  @ParameterizedTest
  @ValueSource(
      strings = {"a265726f6f7473806776657273696f6e01", "a26776657273696f6e0165726f6f747380"})
  void takesAHeaderWithWhateverRoots(String hex) throws IOException {
    byte[] header = section(HexFormat.of().parseHex(hex));
    Block block = TestDag.leaf(random, 5);
    byte[] sections =
        Arrays.copyOfRange(
            TestDag.car(List.of(block)), HEADER.length, TestDag.car(List.of(block)).length);
    assertThat(all(open(join(header, sections)))).containsExactly(block);
  }

  @Test
  void refusesAFileThatIsCutOffAnywhereButBetweenSections() throws IOException {
    List<Block> blocks = List.of(TestDag.leaf(random, 30), TestDag.leaf(random, 200));
    byte[] bytes = TestDag.car(blocks);
    int between = TestDag.car(blocks.subList(0, 1)).length;
    for (int length = HEADER.length; length < bytes.length; length++) {
      SectionReader reader = open(Arrays.copyOf(bytes, length));
      if (length == HEADER.length || length == between) {
        assertThat(all(reader)).hasSize(length == between ? 1 : 0);
      } else {
        assertThatThrownBy(() -> all(reader))
            .as("cut at %d", length)
            .isInstanceOf(CarRefused.class);
      }
    }
  }

  private void refuses(byte[] section, String message) throws IOException {
    SectionReader reader = open(join(HEADER, section));
    assertThatThrownBy(reader::next).isInstanceOf(CarRefused.class).hasMessageContaining(message);
  }

  @Test
  void refusesSectionsBeyondItsBounds() throws IOException {
    int most = Block.READ_LIMIT + (8 << 10);
    refuses(new byte[] {0}, "a section of 0 bytes; 1 to " + most);
    refuses(Varint.encode(most + 1L), "a section of " + (most + 1) + " bytes");
    refuses(Varint.encode(Long.MAX_VALUE), "a section of " + Long.MAX_VALUE + " bytes");
    refuses(Varint.encode(most), "cut off");
    refuses(new byte[] {(byte) 0x80, 0}, "");
  }

  @Test
  void refusesWhatBeginsWithNoCid() throws IOException {
    refuses(section("no cid".getBytes(StandardCharsets.US_ASCII)), "");
    refuses(section(new byte[] {1, 0x55, 0x12, 0x20, 1, 2, 3}), "");
    refuses(section(new byte[] {1}), "");
  }

  @Test
  void holdsABlockToItsLimitWhateverItsCid() throws IOException {
    Block limit = TestDag.leaf(random, Block.READ_LIMIT);
    assertThat(all(open(TestDag.car(List.of(limit))))).containsExactly(limit);
    Block over = TestDag.leaf(random, Block.READ_LIMIT + 1);
    SectionReader reader = open(TestDag.car(List.of(over)));
    assertThatThrownBy(reader::next)
        .isInstanceOf(CarRefused.class)
        .hasMessageContaining("a block of " + over.size() + " bytes");
  }

  @Test
  void saysWhereTheFaultIs() throws IOException {
    Block good = TestDag.leaf(random, 40);
    byte[] first = TestDag.car(List.of(good));
    SectionReader reader = open(join(first, new byte[] {0}));
    reader.next();
    assertThat(reader.position()).isEqualTo(first.length);
    assertThatThrownBy(reader::next).isInstanceOf(CarRefused.class);
    assertThat(reader.fault("it smells"))
        .hasMessageContaining("it smells")
        .hasMessageContaining("some.car");
  }
}
