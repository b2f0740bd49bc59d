package network.cairn.ipld.car;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import network.cairn.base.varint.Varint;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

final class CarTest {
  private static final Cid ROOT = Cid.v1(0x55, Multihash.of(0, new byte[0]));

  /// Gives as few bytes per read as chance wants.
  private static InputStream trickling(byte[] bytes, Random random) {
    return new FilterInputStream(new ByteArrayInputStream(bytes)) {
      @Override
      public int read(byte[] b, int off, int len) throws IOException {
        return super.read(b, off, len == 0 ? 0 : 1 + random.nextInt(len));
      }
    };
  }

  private static byte[] car(List<Block> blocks) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CarWriter writer = new CarWriter(out, List.of(ROOT));
    for (Block block : blocks) {
      writer.write(block);
    }
    return out.toByteArray();
  }

  @Test
  void headerHasTheKnownBytes() {
    assertThat(HexFormat.of().formatHex(CarWriter.header(List.of(ROOT))))
        .isEqualTo("19a265726f6f747381d82a45000155000067" + "76657273696f6e01");
  }

  @Test
  void blocksComeBackHoweverTheStreamTrickles() {
    Property.check(
        30,
        random -> {
          List<Block> blocks = new ArrayList<>();
          for (int i = random.nextInt(20); i > 0; i--) {
            byte[] bytes = Property.bytes(random, random.nextInt(1 << random.nextInt(18)));
            blocks.add(Block.of(Cid.v1(0x55, Multihash.sha256(bytes)), bytes));
          }
          byte[] car = car(blocks);
          CarReader reader = new CarReader(trickling(car, random));
          assertThat(reader.roots()).containsExactly(ROOT);
          for (Block block : blocks) {
            Section section = reader.next().orElseThrow();
            assertThat(section.cid()).isEqualTo(block.cid());
            assertThat(section.bytes()).isEqualTo(block.bytes());
            assertThat(car[(int) (section.offset() + section.length() - 1)])
                .isEqualTo(
                    block.size() > 0
                        ? block.bytes()[block.size() - 1]
                        : car[(int) (section.dataOffset() - 1)]);
          }
          assertThat(reader.next()).isEmpty();
        });
  }

  @Test
  void refusesSectionsAndHeadersBeyondTheLimits() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(CarWriter.header(List.of(ROOT)));
    int at = out.size();
    Varint.write(out, 1L << 40);
    CarReader reader = new CarReader(new ByteArrayInputStream(out.toByteArray()));
    assertThatThrownBy(reader::next)
        .isInstanceOfSatisfying(InvalidCar.class, e -> assertThat(e.offset()).isEqualTo(at));
    byte[] header = Varint.encode(CarReader.MAX_HEADER + 1);
    assertThatThrownBy(() -> new CarReader(new ByteArrayInputStream(header)))
        .isInstanceOf(InvalidCar.class);
    assertThatThrownBy(() -> new CarReader(InputStream.nullInputStream()))
        .isInstanceOf(InvalidCar.class);
  }

  @Test
  void refusesASectionWhoseCidIsLongerThanItself() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(CarWriter.header(List.of()));
    out.write(new byte[] {5, 1, 0x55, 0x12, 0x20, 1});
    CarReader reader = new CarReader(new ByteArrayInputStream(out.toByteArray()));
    assertThatThrownBy(reader::next).isInstanceOf(InvalidCar.class);
  }

  @Test
  void saysWhichSectionIsTorn() throws Exception {
    Block block = Block.of(Cid.v1(0x55, Multihash.sha256(new byte[100])), new byte[100]);
    byte[] car = car(List.of(block, block));
    byte[] torn = Arrays.copyOf(car, car.length - 1);
    CarReader reader = new CarReader(new ByteArrayInputStream(torn));
    Section first = reader.next().orElseThrow();
    assertThatThrownBy(reader::next)
        .isInstanceOfSatisfying(
            InvalidCar.class,
            e -> assertThat(e.offset()).isEqualTo(first.offset() + first.length()));
    assertThat(Optional.of(first).map(Section::length)).contains(138L);
  }
}
