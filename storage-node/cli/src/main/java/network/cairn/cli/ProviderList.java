package network.cairn.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import network.cairn.api.answer.ProviderEntry;
import network.cairn.api.json.JsonValue;
import network.cairn.base.units.ByteSize;
import network.cairn.base.units.Durations;
import network.cairn.base.units.ShortNames;

/// `cairn providers`: who could keep something, and for how much. Their short names are told apart,
/// so the whole list is read before any is printed.
final class ProviderList {
  private static final String ROW = "%-10s %-22s %-24s %-12s %-20s %s%n";
  private static final int MOST = 1_000;

  private ProviderList() {}

  static int run(Roles roles, Invocation invocation) throws IOException {
    Api.Query query = Remote.query(invocation);
    return new Client(roles, invocation)
        .online(api -> api.call("providers", query, (_, body) -> print(body, invocation)));
  }

  private static int print(InputStream body, Invocation invocation) throws IOException {
    PrintStream out = invocation.terminal().out();
    List<ProviderEntry> entries = new ArrayList<>();
    BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (invocation.json()) {
        out.print(Printable.json(line) + "\n");
      } else if (!line.isBlank() && entries.size() < MOST) {
        entries.add(ProviderEntry.read(Printable.of(JsonValue.parse(line))));
      }
    }
    if (!invocation.json()) {
      print(entries, out);
    }
    return 0;
  }

  private static void print(List<ProviderEntry> entries, PrintStream out) {
    out.printf(
        Locale.ROOT,
        ROW,
        "provider",
        "per GiB and day",
        "pieces of",
        "terms up to",
        "proven",
        "free bond");
    Map<String, String> names =
        ShortNames.distinct(entries.stream().map(ProviderEntry::provider).toList());
    for (ProviderEntry entry : entries) {
      boolean offers = entry.problem().isEmpty();
      out.printf(
          Locale.ROOT,
          ROW,
          names.get(entry.provider()),
          offers ? AmountText.text(entry.price()) : "-",
          offers ? ByteSize.text(entry.minBytes()) + " to " + ByteSize.text(entry.maxBytes()) : "-",
          offers ? Durations.rough(term(entry)) : "-",
          record(entry),
          AmountText.text(entry.free()));
      if (entry.kept() > 0 || broken(entry) > 0) {
        out.println("           " + promises(entry));
      }
      if (!offers) {
        out.println("           offers nothing now: " + entry.problem());
      }
    }
  }

  private static Duration term(ProviderEntry entry) {
    // Bounds of the protocol, so that no answer overflows.
    long periods = Math.clamp(entry.maxTerm(), 0, 3_650);
    return Duration.ofMillis(Math.clamp(entry.periodMillis(), 0, 1L << 40)).multipliedBy(periods);
  }

  private static long broken(ProviderEntry entry) {
    return entry.missed() + entry.failed() + entry.left();
  }

  /// Of all sets that it ever had, which live ones do not tell.
  private static String promises(ProviderEntry entry) {
    return "since it registered: "
        + entry.kept()
        + " periods kept, "
        + entry.missed()
        + " missed; sets: "
        + entry.failed()
        + " failed, "
        + entry.left()
        + " left";
  }

  private static String record(ProviderEntry entry) {
    long over = entry.proven() + entry.unproven();
    return over == 0 ? "nothing yet" : entry.proven() + " of " + over + " periods";
  }
}
