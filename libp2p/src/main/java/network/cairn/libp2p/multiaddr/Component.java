package network.cairn.libp2p.multiaddr;

import java.nio.ByteBuffer;
import java.util.Arrays;
import network.cairn.base.varint.InvalidVarint;
import network.cairn.base.varint.Varint;

/// One protocol of an address with its value. Immutable.
public final class Component {
  private final Protocol protocol;
  private final byte[] value;
  private final String text;

  private Component(Protocol protocol, byte[] value) {
    this.protocol = protocol;
    this.value = value;
    try {
      this.text = protocol.codec().print(value);
    } catch (IllegalArgumentException e) {
      throw new InvalidMultiaddr("value of /" + protocol.text() + " " + e.getMessage(), e);
    }
  }

  /// A component from its value's text; empty for protocols without one.
  ///
  /// @throws InvalidMultiaddr if the value is not of this protocol
  public static Component of(Protocol protocol, String value) {
    byte[] bytes;
    try {
      bytes = protocol.codec().parse(value);
    } catch (IllegalArgumentException e) {
      throw new InvalidMultiaddr("value of /" + protocol.text() + " " + e.getMessage(), e);
    }
    return new Component(protocol, bytes);
  }

  /// Reads one component, checking lengths before anything is copied.
  static Component read(ByteBuffer buffer) {
    try {
      long code = Varint.read(buffer);
      Protocol protocol =
          Protocol.coded(code)
              .orElseThrow(() -> new InvalidMultiaddr("protocol " + code + " is unknown"));
      long length = protocol.variable() ? Varint.read(buffer) : protocol.fixedBytes();
      if (length > buffer.remaining()) {
        throw new InvalidMultiaddr(
            "/"
                + protocol.text()
                + " announces "
                + length
                + " bytes, "
                + buffer.remaining()
                + " are left");
      }
      byte[] value = new byte[(int) length];
      buffer.get(value);
      return new Component(protocol, value);
    } catch (InvalidVarint e) {
      throw new InvalidMultiaddr("malformed number: " + e.getMessage(), e);
    }
  }

  int encodedLength() {
    int prefix = protocol.variable() ? Varint.length(value.length) : 0;
    return Varint.length(protocol.code()) + prefix + value.length;
  }

  void write(ByteBuffer buffer) {
    Varint.write(buffer, protocol.code());
    if (protocol.variable()) {
      Varint.write(buffer, value.length);
    }
    buffer.put(value);
  }

  /// What kind of component it is.
  public Protocol protocol() {
    return protocol;
  }

  /// The value's text; empty for protocols without one.
  public String value() {
    return text;
  }

  /// The value's bytes, a copy.
  public byte[] valueBytes() {
    return value.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Component that
        && protocol == that.protocol
        && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return 31 * protocol.hashCode() + Arrays.hashCode(value);
  }

  /// The component with its leading slash.
  @Override
  public String toString() {
    if (!protocol.hasValue()) {
      return "/" + protocol.text();
    }
    return "/" + protocol.text() + (protocol.takesRest() ? text : "/" + text);
  }
}
