package network.cairn.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Writes tar archives, also such as no honest daemon would.
final class Tar {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  Tar entry(char type, String name, String link, byte[] content) {
    return raw(type, name, link, String.format("%011o", content.length), content);
  }

  Tar raw(char type, String name, String link, String size, byte[] content) {
    return raw(type, name, link, size.getBytes(StandardCharsets.UTF_8), content);
  }

  /// With a mode in octal digits.
  Tar raw(char type, String name, String link, String size, byte[] content, String mode) {
    int at = bytes.size();
    raw(type, name, link, size, content);
    byte[] all = bytes.toByteArray();
    put(all, at + 100, mode);
    bytes.reset();
    bytes.writeBytes(all);
    return this;
  }

  Tar raw(char type, String name, String link, byte[] size, byte[] content) {
    return prefixed(type, "", name, link, size, content);
  }

  Tar prefixed(char type, String prefix, String name, String link, byte[] size, byte[] content) {
    byte[] head = new byte[512];
    put(head, 0, name);
    System.arraycopy(size, 0, head, 124, size.length);
    head[156] = (byte) type;
    put(head, 157, link);
    put(head, 257, "ustar");
    put(head, 345, prefix);
    bytes.writeBytes(head);
    bytes.writeBytes(content);
    bytes.writeBytes(new byte[(512 - content.length % 512) % 512]);
    return this;
  }

  private static void put(byte[] head, int at, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(utf8, 0, head, at, utf8.length);
  }

  Tar file(String name, String content) {
    return entry('0', name, "", content.getBytes(StandardCharsets.UTF_8));
  }

  Tar directory(String name) {
    return entry('5', name, "", new byte[0]);
  }

  Tar link(String name, String to) {
    return entry('2', name, to, new byte[0]);
  }

  Tar pax(String... records) {
    return entry('x', "pax", "", String.join("", records).getBytes(StandardCharsets.UTF_8));
  }

  /// A record of an extended header, which counts its own length.
  static String record(String key, String value) {
    int body = key.length() + value.getBytes(StandardCharsets.UTF_8).length + 3;
    int length = body + Integer.toString(body).length();
    length = body + Integer.toString(length).length();
    return length + " " + key + "=" + value + "\n";
  }

  /// Without the two empty blocks at the end.
  byte[] open() {
    return bytes.toByteArray();
  }

  byte[] end() {
    bytes.writeBytes(new byte[1024]);
    return bytes.toByteArray();
  }
}
