package network.cairn.ipld.multicodec;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.Locale;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;

final class MulticodecVectorsTest {
  @Test
  void namesEveryCodeOfTheTable() {
    Vectors vectors = Vectors.topic("multicodec");
    int cases =
        vectors.each(
            vectors.rows("table.csv", 1),
            line -> {
              String[] cells = line.split(",\\s*");
              long code = Long.decode(cells[2].strip());
              assertThat(Multicodec.name(code)).contains(cells[0].strip());
              assertThat(Multicodec.code(cells[0].strip())).hasValue(code);
            });
    vectors.ran("table.csv", cases);
  }

  @Test
  void everyConstantHasTheCodeOfItsName() throws Exception {
    int cases = 0;
    for (Field field : Multicodec.class.getFields()) {
      String name = field.getName().toLowerCase(Locale.ROOT);
      assertThat(Multicodec.name(field.getLong(null)).orElseThrow().replace('-', '_'))
          .isEqualTo(name);
      cases++;
    }
    assertThat(cases).isPositive();
  }
}
