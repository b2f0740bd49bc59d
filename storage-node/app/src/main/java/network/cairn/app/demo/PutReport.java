package network.cairn.app.demo;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import network.cairn.cli.Json;

/// Tells what `cairn put --enc json` says: its quote from standard error, its events one a line.
final class PutReport implements Launcher.Listener {
  private static final String ADDED = "added ";
  private final Screen screen;
  private final UnaryOperator<String> names;
  private final Path errors;
  private String root = "";
  private String agreement = "";

  /// @param names an operator's address to a name
  /// @param errors the file that standard error goes to
  PutReport(Screen screen, UnaryOperator<String> names, Path errors) {
    this.screen = screen;
    this.names = names;
    this.errors = errors;
  }

  Path errors() {
    return errors;
  }

  String root() {
    return root;
  }

  String agreement() {
    return agreement;
  }

  /// The last line of standard error.
  String complaint() throws IOException {
    return errorText().lines().reduce("nothing was said", (_, last) -> last);
  }

  private String errorText() throws IOException {
    return Files.readString(errors, StandardCharsets.UTF_8);
  }

  @Override
  public void line(String text) throws IOException {
    Json event = Json.parse(text);
    String copy = "copy " + event.at("Slot").text();
    String provider = names.apply(event.at("Provider").text());
    switch (event.at("Event").text()) {
      case "created" -> created(event);
      case "taken" -> screen.say(copy + " is taken by " + provider);
      case "refused" ->
          screen.say(copy + " is refused by " + provider + ": " + event.at("Reason").text());
      case "pulling" ->
          screen.bar(
              copy + " to " + provider,
              event.at("Bytes").number(),
              Math.max(1, event.at("Of").number()));
      case "opened" ->
          screen.say(
              copy
                  + " is kept by "
                  + provider
                  + " as set "
                  + event.at("Set").text()
                  + ", first proof due by height "
                  + event.at("Deadline").text());
      default -> {
        // Later versions may say more; the end of the put says what counts.
      }
    }
  }

  private void created(Json event) throws IOException {
    agreement = event.at("Agreement").text();
    quote();
    screen.say(
        "agreement " + agreement + " is created and paid in block " + event.at("Height").text());
  }

  private void quote() throws IOException {
    String text = errorText();
    root =
        text.lines()
            .filter(line -> line.startsWith(ADDED))
            .map(line -> line.substring(ADDED.length()).strip())
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("put did not say what it added"));
    screen.say("the file is " + root);
    int open = text.indexOf('{');
    int close = text.lastIndexOf('}');
    if (open >= 0 && close > open) {
      Json quote = Json.parse(text.substring(open, close + 1));
      screen.say(
          "the quote: rent "
              + tokens(quote, "Rent")
              + ", deposits "
              + tokens(quote, "Deposit")
              + ", fee "
              + tokens(quote, "Fee")
              + ", together "
              + tokens(quote, "Total")
              + " CAIRN; each provider locks "
              + tokens(quote, "Collateral"));
    }
  }

  private static String tokens(Json quote, String name) {
    return Tokens.exact(new BigInteger(quote.at(name).text()));
  }
}
