package network.cairn.cli;

import java.io.PrintStream;
import java.time.Duration;
import network.cairn.api.answer.kubo.ProvideAnswer;

/// How announcing to a DHT goes, in Kubo's words, and of one CID in ours.
final class ProvideText {
  private ProvideText() {}

  static void print(ProvideAnswer answer, Invocation invocation, PrintStream out) {
    if (answer.key().isPresent()) {
      key(answer.key().get(), out);
      return;
    }
    brief(answer, out);
    if (invocation.flag("all")) {
      more(answer, out);
    }
  }

  private static void key(ProvideAnswer.OfKey key, PrintStream out) {
    line(out, "CID", key.cid());
    line(out, "Announced", key.waits() ? "waits to be announced" : time(key.announced()));
    line(out, "Record holders", key.holders() == 0 ? "N/A" : String.valueOf(key.holders()));
    line(out, "Next", time(key.next()));
  }

  private static void brief(ProvideAnswer answer, PrintStream out) {
    ProvideAnswer.Queues queues = answer.queues();
    ProvideAnswer.Ongoing ongoing = answer.ongoing();
    line(out, "Status", answer.status());
    line(out, "Provide queue", queues.keys() + " CIDs, " + queues.regions() + " regions");
    line(out, "Reprovide queue", queues.overdue() + " regions");
    line(out, "CIDs scheduled", String.valueOf(answer.schedule().keys()));
    line(out, "Regions scheduled", some(answer.schedule().regions()));
    line(out, "Avg record holders", some(answer.network().holders()));
    line(
        out, "Ongoing provides", ongoing.newKeys() + " CIDs, " + ongoing.newRegions() + " regions");
    line(out, "Ongoing reprovides", ongoing.keys() + " CIDs, " + ongoing.regions() + " regions");
    line(out, "Total CIDs provided", String.valueOf(answer.past().keys()));
  }

  private static void more(ProvideAnswer answer, PrintStream out) {
    ProvideAnswer.Past past = answer.past();
    line(out, "Total records provided", String.valueOf(past.records()));
    line(out, "Total provide errors", String.valueOf(past.failed()));
    line(out, "Region reprovide duration", past.duration() == 0 ? "N/A" : span(past.duration()));
    line(out, "Avg CIDs/reprovide", some(past.keysOfRegion()));
    line(out, "Avg prefix length", String.valueOf(answer.schedule().prefixLength()));
    line(out, "Next region prefix", answer.schedule().prefix());
    line(out, "Next region reprovide", time(answer.schedule().next()));
    line(out, "Reprovide interval", span(answer.timing().interval()));
    line(out, "Uptime", span(answer.timing().uptime()));
    line(out, "Peers swept", String.valueOf(answer.network().peers()));
    line(out, "Reachable peers", String.valueOf(answer.network().reachable()));
    line(out, "Avg region size", some(answer.network().regionSize()));
    line(out, "Replication factor", String.valueOf(ProvideAnswer.Network.REPLICATION));
  }

  private static String some(long number) {
    return number == 0 ? "N/A" : String.valueOf(number);
  }

  private static String time(String iso) {
    return iso.equals(ProvideAnswer.NEVER) ? "N/A" : iso;
  }

  private static String span(long nanos) {
    Duration span = Duration.ofNanos(nanos);
    return span.toHours() + "h" + span.toMinutesPart() + "m" + span.toSecondsPart() + "s";
  }

  private static void line(PrintStream out, String name, String value) {
    out.println(name + ":" + " ".repeat(Math.max(1, 20 - name.length())) + value);
  }
}
