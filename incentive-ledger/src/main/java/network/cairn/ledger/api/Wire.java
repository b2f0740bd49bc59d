package network.cairn.ledger.api;

import com.google.protobuf.ByteString;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.records.Event;
import network.cairn.ledger.records.RecordCodec;
import network.cairn.ledger.rules.Owned;
import network.cairn.ledger.types.Address;
import network.cairn.proto.ledgerapi.Entry;
import network.cairn.proto.ledgerapi.EventItem;
import network.cairn.proto.ledgerapi.EventsRequest;
import network.cairn.proto.ledgerapi.NodeReply;
import network.cairn.proto.ledgerapi.OwnedReply;
import network.cairn.proto.ledgerapi.OwnedRequest;
import network.cairn.proto.ledgerapi.Signer;
import network.cairn.proto.ledgerapi.StatusReply;
import network.cairn.proto.ledgerapi.TxReply;

/// The door's messages and the client's values, each way.
final class Wire {
  private Wire() {}

  static StatusReply status(NodeStatus status) {
    return StatusReply.newBuilder()
        .setChainId(status.chainId())
        .setChainRef(status.chainRef())
        .setHeight(status.height())
        .setAppHash(status.appHash())
        .setTime(Times.of(status.time()))
        .setCatchingUp(status.catchingUp())
        .setBlockIntervalMs(status.blockIntervalMs())
        .build();
  }

  static NodeStatus status(StatusReply reply) {
    return new NodeStatus(
        reply.getChainId(),
        reply.getChainRef(),
        reply.getHeight(),
        reply.getAppHash(),
        Times.instant(reply.getTime()),
        reply.getCatchingUp(),
        reply.getBlockIntervalMs());
  }

  static NodeReply report(ServerReport report) {
    NodeReply.Builder out =
        NodeReply.newBuilder()
            .setEngine(report.engine())
            .setAppVersion(report.appVersion())
            .setHeight(report.height())
            .setCatchingUp(report.catchingUp())
            .addAllPeers(report.peers())
            .setCommits(report.commits());
    report
        .signers()
        .forEach(signer ->
            out.addSigners(
                Signer.newBuilder()
                    .setAddress(signer.address())
                    .setPower(signer.power())
                    .setSigned(signer.signed())
                    .setLast(signer.last())));
    return out.build();
  }

  /// @throws UntrustedAnswer if it says more than there can be
  static ServerReport report(NodeReply reply) {
    return new ServerReport(
        "",
        reply.getEngine(),
        reply.getAppVersion(),
        reply.getHeight(),
        0,
        reply.getCatchingUp(),
        reply.getPeersList(),
        reply.getCommits(),
        reply.getSignersList().stream()
            .map(s ->
                new ServerReport.Signer(s.getAddress(), s.getPower(), s.getSigned(), s.getLast()))
            .toList());
  }

  static TxReply tx(TxReceipt receipt) {
    return TxReply.newBuilder()
        .setBodyId(receipt.bodyId())
        .setHeight(receipt.height())
        .setIndex(receipt.index())
        .setCode(receipt.code())
        .setData(receipt.data())
        .setReason(receipt.reason())
        .setLog(receipt.log())
        .build();
  }

  static TxReceipt tx(TxReply reply) {
    return new TxReceipt(
        reply.getBodyId(),
        reply.getHeight(),
        reply.getIndex(),
        reply.getCode(),
        reply.getData(),
        reply.getReason(),
        reply.getLog());
  }

  static Entry entry(Reading.Item item) {
    return Entry.newBuilder()
        .setKey(item.key())
        .setValue(item.value().orElse(ByteString.EMPTY))
        .setProof(item.proof())
        .build();
  }

  static Reading.Item item(Entry entry) {
    return new Reading.Item(
        entry.getKey(),
        Optional.of(entry.getValue()).filter(value -> !value.isEmpty()),
        entry.getProof());
  }

  static EventItem event(Events.Item item) {
    return EventItem.newBuilder()
        .setHeight(item.at().height())
        .setIndex(item.at().index())
        .setEvent(RecordCodec.wire(item.event()))
        .build();
  }

  static Events.Item event(EventItem item) {
    return new Events.Item(
        new Events.Cursor(item.getHeight(), item.getIndex()), RecordCodec.event(item.getEvent()));
  }

  /// A place up to which nothing else follows that was asked for.
  static EventItem place(Events.Cursor at) {
    return EventItem.newBuilder().setHeight(at.height()).setIndex(at.index()).build();
  }

  static Events.Cursor cursor(EventItem item) {
    return new Events.Cursor(item.getHeight(), item.getIndex());
  }

  static EventsRequest.Builder events(Events.Cursor after, EventFilter filter, int limit) {
    EventsRequest.Builder request =
        EventsRequest.newBuilder()
            .setAfterHeight(after.height())
            .setAfterIndex(after.index())
            .setLimit(limit);
    filter.kinds().stream().map(Event.Kind::number).sorted().forEach(request::addKinds);
    filter.account().ifPresent(account -> request.setAccount(account.bytes()));
    return request;
  }

  /// @throws IllegalArgumentException if it is none
  static EventFilter filter(EventsRequest request) {
    if (request.getKindsCount() > EventFilter.MAX_KINDS) {
      throw new IllegalArgumentException(
          "at most " + EventFilter.MAX_KINDS + " kinds of events are named");
    }
    Set<Event.Kind> kinds =
        request.getKindsList().stream().map(Event.Kind::of).collect(Collectors.toSet());
    if (kinds.contains(Event.Kind.UNKNOWN)) {
      throw new IllegalArgumentException("there is no event of one of the kinds");
    }
    return new EventFilter(
        kinds,
        Optional.of(request.getAccount()).filter(account -> !account.isEmpty()).map(Wire::address));
  }

  private static Address address(ByteString bytes) {
    if (bytes.size() != Address.SIZE) {
      throw new IllegalArgumentException("an account has " + Address.SIZE + " bytes");
    }
    return new Address(bytes);
  }

  static OwnedRequest owned(Owned.Kind kind, Address owner, long after, int limit) {
    return OwnedRequest.newBuilder()
        .setKindValue(kind.number())
        .setOwner(owner.bytes())
        .setAfter(after)
        .setLimit(limit)
        .build();
  }

  static Owned.Kind ownedKind(OwnedRequest request) {
    return Owned.Kind.of(request.getKindValue())
        .orElseThrow(() -> new IllegalArgumentException("nothing of that kind is owned"));
  }

  static Address owner(OwnedRequest request) {
    return address(request.getOwner());
  }

  static OwnedReply owned(OwnedPage page) {
    return OwnedReply.newBuilder()
        .setHeight(page.height())
        .addAllIds(page.ids())
        .setMore(page.more())
        .build();
  }

  static OwnedPage owned(OwnedReply reply) {
    return new OwnedPage(reply.getHeight(), reply.getIdsList(), reply.getMore());
  }
}
