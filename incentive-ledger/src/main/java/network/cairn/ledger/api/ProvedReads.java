package network.cairn.ledger.api;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import network.cairn.base.units.ClockOff;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.light.LightHeader;
import network.cairn.ledger.rules.StateKeys;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.OutOfRange;
import network.cairn.ledger.types.Params;
import network.cairn.proto.comet.Header;
import network.cairn.proto.ledger.ChainRecord;
import network.cairn.proto.ledgerapi.GetReply;

/// Values of the ledger's state that prove under a believed header, and how new they must be.
/// Before the first of them the chain's own record must prove that it is the network file's chain.
/// Thread-safe.
final class ProvedReads {
  private final NetworkFile network;
  private final Servers servers;
  private final Believing believing;
  private final Pace pace;

  ProvedReads(NetworkFile network, Servers servers, Believing believing, Pace pace) {
    this.network = network;
    this.servers = servers;
    this.believing = believing;
    this.pace = pace;
  }

  /// The state of a height, or, of height 0, the newest, fresh enough for money.
  Reading read(List<byte[]> keys, long height) {
    requireChain();
    believing.lookForLag();
    return servers.ask(server -> height == 0 ? newest(server, keys) : proved(server, keys, height));
  }

  /// The newest state, fresh enough for money.
  private Reading newest(Server server, List<byte[]> keys) {
    Reading reading = proved(server, keys, 0);
    Instant time = Times.instant(header(reading).getTime());
    Duration age = believing.age(time);
    if (age.compareTo(LightHeader.CLOCK_DRIFT.negated()) < 0) {
      throw UntrustedAnswer.behind(
          "the newest header is of " + time + ", in the future: " + new ClockOff(age).advice());
    }
    if (age.compareTo(pace.maxAge()) > 0) {
      throw UntrustedAnswer.behind(
          "the newest header is of "
              + time
              + ", too old to rely on"
              + (believing.goesOn()
                  ? ": " + new ClockOff(age).advice()
                  : "; the ledger makes no blocks, or this computer's clock is ahead of its"));
    }
    return reading;
  }

  /// The newest state while the ledger goes on, whatever time it is.
  Reading readSteadily(List<byte[]> keys) {
    requireChain();
    believing.lookForLag();
    return servers.ask(server -> readSteadily(server, keys));
  }

  private Reading readSteadily(Server server, List<byte[]> keys) {
    Reading reading = proved(server, keys, 0);
    Duration still = believing.still();
    if (still.compareTo(pace.maxAge()) > 0) {
      throw UntrustedAnswer.behind(
          "the ledger has shown no new block for " + still.toSeconds() + " s");
    }
    return reading;
  }

  private static Header header(Reading reading) {
    return reading.next().orElseThrow().getSignedHeader().getHeader();
  }

  /// Once, before anything else: the chain's own record and its parameters, both proved.
  private void requireChain() {
    if (pace.isKnown()) {
      return;
    }
    List<byte[]> keys = List.of(StateKeys.chain(), StateKeys.params());
    Reading reading = servers.ask(server -> itsChain(server, keys));
    pace.is(blockInterval(network, reading.items()));
  }

  /// A server of another chain is left for the next.
  private Reading itsChain(Server server, List<byte[]> keys) {
    Reading reading = proved(server, keys, 0);
    blockInterval(network, reading.items());
    return reading;
  }

  private static Duration blockInterval(NetworkFile network, List<Reading.Item> items) {
    try {
      ChainRecord chain = ChainRecord.parseFrom(items.get(0).value().orElse(ByteString.EMPTY));
      if (!chain.getChainRef().equals(network.chainRef())) {
        throw new UntrustedAnswer("the ledger there grew from another genesis");
      }
      Params params = Params.decode(items.get(1).value().orElse(ByteString.EMPTY));
      return Duration.ofMillis(params.blockIntervalMs());
    } catch (InvalidProtocolBufferException | NotCanonical | OutOfRange e) {
      throw new UntrustedAnswer("the chain's record or parameters do not decode");
    }
  }

  private Reading proved(Server server, List<byte[]> keys, long height) {
    Optional<Header> before = believing.highest();
    GetReply reply = Calls.get(server, keys, height, true, believing.known(height));
    if (height == 0 && before.isPresent()) {
      requireNoLower(reply.getNext().getSignedHeader().getHeader(), before.get());
    }
    LightHeader next = believing.believe(server, reply.getNext());
    Header header = next.header();
    Reading reading = Calls.reading(reply, keys, Optional.of(next.toWire()));
    if (header.getHeight() != reply.getHeight() + 1
        || (height != 0 && reply.getHeight() != height)) {
      throw new UntrustedAnswer("the header is not of the height after the state's");
    }
    for (Reading.Item item : reading.items()) {
      if (!StateProofs.hold(header, item)) {
        throw new UntrustedAnswer("a value's proof does not hold at height " + reply.getHeight());
      }
    }
    return reading;
  }

  private void requireNoLower(Header now, Header before) {
    if (now.getHeight() < before.getHeight()) {
      throw UntrustedAnswer.behind(
          "the ledger answers from height "
              + now.getHeight()
              + ", but was at "
              + before.getHeight()
              + "; if it stays so, "
              + believing.cure());
    }
  }
}
