package network.cairn.ledger.api;

import com.google.protobuf.ByteString;
import java.util.Optional;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.records.RecordCodec;
import network.cairn.proto.ledgerapi.Entry;
import network.cairn.proto.ledgerapi.EventItem;
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
}
