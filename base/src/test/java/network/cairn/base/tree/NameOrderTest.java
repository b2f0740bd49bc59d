package network.cairn.base.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

class NameOrderTest {
  private static final List<String> PIECES =
      List.of("", "a", "b", "z", "é", "\uffff", "\ue000", "\ud83d\ude00", "\ud800\udc00", "\ud800");

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }

  @Test
  void ordersTextsAsTheirBytesAreOrdered() {
    Property.check(
        5000,
        random -> {
          String a = text(random);
          String b = text(random);
          int bytes =
              Arrays.compareUnsigned(
                  a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
          assertThat(Integer.signum(NameOrder.ORDER.compare(a, b)))
              .isEqualTo(Integer.signum(bytes));
        });
  }
}
