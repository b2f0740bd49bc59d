package network.cairn.content.unixfs.chunker;

import java.io.InputStream;
import java.util.Optional;

/// How files are cut into pieces, by Kubo's names.
public sealed interface Chunker {
  /// Bytes of the largest piece of any file: with its frame it fits a block of 2 MiB.
  int MAX_SIZE = 2 * 1024 * 1024 - 256;

  /// Bytes of a piece at most.
  int most();

  /// Pieces of one size, but for the last.
  record Size(int bytes) implements Chunker {
    public Size {
      require(bytes, "size");
    }

    @Override
    public int most() {
      return bytes;
    }
  }

  /// Pieces of 128 KiB to 512 KiB, cut by content.
  record Buzhash() implements Chunker {
    @Override
    public int most() {
      return BuzhashCutter.MOST;
    }
  }

  /// Pieces cut by Rabin fingerprints.
  ///
  /// @param least 16 bytes at least, less than the average
  /// @param average less than the most
  record Rabin(int least, int average, int most) implements Chunker {
    public Rabin {
      if (least < RabinCutter.WINDOW) {
        throw new IllegalArgumentException("rabin min must be greater than 16");
      }
      if (least >= average) {
        throw new IllegalArgumentException(
            "incorrect format: rabin-min must be smaller than rabin-avg");
      }
      if (average >= most) {
        throw new IllegalArgumentException(
            "incorrect format: rabin-avg must be smaller than rabin-max");
      }
      require(most, "rabin-max");
    }

    static Rabin of(int average) {
      return new Rabin(average / 3, average, (int) Math.min(Integer.MAX_VALUE, average * 3L / 2));
    }
  }

  private static void require(int bytes, String what) {
    if (bytes < 1 || bytes > MAX_SIZE) {
      throw new IllegalArgumentException(
          "chunks of " + bytes + " bytes (" + what + "); 1 to " + MAX_SIZE + " are possible");
    }
  }

  /// Reads `size-N`, `buzhash`, `rabin`, `rabin-AVG` or `rabin-MIN-AVG-MAX`, in bytes.
  ///
  /// @throws IllegalArgumentException for anything else
  static Chunker parse(String text) {
    String[] words = text.split("-", -1);
    return switch (words[0] + " " + words.length) {
      case "size 2" -> new Size(number(words[1], text));
      case "buzhash 1" -> new Buzhash();
      case "rabin 1" -> Rabin.of(256 << 10);
      case "rabin 2" -> Rabin.of(number(words[1], text));
      case "rabin 4" ->
          new Rabin(
              number(labelled(words[1], "min"), text),
              number(labelled(words[2], "avg"), text),
              number(labelled(words[3], "max"), text));
      default -> throw unknown(text);
    };
  }

  private static String labelled(String word, String label) {
    return word.startsWith(label + ":") ? word.substring(label.length() + 1) : word;
  }

  private static int number(String word, String text) {
    try {
      return Integer.parseInt(word);
    } catch (NumberFormatException e) {
      throw unknown(text);
    }
  }

  private static IllegalArgumentException unknown(String text) {
    return new IllegalArgumentException(
        "unrecognized chunker option: "
            + text
            + "; there are size-N, buzhash, rabin, rabin-AVG and rabin-MIN-AVG-MAX (bytes)");
  }

  /// Whether pieces end where the content says.
  default boolean byContent() {
    return !(this instanceof Size);
  }

  /// What cuts one file; empty where all pieces but the last have the same size.
  private Optional<Cutter> cutter() {
    return switch (this) {
      case Size _ -> Optional.empty();
      case Buzhash _ -> Optional.of(new BuzhashCutter());
      case Rabin(int least, int average, int most) ->
          Optional.of(new RabinCutter(least, average, most));
    };
  }

  /// A file's bytes, to be read piece by piece.
  default PieceInput pieces(InputStream in) {
    return new PieceInput(in, cutter());
  }
}
