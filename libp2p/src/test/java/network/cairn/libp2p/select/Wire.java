package network.cairn.libp2p.select;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import network.cairn.libp2p.io.Duplex;

/// The far end of a negotiation as a script: fixed bytes to read, a record of what was written.
final class Wire implements Duplex {
  private final byte[] script;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private int at;
  private int writes;

  Wire(byte[] script) {
    this.script = script;
  }

  static Wire of(String... lines) {
    return new Wire(Lines.frames(lines));
  }

  @Override
  public int read(byte[] buffer, int offset, int length) {
    if (at == script.length) {
      return -1;
    }
    buffer[offset] = script[at++];
    return 1;
  }

  @Override
  public void write(byte[] buffer, int offset, int length) {
    written.write(buffer, offset, length);
    writes++;
  }

  byte[] written() {
    return written.toByteArray();
  }

  String text() {
    return written.toString(StandardCharsets.UTF_8);
  }

  int writes() {
    return writes;
  }

  int unread() {
    return script.length - at;
  }
}
