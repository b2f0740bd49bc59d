package network.cairn.app.demo;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import network.cairn.api.answer.LedgerClock;
import network.cairn.api.answer.PutEvent;
import network.cairn.api.answer.QuoteAnswer;
import network.cairn.api.json.JsonValue;

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
    Optional<PutEvent> event = PutEvent.read(JsonValue.parse(text));
    if (event.isPresent()) {
      tell(event.get());
    }
  }

  private void tell(PutEvent event) throws IOException {
    switch (event) {
      case PutEvent.Created(long number, LedgerClock clock) -> created(number, clock.height());
      case PutEvent.Taken(long slot, String provider) ->
          screen.say("copy " + slot + " is taken by " + names.apply(provider));
      case PutEvent.Refused(long slot, String provider, String reason) ->
          screen.say("copy " + slot + " is refused by " + names.apply(provider) + ": " + reason);
      case PutEvent.Pulling(long slot, String provider, long bytes, long of) ->
          screen.bar("copy " + slot + " to " + names.apply(provider), bytes, Math.max(1, of));
      case PutEvent.Opened(
              long slot,
              String provider,
              long set,
              long deadline,
              LedgerClock clock) ->
          screen.say(
              "copy "
                  + slot
                  + " is kept by "
                  + names.apply(provider)
                  + " as set "
                  + set
                  + ", first proof due by "
                  + clock.text(deadline));
      case PutEvent.Proven _, PutEvent.Done _ -> {
        // The end of the put says what counts.
      }
    }
  }

  private void created(long number, long height) throws IOException {
    agreement = Long.toString(number);
    quote();
    screen.say("agreement " + agreement + " is created and paid in block " + height);
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
      QuoteAnswer quote = QuoteAnswer.read(JsonValue.parse(text.substring(open, close + 1)));
      screen.say(
          "the quote: rent "
              + tokens(quote.rent())
              + ", deposits "
              + tokens(quote.deposit())
              + ", fee "
              + tokens(quote.fee())
              + ", together "
              + tokens(quote.total())
              + " CAIRN; each provider locks "
              + tokens(quote.collateral()));
    }
  }

  private static String tokens(String pebbles) {
    return Tokens.exact(new BigInteger(pebbles));
  }
}
