package network.cairn.store.car;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import network.cairn.base.files.Disk;
import network.cairn.base.varint.InvalidVarint;
import network.cairn.base.varint.Varint;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.cid.InvalidCid;
import network.cairn.ipld.dag.Block;
import network.cairn.store.blockstore.CarRefused;

/// Reads the sections of a CARv1 file in order, in large pieces, within bounds.
///
/// Sections are at most 4 MiB and a CID; the header at most 64 KiB. Used by one thread.
public final class SectionReader {
  private static final int MAX_HEADER = 64 << 10;
  private static final int MAX_CID = 8 << 10;
  private static final int MAX_SECTION = Block.READ_LIMIT + MAX_CID;
  private static final int WINDOW = 8 << 20;

  /// A block and where it lies.
  ///
  /// @param offset of the content in the file, in bytes
  public record Section(Cid cid, long offset, byte[] content) {}

  private final String name;
  private final Disk.File file;
  private final long size;
  private final ByteBuffer window;
  private long windowStart;

  /// Reads the header.
  ///
  /// @throws CarRefused if it is no CARv1 header
  public SectionReader(String name, Disk.File file) throws IOException {
    this.name = name;
    this.file = file;
    this.size = file.size();
    this.window = ByteBuffer.allocate((int) Math.min(WINDOW, size)).limit(0);
    int length = length(MAX_HEADER);
    need(length);
    byte[] header = new byte[length];
    window.get(header);
    if (!isVersionOne(header)) {
      throw fault("no CARv1 header");
    }
  }

  /// Reads on from the end of a whole section, or of the header.
  public SectionReader(String name, Disk.File file, long position) throws IOException {
    this.name = name;
    this.file = file;
    this.size = file.size();
    this.window = ByteBuffer.allocate((int) Math.min(WINDOW, size - position)).limit(0);
    this.windowStart = position;
  }

  /// A map of two entries with both names and version 1; the roots mean nothing here and are not
  /// read.
  private static boolean isVersionOne(byte[] header) {
    String text = new String(header, StandardCharsets.ISO_8859_1);
    return text.startsWith("\u00a2") && text.contains("gversion\u0001") && text.contains("eroots");
  }

  /// The end of the last whole section, in bytes.
  public long position() {
    return windowStart + window.position();
  }

  long size() {
    return size;
  }

  /// The next section; empty at the end of the file.
  ///
  /// @throws CarRefused if it is cut off or malformed
  public Optional<Section> next() throws IOException {
    if (position() == size) {
      return Optional.empty();
    }
    int length = length(MAX_SECTION);
    need(length);
    int start = window.position();
    ByteBuffer body = window.slice(start, length);
    Cid cid;
    try {
      cid = Cid.read(body);
    } catch (InvalidCid e) {
      throw fault(String.valueOf(e.getMessage()));
    }
    if (body.remaining() > Block.READ_LIMIT) {
      throw fault("a block of " + body.remaining() + " bytes");
    }
    byte[] content = new byte[body.remaining()];
    long offset = position() + body.position();
    body.get(content);
    window.position(start + length);
    return Optional.of(new Section(cid, offset, content));
  }

  private int length(int limit) throws IOException {
    fill(Varint.MAX_LENGTH);
    try {
      long length = Varint.read(window);
      if (length < 1 || length > limit) {
        throw fault("a section of " + length + " bytes; 1 to " + limit + " are allowed");
      }
      return (int) length;
    } catch (InvalidVarint e) {
      throw fault(String.valueOf(e.getMessage()));
    }
  }

  private void need(int bytes) throws IOException {
    fill(bytes);
    if (window.remaining() < bytes) {
      throw fault("cut off: " + bytes + " bytes expected, " + window.remaining() + " are there");
    }
  }

  private void fill(int bytes) throws IOException {
    if (window.remaining() >= bytes) {
      return;
    }
    windowStart += window.position();
    window.compact();
    file.read(window, windowStart + window.position());
    window.flip();
  }

  /// A failure at the position, to be thrown.
  public CarRefused fault(String what) {
    return new CarRefused(name, position(), what);
  }
}
