package network.cairn.store.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import network.cairn.base.files.Power;
import network.cairn.lmdb.MemoryTables;
import network.cairn.lmdb.Table;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

final class TableStateTest {
  private final MemoryTables tables = new MemoryTables(new Power(new Random(1), Long.MAX_VALUE, 0));
  private final TableState state = new TableState(tables);

  private List<String> scan(String prefix) {
    List<String> names = new ArrayList<>();
    state.scan(prefix, (name, value) -> names.add(name));
    return names;
  }

  @Test
  void keepsValuesByNameUntilTheyAreRemoved() {
    assertThat(state.get("mfs")).isEmpty();
    state.put("mfs", new byte[] {1});
    state.put("mfs", new byte[] {2, 3});
    state.put("empty", new byte[0]);
    assertThat(state.get("mfs")).contains(new byte[] {2, 3});
    assertThat(state.get("empty")).contains(new byte[0]);
    assertThat(state.remove("mfs")).isTrue();
    assertThat(state.remove("mfs")).isFalse();
    assertThat(state.get("mfs")).isEmpty();
  }

  @Test
  void keepsWhatWasGivenWhateverTheGiverDoesToIt() {
    byte[] value = {1, 2};
    state.put("a", value);
    value[0] = 9;
    assertThat(state.get("a")).contains(new byte[] {1, 2});
  }

  @Test
  void aNameHasFourHundredBytesOfUtf8AtMost() {
    String longest = "é".repeat(200);
    state.put(longest, new byte[] {1});
    assertThat(state.get(longest)).isPresent();
    assertThat(scan("é")).containsExactly(longest);
    for (String name : List.of(longest + "x", "x".repeat(401))) {
      assertThatThrownBy(() -> state.put(name, new byte[0]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("400 bytes");
      assertThatThrownBy(() -> state.get(name)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  /// The store keeps the form of its index in the same table.
  @Test
  void neitherShowsNorTouchesWhatOthersKeepInTheTable() {
    Table shared = new Table("STATE", 480);
    tables.write(change -> {
      change.put(shared, new byte[] {'f', ':', 'x'}, new byte[] {1});
      change.put(shared, new byte[] {'t'}, new byte[] {1});
      return true;
    });
    state.put("a", new byte[] {2});
    assertThat(scan("")).containsExactly("a");
    assertThat(state.get(":x")).isEmpty();
    assertThat(tables.get(shared, new byte[] {'s', ':', 'a'})).contains(new byte[] {2});
  }

  @Test
  void scansMoreThanAPageOfAPrefixInOrderEachOnce() {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 700; i++) {
      state.put("deal/%04d".formatted(i), new byte[] {(byte) i});
      expected.add("deal/%04d".formatted(i));
    }
    state.put("deal.", new byte[0]);
    state.put("deal0", new byte[0]);
    state.put("piece/1", new byte[0]);
    assertThat(scan("deal/")).isEqualTo(expected);
    assertThat(scan("")).hasSize(703);
    assertThat(scan("deal/01")).hasSize(100);
    assertThat(scan("none")).isEmpty();
  }

  @Test
  void aVisitorMayRemoveWhatItIsShown() {
    for (int i = 0; i < 600; i++) {
      state.put("n%03d".formatted(i), new byte[0]);
    }
    state.scan("n", (name, value) -> assertThat(state.remove(name)).isTrue());
    assertThat(scan("")).isEmpty();
  }

  @Test
  void agreesWithAMap() {
    Property.check(
        20,
        random -> {
          TableState mine = new TableState(new MemoryTables(new Power(random, Long.MAX_VALUE, 0)));
          NavigableMap<String, String> model = new TreeMap<>();
          for (int i = 0; i < 200; i++) {
            String name = Integer.toString(random.nextInt(60), 3);
            if (random.nextInt(3) > 0) {
              model.put(name, String.valueOf(i));
              mine.put(name, String.valueOf(i).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            } else {
              assertThat(mine.remove(name)).isEqualTo(model.remove(name) != null);
            }
          }
          String prefix = Integer.toString(random.nextInt(3));
          Map<String, String> seen = new TreeMap<>();
          mine.scan(
              prefix,
              (name, value) ->
                  seen.put(name, new String(value, java.nio.charset.StandardCharsets.UTF_8)));
          assertThat(seen).isEqualTo(model.subMap(prefix, true, prefix + "~", true));
        });
  }
}
