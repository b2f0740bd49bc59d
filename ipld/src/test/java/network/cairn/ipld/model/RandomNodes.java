package network.cairn.ipld.model;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.testing.Property;

/// Random values of the data model, for laws that hold for each of them.
public final class RandomNodes {
  private RandomNodes() {}

  /// A value of any kind, with others in it.
  public static Node any(Random random) {
    return nested(random, 0);
  }

  private static Node nested(Random random, int depth) {
    return switch (random.nextInt(depth > 4 ? 7 : 9)) {
      case 0 -> Node.ofNull();
      case 1 -> Node.of(random.nextBoolean());
      case 2 -> new Node.Int(integer(random));
      case 3 -> Node.of(random.nextInt() * Math.pow(10, random.nextInt(40) - 20));
      case 4 -> Node.of(text(random));
      case 5 -> Node.of(Property.bytes(random, random.nextInt(300)));
      case 6 -> Node.of(Cid.v1(0x71, Multihash.sha256(Property.bytes(random, 8))));
      case 7 -> {
        List<Node> values = new ArrayList<>();
        for (int i = random.nextInt(30); i > 0; i -= 4) {
          values.add(nested(random, depth + 1));
        }
        yield Node.of(values);
      }
      default -> {
        Map<String, Node> map = new LinkedHashMap<>();
        for (int i = random.nextInt(30); i > 0; i -= 4) {
          map.put(text(random), nested(random, depth + 1));
        }
        yield Node.of(map);
      }
    };
  }

  private static BigInteger integer(Random random) {
    BigInteger value = new BigInteger(random.nextInt(65), random);
    return random.nextBoolean() ? value : value.not();
  }

  /// Text of ASCII and of characters beyond 16 bits.
  public static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.appendCodePoint(random.nextBoolean() ? random.nextInt(128) : 0x1F600 + i);
    }
    return text.toString();
  }
}
