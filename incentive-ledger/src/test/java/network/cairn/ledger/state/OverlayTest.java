package network.cairn.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import network.cairn.proto.ledger.ResidueCount;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

final class OverlayTest {
  private static final byte[] LOW = {};
  private static final byte[] HIGH = {(byte) 0xff, (byte) 0xff};

  private static byte[] key(int... parts) {
    byte[] key = new byte[parts.length];
    for (int i = 0; i < parts.length; i++) {
      key[i] = (byte) parts[i];
    }
    return key;
  }

  private static List<String> scan(StateView view, byte[] from, byte[] to, int limit) {
    List<String> seen = new ArrayList<>();
    view.scan(
        from,
        to,
        (key, value) -> {
          seen.add(HexFormat.of().formatHex(key) + "=" + value[0]);
          return seen.size() < limit;
        });
    return seen;
  }

  private static List<String> all(StateView view) {
    return scan(view, LOW, HIGH, Integer.MAX_VALUE);
  }

  @Test
  void readsThroughWhatItDidNotWrite() {
    MemoryState below = new MemoryState();
    below.write(Map.of(key(1), Optional.of(key(10)), key(2), Optional.of(key(20))));
    Overlay overlay = new Overlay(below);
    overlay.put(key(2), key(21));
    overlay.put(key(3), key(30));
    overlay.delete(key(1));
    overlay.delete(key(9));
    assertThat(overlay.get(key(1))).isEmpty();
    assertThat(overlay.get(key(2))).contains(key(21));
    assertThat(overlay.get(key(3))).contains(key(30));
    assertThat(overlay.get(key(4))).isEmpty();
    assertThat(all(overlay)).containsExactly("02=21", "03=30");
    assertThat(all(below)).containsExactly("01=10", "02=20");
    assertThat(overlay.writes().keySet().stream().map(HexFormat.of()::formatHex))
        .containsExactly("01", "02", "03", "09");
  }

  @Test
  void hasNoEmptyValue() {
    Overlay overlay = new Overlay(StateView.empty());
    assertThatThrownBy(() -> overlay.put(key(1), new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(overlay.writes()).isEmpty();
  }

  @Test
  void aChildChangesNothingUntilItIsCommitted() {
    Overlay parent = new Overlay(StateView.empty());
    parent.put(key(1), key(1));
    Overlay child = parent.child();
    child.put(key(2), key(2));
    child.delete(key(1));
    assertThat(all(parent)).containsExactly("01=1");
    assertThat(all(child)).containsExactly("02=2");
    child = parent.child();
    assertThat(all(child)).containsExactly("01=1");
    child.put(key(3), key(3));
    parent.commit(child);
    assertThat(child.writes()).isEmpty();
    assertThat(all(parent)).containsExactly("01=1", "03=3");
    Overlay committed = child;
    assertThatThrownBy(() -> new Overlay(StateView.empty()).commit(committed))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> parent.commit(committed.child()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aScanIsOrderedByUnsignedBytesAndEndsBeforeItsEnd() {
    Overlay overlay = new Overlay(StateView.empty());
    for (byte[] key : List.of(key(0x80), key(0x7f), key(0x7f, 0), key(0xfe), key(0))) {
      overlay.put(key, key(1));
    }
    assertThat(all(overlay)).containsExactly("00=1", "7f=1", "7f00=1", "80=1", "fe=1");
    assertThat(scan(overlay, key(0x7f), key(0x80), 9)).containsExactly("7f=1", "7f00=1");
    assertThat(scan(overlay, key(0x7f), key(0x7f), 9)).isEmpty();
  }

  @Test
  void aScanEndsWhereItsVisitorSays() {
    MemoryState below = new MemoryState();
    Overlay overlay = new Overlay(below);
    Overlay child = overlay.child();
    for (int i = 0; i < 9; i++) {
      if (i % 3 == 0) {
        below.write(Map.of(key(i), Optional.of(key(i))));
      } else {
        (i % 3 == 1 ? overlay : child).put(key(i), key(i));
      }
    }
    for (int limit = 1; limit <= 9; limit++) {
      assertThat(scan(child, LOW, HIGH, limit)).isEqualTo(all(child).subList(0, limit));
    }
  }

  @Test
  void agreesWithAMapThroughNestedChanges() {
    Property.check(
        200,
        random -> {
          MemoryState below = new MemoryState();
          NavigableMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
          for (int i = 0; i < 5; i++) {
            byte[] key = randomKey(random);
            below.write(Map.of(key, Optional.of(key(i))));
            model.put(key, key(i));
          }
          nested(new Overlay(below), model, random, 3);
        });
  }

  /// Changes an overlay and the map alike, and an overlay on it, which is kept or thrown away.
  private static void nested(
      Overlay overlay, NavigableMap<byte[], byte[]> model, Random random, int depth) {
    for (int step = 0; step < 6; step++) {
      byte[] key = randomKey(random);
      if (random.nextInt(3) == 0) {
        overlay.delete(key);
        model.remove(key);
      } else {
        overlay.put(key, key(step));
        model.put(key, key(step));
      }
    }
    if (depth > 0) {
      NavigableMap<byte[], byte[]> copy = new TreeMap<>(model);
      Overlay child = overlay.child();
      nested(child, copy, random, depth - 1);
      if (random.nextBoolean()) {
        overlay.commit(child);
        model.clear();
        model.putAll(copy);
      }
    }
    byte[] a = randomKey(random);
    byte[] b = randomKey(random);
    boolean inOrder = Arrays.compareUnsigned(a, b) <= 0;
    byte[] from = inOrder ? a : b;
    byte[] to = inOrder ? b : a;
    int limit = random.nextInt(1, 8);
    List<String> wanted =
        model.subMap(from, to).entrySet().stream()
            .map(e -> HexFormat.of().formatHex(e.getKey()) + "=" + e.getValue()[0])
            .limit(limit)
            .toList();
    assertThat(scan(overlay, from, to, limit)).isEqualTo(wanted);
    assertThat(overlay.get(a).map(v -> v[0]))
        .isEqualTo(Optional.ofNullable(model.get(a)).map(v -> v[0]));
  }

  @Test
  void messagesAndTheirBytesAreOneThroughNestedChanges() {
    Property.check(
        100,
        random -> {
          MemoryState below = new MemoryState();
          NavigableMap<byte[], Long> model = new TreeMap<>(Arrays::compareUnsigned);
          for (int i = 0; i < 5; i++) {
            byte[] key = randomKey(random);
            below.write(Map.of(key, Optional.of(count(i).toByteArray())));
            model.put(key, count(i).getLive());
          }
          Overlay overlay = new Overlay(below);
          for (int round = 0; round < 6; round++) {
            counts(overlay, model, random);
            Overlay child = overlay.child();
            NavigableMap<byte[], Long> copy = new TreeMap<>(model);
            counts(child, copy, random);
            if (random.nextBoolean()) {
              overlay.commit(child);
              model = copy;
            }
          }
          counts(overlay, model, random);
          below.write(overlay.writes());
          NavigableMap<byte[], Long> left = new TreeMap<>(Arrays::compareUnsigned);
          for (Map.Entry<byte[], byte[]> entry : below.values().entrySet()) {
            left.put(entry.getKey(), ResidueCount.parseFrom(entry.getValue()).getLive());
          }
          assertThat(left.values()).containsExactlyElementsOf(model.values());
          assertThat(left.keySet().stream().map(HexFormat.of()::formatHex))
              .containsExactlyElementsOf(
                  model.keySet().stream().map(HexFormat.of()::formatHex).toList());
        });
  }

  private static ResidueCount count(int number) {
    return ResidueCount.newBuilder().setLive(number + 1).build();
  }

  private static void counts(Overlay overlay, NavigableMap<byte[], Long> model, Random random)
      throws InvalidProtocolBufferException {
    for (int step = 0; step < 8; step++) {
      byte[] key = randomKey(random);
      ResidueCount value = count(random.nextInt(1_000));
      switch (random.nextInt(5)) {
        case 0 -> {
          overlay.delete(key);
          model.remove(key);
        }
        case 1 -> {
          overlay.put(key, value.toByteArray());
          model.put(key, value.getLive());
        }
        case 2 -> {
          overlay.put(key, value);
          model.put(key, value.getLive());
        }
        case 3 ->
            assertThat(overlay.get(key).map(HexFormat.of()::formatHex))
                .isEqualTo(
                    Optional.ofNullable(model.get(key))
                        .map(live -> ResidueCount.newBuilder().setLive(live).build())
                        .map(made -> HexFormat.of().formatHex(made.toByteArray())));
        default ->
            assertThat(overlay.get(key, ResidueCount.parser()).map(ResidueCount::getLive))
                .isEqualTo(Optional.ofNullable(model.get(key)));
      }
    }
  }

  @Test
  void anEmptyMessageIsNoValueAndWhatIsNoneIsToldToWhoReads() {
    Overlay overlay = new Overlay(StateView.empty());
    assertThatThrownBy(() -> overlay.put(key(1), ResidueCount.getDefaultInstance()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(overlay.writes()).isEmpty();
    overlay.put(key(1), key(0xff));
    assertThatThrownBy(() -> overlay.get(key(1), ResidueCount.parser()))
        .isInstanceOf(InvalidProtocolBufferException.class);
    assertThat(overlay.get(key(1))).contains(key(0xff));
    overlay.put(key(2), count(6));
    assertThat(overlay.get(key(2))).contains(count(6).toByteArray());
  }

  private static byte[] randomKey(Random random) {
    byte[] key = new byte[1 + random.nextInt(2)];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (random.nextInt(4) * 0x3f);
    }
    return key;
  }

  @Test
  void nibblesOfAKeyAreItsHexadecimalDigits() {
    byte[] hash = HexFormat.of().parseHex("0123456789abcdef".repeat(4));
    for (int i = 0; i < NibblePath.LONGEST; i++) {
      assertThat(NibblePath.nibble(hash, i)).isEqualTo(i % 16);
    }
    assertThat(HexFormat.of().formatHex(NibblePath.nodeKey(hash, 0))).isEqualTo("00");
    assertThat(HexFormat.of().formatHex(NibblePath.nodeKey(hash, 1))).isEqualTo("0100");
    assertThat(HexFormat.of().formatHex(NibblePath.nodeKey(hash, 2))).isEqualTo("0201");
    assertThat(HexFormat.of().formatHex(NibblePath.nodeKey(hash, 5))).isEqualTo("05012340");
    assertThat(NibblePath.nodeKey(hash, NibblePath.LONGEST)).hasSize(33);
  }
}
