package network.cairn.ledger.api;

import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.ledgerapi.EventItem;
import network.cairn.proto.ledgerapi.GetReply;
import network.cairn.proto.ledgerapi.GetRequest;
import network.cairn.proto.ledgerapi.OwnedReply;
import network.cairn.proto.ledgerapi.OwnedRequest;
import network.cairn.proto.ledgerapi.ScanReply;
import network.cairn.proto.ledgerapi.ScanRequest;
import network.cairn.proto.ledgerapi.StatusReply;
import network.cairn.proto.ledgerapi.StatusRequest;

/// How single servers are asked, and what their answers must be like before anybody looks into
/// them: of the chain that is meant, for what was asked, no longer and in the order that was
/// promised. Nothing of it is proved.
///
/// Each throws [LedgerUnavailable] where there is no answer, and [UntrustedAnswer] where it is of
/// another form.
final class Calls {
  private Calls() {}

  /// What a server says of itself.
  ///
  /// @throws UntrustedAnswer if its ledger is of another chain
  static NodeStatus status(Server server, NetworkFile network) {
    NodeStatus status =
        Wire.status(
            server.call(
                "status", StatusRequest.getDefaultInstance(), StatusReply.parser(), Server.CALL));
    if (!status.chainRef().equals(network.chainRef())) {
      throw new UntrustedAnswer("the ledger there is of another chain: " + status.chainId());
    }
    return status;
  }

  /// Asks for values.
  ///
  /// @param keys 1 to [LedgerClient#MAX_KEYS]
  /// @param height 0 for the newest
  /// @param prove whether each comes with its proof, and with the header after the state's
  /// @param known the header that is known already, by its hash
  static GetReply get(
      Server server, List<byte[]> keys, long height, boolean prove, Optional<ByteString> known) {
    if (keys.isEmpty() || keys.size() > LedgerClient.MAX_KEYS) {
      throw new IllegalArgumentException(keys.size() + " keys, not 1 to " + LedgerClient.MAX_KEYS);
    }
    GetRequest.Builder request = GetRequest.newBuilder().setHeight(height).setProve(prove);
    keys.forEach(key -> request.addKeys(ByteString.copyFrom(key)));
    known.ifPresent(request::setKnown);
    return server.call(
        "get", request.build(), GetReply.parser(), Server.CALL.plus(LedgerService.MAX_WAIT));
  }

  /// The values of an answer, each for its key.
  ///
  /// @param next the header after the state's, if it is believed
  static Reading reading(GetReply reply, List<byte[]> keys, Optional<LightBlock> next) {
    List<Reading.Item> items = new ArrayList<>();
    if (reply.getEntriesCount() != keys.size()) {
      throw new UntrustedAnswer("the answer has another number of values");
    }
    for (int i = 0; i < keys.size(); i++) {
      Reading.Item item = Wire.item(reply.getEntries(i));
      if (!item.key().equals(ByteString.copyFrom(keys.get(i)))) {
        throw new UntrustedAnswer("the answer is for another key");
      }
      items.add(item);
    }
    return new Reading(reply.getHeight(), items, next);
  }

  /// A page of entries.
  static ScanPage scan(Server server, ScanRequest request) {
    int limit = request.getLimit();
    ScanReply reply = server.call("scan", request, ScanReply.parser(), Server.CALL);
    if (reply.getEntriesCount() > limit) {
      throw new UntrustedAnswer("the answer has more entries than were asked for");
    }
    List<Reading.Item> items = reply.getEntriesList().stream().map(Wire::item).toList();
    if (reply.getMore() && items.size() < limit && bytes(items) <= LocalLedger.PAGE_BYTES) {
      throw new UntrustedAnswer("a page of a scan says that more follows, but is not full");
    }
    return new ScanPage(reply.getHeight(), items, reply.getMore());
  }

  private static long bytes(List<Reading.Item> items) {
    return items.stream()
        .mapToLong(item -> item.key().size() + item.value().map(ByteString::size).orElse(0))
        .sum();
  }

  /// A page of ids, which rise.
  static OwnedPage owned(Server server, OwnedRequest request) {
    OwnedPage page = Wire.owned(server.call("owned", request, OwnedReply.parser(), Server.CALL));
    if (page.ids().size() > request.getLimit()) {
      throw new UntrustedAnswer("the answer has more ids than were asked for");
    }
    long last = request.getAfter();
    for (long id : page.ids()) {
      if (Long.compareUnsigned(id, last) <= 0) {
        throw new UntrustedAnswer("the ids of a page do not rise");
      }
      last = id;
    }
    if (page.more() && page.ids().size() < request.getLimit()) {
      throw new UntrustedAnswer("a page of ids says that more follows, but is not full");
    }
    return page;
  }

  /// The events of a stream's bytes.
  ///
  /// What nobody asked for is passed over, so that a door of before these filters does too.
  static Events events(byte[] body, Events.Cursor after, EventFilter filter, int limit) {
    List<Events.Item> items = new ArrayList<>();
    Events.Cursor at = after;
    try (ByteArrayInputStream in = new ByteArrayInputStream(body)) {
      EventItem item = EventItem.parseDelimitedFrom(in);
      while (item != null && items.size() < limit) {
        at = Wire.cursor(item);
        if (item.hasEvent()) {
          Optional.of(Wire.event(item))
              .filter(told -> filter.takes(told.event()))
              .ifPresent(items::add);
        }
        item = EventItem.parseDelimitedFrom(in);
      }
      if (item != null && !item.hasEvent()) {
        at = Wire.cursor(item);
      }
    } catch (IOException | NotCanonical e) {
      throw new UntrustedAnswer("the stream of events does not decode");
    }
    return new Events(items, at);
  }
}
