package network.cairn.http.rpc;

import java.util.List;

/// An option of a command.
///
/// @param names the long name first, then its short ones
public record Option(List<String> names, Kind kind) {
  /// What an option's value is.
  public enum Kind {
    TEXT("string"),
    FLAG("bool"),
    NUMBER("int");

    private final String label;

    Kind(String label) {
      this.label = label;
    }
  }

  private static final List<String> TRUE = List.of("", "1", "t", "T", "true", "TRUE", "True");
  private static final List<String> FALSE = List.of("0", "f", "F", "false", "FALSE", "False");

  public Option {
    names = List.copyOf(names);
  }

  String name() {
    return names.getFirst();
  }

  /// The value in the one form that [Call] reads.
  ///
  /// @throws BadRequest if it is not of the kind
  String checked(String value) {
    return switch (kind) {
      case TEXT -> value;
      case FLAG -> flag(value);
      case NUMBER -> {
        if (!value.matches("-?[0-9]{1,18}")) {
          throw refused(value);
        }
        yield value;
      }
    };
  }

  private String flag(String value) {
    if (TRUE.contains(value)) {
      return "true";
    }
    if (FALSE.contains(value)) {
      return "false";
    }
    throw refused(value);
  }

  private BadRequest refused(String value) {
    return new BadRequest(
        "could not convert value \"%s\" to type \"%s\" (for option \"-%s\")"
            .formatted(value, kind.label, name()));
  }
}
