package network.cairn.http.delegated;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import network.cairn.base.hash.Sha256;
import network.cairn.base.time.Scheduler;
import network.cairn.http.door.Request;
import network.cairn.http.door.Response;
import network.cairn.libp2p.kad.InvalidValue;
import network.cairn.libp2p.kad.IpnsRecord;
import network.cairn.libp2p.peer.InvalidPeer;
import network.cairn.libp2p.peer.PeerId;

/// `ipns/NAME` of a routing server: signed records, which are checked on both ways.
final class NameRequests {
  static final String TYPE = "application/vnd.ipfs.ipns-record";

  /// Where a record does not say how long it may be kept.
  private static final Duration KEEP = Duration.ofMinutes(1);

  /// No header can name a later year.
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private final RoutingSource source;
  private final Scheduler scheduler;

  NameRequests(RoutingSource source, Scheduler scheduler) {
    this.source = source;
    this.scheduler = scheduler;
  }

  private static Optional<PeerId> name(Response response, String text) throws IOException {
    try {
      return Optional.of(PeerId.parse(text));
    } catch (InvalidPeer e) {
      RoutingAnswers.refuse(response, 400, "not the name of an IPNS record: " + e.getMessage());
      return Optional.empty();
    }
  }

  void get(Request request, Response response, String text)
      throws IOException, InterruptedException {
    String accepted = request.header("Accept").orElse("");
    if (!accepted.contains(TYPE) && !accepted.contains("*/*")) {
      RoutingAnswers.refuse(response, 406, "ask again with 'Accept: " + TYPE + "'");
      return;
    }
    Optional<PeerId> name = name(response, text);
    if (name.isPresent()) {
      Optional<NameRecord> record = source.name(name.get(), RoutingBounds.TIME);
      if (record.isPresent()) {
        send(request, response, record.get());
      } else {
        // Any other type than a record's stands for none.
        RoutingAnswers.send(
            response,
            200,
            "no record of this name is known",
            Map.of("Vary", "Accept", "Cache-Control", RoutingBounds.caching(false)));
      }
    }
  }

  private void send(Request request, Response response, NameRecord record) throws IOException {
    Instant now = Instant.ofEpochMilli(scheduler.epochMillis());
    Instant until = record.until().isAfter(LATEST) ? LATEST : record.until();
    long valid = Math.max(0, Duration.between(now, until).toSeconds());
    long keep = (record.keep().isPositive() ? record.keep() : KEEP).toSeconds();
    String tag = '"' + HexFormat.of().formatHex(Sha256.of(record.bytes())) + '"';
    Map<String, String> headers = new HashMap<>(RoutingAnswers.shared());
    headers.put("Vary", "Accept");
    headers.put("Etag", tag);
    headers.put("Last-Modified", RoutingAnswers.date(now.toEpochMilli()));
    headers.put("Expires", RoutingAnswers.date(until.toEpochMilli()));
    headers.put("Cache-Control", RoutingBounds.caching(Math.min(keep, valid), valid));
    if (request.header("If-None-Match").filter(tag::equals).isPresent()) {
      response.send(304, headers, new byte[0]);
    } else {
      headers.put("Content-Type", TYPE);
      response.send(200, headers, record.bytes());
    }
  }

  void put(Request request, Response response, String text)
      throws IOException, InterruptedException {
    if (!request.header("Content-Type").orElse("").startsWith(TYPE)) {
      RoutingAnswers.refuse(response, 406, "send a record with 'Content-Type: " + TYPE + "'");
      return;
    }
    Optional<PeerId> name = name(response, text);
    if (name.isEmpty()) {
      return;
    }
    byte[] record = request.body().readNBytes(IpnsRecord.MAX_SIZE + 1);
    if (record.length > IpnsRecord.MAX_SIZE) {
      RoutingAnswers.refuse(
          response, 400, "an IPNS record has at most " + IpnsRecord.MAX_SIZE + " bytes");
    } else if (!source.hasDht()) {
      RoutingAnswers.refuse(response, 501, "this node takes part in no DHT");
    } else {
      publish(response, name.get(), record);
    }
  }

  private void publish(Response response, PeerId name, byte[] record)
      throws IOException, InterruptedException {
    int told;
    try {
      told = source.publish(name, record, RoutingBounds.TIME);
    } catch (InvalidValue e) {
      RoutingAnswers.refuse(response, 400, String.valueOf(e.getMessage()));
      return;
    }
    if (told > 0) {
      RoutingAnswers.send(
          response, 200, "left with " + told + " peers", Map.of("Cache-Control", "no-store"));
    } else {
      RoutingAnswers.refuse(response, 503, "no peer of the DHT took the record");
    }
  }
}
