package network.cairn.api;

import java.util.List;

/// What an option's value is.
///
/// Methods of each kind instead of switches over them: the first pattern switch of a process costs
/// a client command a good part of its whole time.
public sealed interface Kind {
  /// What a caller must write, as in `takes a number`.
  String takes();

  /// How Kubo's RPC calls the type in its errors.
  default String label() {
    return "string";
  }

  /// How a command line's help names the value; empty for a flag, which needs none.
  default String placeholder() {
    return "text";
  }

  /// Whether a text is a value of this kind. Bounds and choices are left to whoever reads the
  /// value, because only the command knows whether it matters.
  default boolean accepts(String value) {
    return true;
  }

  /// True or false; given without a value it is true.
  record Flag() implements Kind {
    @Override
    public String takes() {
      return "true or false";
    }

    @Override
    public String label() {
      return "bool";
    }

    @Override
    public String placeholder() {
      return "";
    }

    @Override
    public boolean accepts(String value) {
      return value.equals("true") || value.equals("false");
    }
  }

  /// Any text.
  record Text() implements Kind {
    @Override
    public String takes() {
      return "a text";
    }
  }

  /// A whole number.
  ///
  /// @param least inclusive
  /// @param most inclusive
  record Number(long least, long most) implements Kind {
    /// Any number.
    public static final Number ANY = new Number(Long.MIN_VALUE, Long.MAX_VALUE);

    @Override
    public String takes() {
      return "a number";
    }

    @Override
    public String label() {
      return "int";
    }

    @Override
    public String placeholder() {
      return "number";
    }

    @Override
    public boolean accepts(String value) {
      try {
        Long.parseLong(value);
        return true;
      } catch (NumberFormatException e) {
        return false;
      }
    }

    /// Whether a number lies within the bounds.
    public boolean holds(long value) {
      return value >= least && value <= most;
    }
  }

  /// Bytes, as `10GB` or `512MiB`.
  record Size() implements Kind {
    @Override
    public String takes() {
      return "a size";
    }
  }

  /// A time, as `30s` or `180d`.
  record Time() implements Kind {
    @Override
    public String takes() {
      return "a time";
    }
  }

  /// CAIRN, as `2.5` or `2.5 CAIRN`.
  record Amount() implements Kind {
    @Override
    public String takes() {
      return "an amount in CAIRN";
    }

    @Override
    public String placeholder() {
      return "CAIRN";
    }
  }

  /// One of a few words.
  record Choice(List<String> words) implements Kind {
    public Choice {
      words = List.copyOf(words);
    }

    @Override
    public String takes() {
      return "one of " + String.join(", ", words);
    }
  }
}
