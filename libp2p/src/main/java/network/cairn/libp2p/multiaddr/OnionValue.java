package network.cairn.libp2p.multiaddr;

import java.nio.ByteBuffer;
import java.util.Arrays;
import network.cairn.ipld.multibase.InvalidMultibase;
import network.cairn.ipld.multibase.Multibase;

/// Tor services: base32 name, colon, port above 0.
enum OnionValue implements ValueCodec {
  V2(10),
  V3(35);

  private final int nameBytes;

  OnionValue(int nameBytes) {
    this.nameBytes = nameBytes;
  }

  @Override
  public byte[] parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new InvalidMultiaddr("needs name:port");
    }
    byte[] name;
    try {
      name = Multibase.decodeBase32(text.substring(0, colon));
    } catch (InvalidMultibase e) {
      throw new InvalidMultiaddr("needs a name in base32", e);
    }
    if (name.length != nameBytes) {
      throw new InvalidMultiaddr("needs a name of " + nameBytes + " bytes");
    }
    byte[] port = NumberValue.PORT.parse(text.substring(colon + 1));
    byte[] value = ByteBuffer.allocate(nameBytes + 2).put(name).put(port).array();
    print(value);
    return value;
  }

  @Override
  public String print(byte[] bytes) {
    String port = NumberValue.PORT.print(Arrays.copyOfRange(bytes, nameBytes, nameBytes + 2));
    if (port.equals("0")) {
      throw new InvalidMultiaddr("needs a port above 0");
    }
    return Multibase.encodeBase32(Arrays.copyOf(bytes, nameBytes)) + ":" + port;
  }
}
