package network.cairn.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import network.cairn.api.answer.LedgerClock;
import network.cairn.api.answer.PutEvent;
import network.cairn.api.json.JsonValue;
import network.cairn.base.units.ShortNames;

/// Follows a `put` that a daemon does: one line for each step, one that is drawn for each copy on
/// its way. The daemon goes on whether somebody follows or not.
final class PutEvents {
  private final Invocation invocation;
  private final Map<String, String> names;
  private final CopyLines lines;

  /// The agreement, once it is paid; read by another thread when the process is told to end.
  private volatile long agreement;

  /// @param agreement that is filled; 0 for one that is yet to be paid
  /// @param names of providers by their addresses, as they were shown before
  PutEvents(Invocation invocation, long agreement, Map<String, String> names) {
    this.invocation = invocation;
    this.agreement = agreement;
    this.names = Map.copyOf(names);
    this.lines = new CopyLines(invocation.terminal(), invocation);
  }

  /// @throws CommandFailed if the daemon ended before it said what became of it
  PutEvent.Done follow(InputStream body) throws IOException {
    Thread interrupted = Thread.ofPlatform().unstarted(this::sayWhoGoesOn);
    Runtime.getRuntime().addShutdownHook(interrupted);
    try {
      return read(body);
    } finally {
      forget(interrupted);
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process ends already, and the hook speaks.
    }
  }

  /// Said by a process that is told to end: nobody puts the same again because nothing was said.
  void sayWhoGoesOn() {
    if (agreement == 0) {
      invocation
          .terminal()
          .err()
          .println(
              "\nthe daemon goes on, and may have paid: see 'cairn agreement ls' before you put"
                  + " the same again");
    } else {
      invocation
          .terminal()
          .err()
          .println(
              "\nthe daemon goes on with agreement "
                  + agreement
                  + "; see 'cairn status "
                  + agreement
                  + "', and 'cairn receipt get -o FILE "
                  + agreement
                  + "' when it is done");
    }
  }

  private PutEvent.Done read(InputStream body) throws IOException {
    BufferedReader reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    Optional<PutEvent> last = Optional.empty();
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      last = PutEvent.read(Printable.of(JsonValue.parse(line)));
      last.ifPresent(this::remember);
      if (invocation.json()) {
        invocation.terminal().out().println(Printable.json(line));
        invocation.terminal().out().flush();
      } else {
        last.ifPresent(this::show);
      }
    }
    lines.clear();
    if (last.isPresent() && last.get() instanceof PutEvent.Done done) {
      return done;
    }
    throw new CommandFailed("the daemon ended before the copies were placed; " + next());
  }

  private void remember(PutEvent event) {
    if (event instanceof PutEvent.Created created) {
      agreement = created.agreement();
    }
  }

  /// What is paid, and how it goes on, where the daemon says no more.
  String next() {
    return agreement > 0
        ? "agreement "
            + agreement
            + " is paid, and the daemon fills the rest when it runs again: see 'cairn status "
            + agreement
            + "'"
        : "it may have paid: start it again and see 'cairn agreement ls' before you put the same"
            + " again; what is paid is filled by itself";
  }

  private String name(String provider) {
    return names.getOrDefault(provider, ShortNames.of(provider));
  }

  private void show(PutEvent event) {
    switch (event) {
      case PutEvent.Created(long id, LedgerClock clock) ->
          lines.say("agreement " + id + " created and paid, " + clock.text(clock.height()));
      case PutEvent.Taken(long slot, String provider) ->
          lines.say("copy " + slot + ": taken by " + name(provider));
      case PutEvent.Pulling(long slot, String provider, long bytes, long of) ->
          lines.at(slot, name(provider), bytes, of);
      case PutEvent.Refused(long slot, String provider, String reason) -> {
        lines.end(slot);
        lines.say("copy " + slot + ": " + name(provider) + " refused: " + reason);
      }
      case PutEvent.Opened(
              long slot,
              String provider,
              long set,
              long deadline,
              LedgerClock clock) -> {
        lines.end(slot);
        lines.say(
            "copy "
                + slot
                + ": kept by "
                + name(provider)
                + ", set "
                + set
                + ", first proof due by "
                + clock.text(deadline));
      }
      case PutEvent.Proven(long slot, long _) -> lines.say("copy " + slot + ": proven");
      case PutEvent.Done _ -> lines.clear();
    }
  }
}
