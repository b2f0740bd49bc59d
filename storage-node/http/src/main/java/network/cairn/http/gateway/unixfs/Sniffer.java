package network.cairn.http.gateway.unixfs;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Tells a file by its first bytes (WHATWG, MIME Sniffing, and what else is common).
final class Sniffer {
  private static final String BINARY = "application/octet-stream";
  private static final String TEXT = "text/plain; charset=utf-8";

  /// Bytes at a place, in hexadecimal.
  private record Mark(int at, byte[] bytes, String type) {
    Mark(int at, String bytes, String type) {
      this(at, bytes.getBytes(StandardCharsets.ISO_8859_1), type);
    }

    boolean fits(byte[] data) {
      return data.length >= at + bytes.length
          && Arrays.equals(data, at, at + bytes.length, bytes, 0, bytes.length);
    }
  }

  private static final List<Mark> MARKS =
      List.of(
          new Mark(0, "\u0089PNG\r\n\u001a\n", "image/png"),
          new Mark(0, "\u00ff\u00d8\u00ff", "image/jpeg"),
          new Mark(0, "GIF87a", "image/gif"),
          new Mark(0, "GIF89a", "image/gif"),
          new Mark(8, "WEBP", "image/webp"),
          new Mark(8, "WAVE", "audio/wav"),
          new Mark(8, "AVI ", "video/x-msvideo"),
          new Mark(4, "ftypavif", "image/avif"),
          new Mark(4, "ftypheic", "image/heic"),
          new Mark(4, "ftypqt", "video/quicktime"),
          new Mark(4, "ftypM4A", "audio/mp4"),
          new Mark(4, "ftyp", "video/mp4"),
          new Mark(0, "\u001aE\u00df\u00a3", "video/webm"),
          new Mark(0, "OggS", "audio/ogg"),
          new Mark(0, "ID3", "audio/mpeg"),
          new Mark(0, "\u00ff\u00fb", "audio/mpeg"),
          new Mark(0, "fLaC", "audio/flac"),
          new Mark(0, "%PDF-", "application/pdf"),
          new Mark(0, "PK\u0003\u0004", "application/zip"),
          new Mark(0, "\u001f\u008b", "application/gzip"),
          new Mark(0, "(\u00b5/\u00fd", "application/zstd"),
          new Mark(0, "BZh", "application/x-bzip2"),
          new Mark(0, "\u00fd7zXZ", "application/x-xz"),
          new Mark(0, "7z\u00bc\u00af'\u001c", "application/x-7z-compressed"),
          new Mark(257, "ustar", "application/x-tar"),
          new Mark(0, "\0asm", "application/wasm"),
          new Mark(0, "wOF2", "font/woff2"),
          new Mark(0, "wOFF", "font/woff"),
          new Mark(0, "SQLite format 3\0", "application/vnd.sqlite3"),
          new Mark(0, "\u007fELF", "application/x-elf"),
          new Mark(0, "BM", "image/bmp"),
          new Mark(0, "\0\0\u0001\0", "image/vnd.microsoft.icon"));

  private Sniffer() {}

  static String type(byte[] data) {
    return MARKS.stream()
        .filter(mark -> mark.fits(data))
        .map(Mark::type)
        .findFirst()
        .orElseGet(() -> isText(data) ? textual(data) : BINARY);
  }

  /// UTF-8, which may be cut in its last character, without characters that no text has.
  private static boolean isText(byte[] data) {
    for (byte b : data) {
      if (b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t' && b != '\f' && b != 0x1b) {
        return false;
      }
    }
    int end = data.length == ContentTypes.LOOKED_AT ? wholeCharacters(data) : data.length;
    try {
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(data, 0, end));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static int wholeCharacters(byte[] data) {
    int end = data.length;
    while (end > data.length - 4 && (data[end - 1] & 0xc0) == 0x80) {
      end--;
    }
    return end > 0 && (data[end - 1] & 0xc0) == 0xc0 ? end - 1 : data.length;
  }

  private static String textual(byte[] data) {
    String start = new String(data, StandardCharsets.UTF_8).stripLeading().toLowerCase(Locale.ROOT);
    if (start.startsWith("<!doctype html")
        || start.startsWith("<html")
        || start.startsWith("<head")
        || start.startsWith("<body")) {
      return "text/html";
    }
    if (start.startsWith("<svg") || (start.startsWith("<?xml") && start.contains("<svg"))) {
      return "image/svg+xml";
    }
    if (start.startsWith("<?xml")) {
      return "text/xml; charset=utf-8";
    }
    boolean json =
        data.length < ContentTypes.LOOKED_AT
            && ((start.startsWith("{") && start.stripTrailing().endsWith("}"))
                || (start.startsWith("[") && start.stripTrailing().endsWith("]")));
    return json ? "application/json" : TEXT;
  }
}
