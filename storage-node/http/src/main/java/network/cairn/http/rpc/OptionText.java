package network.cairn.http.rpc;

import java.util.List;
import java.util.Locale;
import network.cairn.api.Kind;
import network.cairn.api.Option;

/// Reads an option's value from a query by Kubo's rules.
final class OptionText {
  private static final List<String> TRUE = List.of("", "1", "t", "T", "true", "TRUE", "True");
  private static final List<String> FALSE = List.of("0", "f", "F", "false", "FALSE", "False");

  private OptionText() {}

  /// The value in the one form that [Call] reads.
  ///
  /// @throws BadRequest if it is not of the option's kind
  static String checked(Option option, String value) {
    return switch (option.kind()) {
      case Kind.Flag _ -> flag(option, value);
      case Kind.Number _ -> {
        if (!value.matches("-?[0-9]{1,18}")) {
          throw refused(option, value);
        }
        yield value;
      }
      case Kind.Text _, Kind.Size _, Kind.Time _, Kind.Amount _, Kind.Choice _ -> value;
    };
  }

  private static String flag(Option option, String value) {
    if (TRUE.contains(value)) {
      return "true";
    }
    if (FALSE.contains(value)) {
      return "false";
    }
    throw refused(option, value);
  }

  private static BadRequest refused(Option option, String value) {
    return new BadRequest(
        String.format(
            Locale.ROOT,
            "could not convert value \"%s\" to type \"%s\" (for option \"-%s\")",
            value,
            option.kind().label(),
            option.name()));
  }
}
