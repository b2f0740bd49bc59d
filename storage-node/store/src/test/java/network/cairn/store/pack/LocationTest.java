package network.cairn.store.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.BufferUnderflowException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.OptionalInt;
import java.util.Random;
import network.cairn.base.varint.InvalidVarint;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The values of the index of blocks and packs.
final class LocationTest {
  private static Location any(Random random) {
    return new Location(
        random.nextInt(1 << 29),
        random.nextLong((4L << 30) + (4 << 20)),
        random.nextInt(1 << 22),
        random.nextLong(1L << random.nextInt(1, 40)),
        random.nextBoolean() ? OptionalInt.of(random.nextInt()) : OptionalInt.empty());
  }

  private static PackRow anyRow(Random random) {
    return new PackRow(
        random.nextLong(1L << 32),
        random.nextLong(1L << 32),
        random.nextInt(),
        random.nextBoolean());
  }

  @Test
  void isReadAsItWasWritten() {
    Property.check(
        500,
        random -> {
          Location location = any(random);
          assertThat(Location.decode(location.encode())).isEqualTo(location);
          PackRow row = anyRow(random);
          assertThat(PackRow.decode(row.encode())).isEqualTo(row);
          assertThat(PackRow.pack(PackRow.key(location.pack()))).isEqualTo(location.pack());
        });
  }

  /// What is on the disks of today's homes.
  @Test
  void hasTheFormThatHomesHoldAlready() {
    assertThat(HexFormat.of().formatHex(new Location(1, 0x102, 0x203, 0x0129).encode()))
        .isEqualTo("00000001" + "0000000000000102" + "00000203" + "a902");
    byte[] content = "123456789".getBytes(StandardCharsets.US_ASCII);
    assertThat(
            HexFormat.of()
                .formatHex(
                    new Location(1, 2, 9, 0x55, OptionalInt.of(Location.sumOf(content))).encode()))
        .as("with the check value of CRC-32C")
        .isEqualTo("00000001" + "0000000000000002" + "00000009" + "55" + "e3069283");
    assertThat(HexFormat.of().formatHex(new PackRow(1, 2, 3, false).encode()))
        .isEqualTo("0000000000000001" + "0000000000000002" + "0000000000000003");
    assertThat(HexFormat.of().formatHex(new PackRow(1, 2, 3, true).encode()))
        .isEqualTo("0000000000000001" + "0000000000000002" + "0000000000000003" + "01");
    assertThat(HexFormat.of().formatHex(PackRow.key(258))).isEqualTo("00000102");
  }

  @Test
  void positionsAreInTheOrderOfPackAndOffset() {
    Comparator<Location> order =
        Comparator.comparingInt(Location::pack).thenComparingLong(Location::offset);
    Property.check(
        500,
        random -> {
          Location one = any(random);
          Location two =
              random.nextBoolean()
                  ? any(random)
                  : new Location(one.pack(), random.nextLong(4L << 30), 1, 0);
          assertThat(Integer.signum(Long.compare(one.position(), two.position())))
              .isEqualTo(Integer.signum(order.compare(one, two)));
          assertThat(one.position()).isNotNegative();
        });
  }

  @ParameterizedTest
  @CsvSource({"-1, 0, 0, 0", "0, -1, 0, 0", "0, 0, -1, 0", "0, 0, 0, -1"})
  void isNeverNegative(int pack, long offset, int length, long codec) {
    assertThatThrownBy(() -> new Location(pack, offset, length, codec))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void isReadOrRefusedFromAnyBytes() {
    Property.check(
        2000,
        random -> {
          byte[] bytes = Property.bytes(random, random.nextInt(30));
          try {
            Location read = Location.decode(bytes);
            byte[] again = read.encode();
            assertThat(Arrays.copyOf(bytes, again.length)).isEqualTo(again);
          } catch (IllegalArgumentException | InvalidVarint | BufferUnderflowException refused) {
            assertThat(bytes).isNotEqualTo(any(random).encode());
          }
        });
  }

  @Test
  void refusesEveryPartOfItself() {
    byte[] whole = new Location(3, 1 << 20, 900, 0x71 << 7).encode();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> Location.decode(cut))
          .isInstanceOfAny(BufferUnderflowException.class, InvalidVarint.class);
    }
    byte[] summed = new Location(3, 1 << 20, 900, 0x71 << 7, OptionalInt.of(-2)).encode();
    for (int length = whole.length + 1; length < summed.length; length++) {
      byte[] cut = Arrays.copyOf(summed, length);
      assertThatThrownBy(() -> Location.decode(cut)).isInstanceOf(BufferUnderflowException.class);
    }
  }

  @Test
  void aRowCountsWhatComesAndGoes() {
    Property.check(
        200,
        random -> {
          PackRow row = anyRow(random);
          int bytes = random.nextInt(1 << 22);
          assertThat(row.plus(bytes).minus(bytes)).isEqualTo(row);
          assertThat(row.plus(bytes).liveBlocks()).isEqualTo(row.liveBlocks() + 1);
          assertThat(row.plus(bytes).liveBytes()).isEqualTo(row.liveBytes() + bytes);
          long size = random.nextLong(1L << 33);
          assertThat(row.grownTo(size).length()).isEqualTo(Math.max(size, row.length()));
          assertThat(row.grownTo(size).liveBytes()).isEqualTo(row.liveBytes());
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 99_999_999, 100_000_000, (1 << 29) - 1})
  void aPackIsCalledByItsNumber(int id) {
    assertThat(Pack.isName(Pack.name(id))).isTrue();
    assertThat(Pack.id(Pack.name(id))).isEqualTo(id);
  }

  /// A file of somebody else's must not keep a store from opening.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "pack-9999999999.car",
        "pack-999999999.car",
        "pack-536870912.car",
        "pack-000000001.car",
        "pack-0000001.car",
        "pack-00000001.car.new",
        "xpack-00000001.car",
        "pack-0000000a.car",
        "pack--0000001.car",
        "pack-00000001xcar",
        ""
      })
  void noOtherNameIsAPacks(String name) {
    assertThat(Pack.isName(name)).isFalse();
  }
}
