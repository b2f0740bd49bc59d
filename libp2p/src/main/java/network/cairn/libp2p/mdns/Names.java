package network.cairn.libp2p.mdns;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Names as DNS writes them (RFC 1035, 3.1 and 4.1.4): labels, and pointers to what was written
/// before.
final class Names {
  private static final int POINTER = 0xc0;
  private static final int LONGEST = 255;
  private static final int LONGEST_LABEL = 63;

  private Names() {}

  /// Reads a name, in lower case, its labels with dots between. A pointer leads further to the
  /// front each time, so that none goes round in a circle.
  ///
  /// @param packet at the name; stands behind it afterwards
  static String read(ByteBuffer packet) throws InvalidPacket {
    StringBuilder name = new StringBuilder();
    ByteBuffer at = packet;
    int before = packet.position();
    try {
      for (int length = at.get() & 0xff; length != 0; length = at.get() & 0xff) {
        if ((length & POINTER) == POINTER) {
          int target = (length & ~POINTER) << Byte.SIZE | at.get() & 0xff;
          if (target >= before) {
            throw new InvalidPacket("a name that points to itself or behind");
          }
          before = target;
          at = packet.duplicate().position(target);
        } else if (length > LONGEST_LABEL || name.length() + length + 1 > LONGEST) {
          throw new InvalidPacket("a name that is too long");
        } else {
          byte[] label = new byte[length];
          at.get(label);
          if (!name.isEmpty()) {
            name.append('.');
          }
          name.append(new String(label, StandardCharsets.UTF_8));
        }
      }
    } catch (BufferUnderflowException _) {
      throw new InvalidPacket("a name without an end");
    }
    return name.toString().toLowerCase(Locale.ROOT);
  }

  static void write(ByteBuffer packet, String name) {
    for (String label : name.split("\\.", -1)) {
      byte[] bytes = label.getBytes(StandardCharsets.UTF_8);
      packet.put((byte) bytes.length).put(bytes);
    }
    packet.put((byte) 0);
  }
}
