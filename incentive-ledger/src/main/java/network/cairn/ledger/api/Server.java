package network.cairn.ledger.api;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.ledgerapi.LightBlockRequest;
import network.cairn.proto.ledgerapi.Problem;

/// One server of a ledger: carries requests to its door and gives back what it says, of which
/// nothing is believed yet. Thread-safe.
///
/// @param url for people
/// @param transport is closed with this
record Server(URI url, LedgerTransport transport) implements LightClient.Source, AutoCloseable {
  /// How long a call may take.
  static final Duration CALL = Duration.ofSeconds(15);

  /// The signed header of a height, 0 for the newest; empty if there is none.
  @Override
  public Optional<LightBlock> lightBlock(long height) {
    return lightBlock(height, CALL);
  }

  /// As the other, within a time.
  ///
  /// @throws UntrustedAnswer if it is of another height: a genuine header of one height in the
  ///   place of another's would look like a second chain
  Optional<LightBlock> lightBlock(long height, Duration timeout) {
    Optional<LightBlock> block =
        find(
            "light-block",
            LightBlockRequest.newBuilder().setHeight(height).build(),
            LightBlock.parser(),
            timeout);
    if (height != 0) {
      block.ifPresent(there -> requireHeight(there, height));
    }
    return block;
  }

  /// @throws UntrustedAnswer if a light block is of another height than was asked for
  static void requireHeight(LightBlock block, long height) {
    long its = block.getSignedHeader().getHeader().getHeight();
    if (its != height) {
      throw new UntrustedAnswer(
          "the header is of another height: " + its + ", not " + height + " as asked for");
    }
  }

  /// Asks for what every door has.
  ///
  /// @throws LedgerUnavailable if there is no whole answer within the timeout
  /// @throws UntrustedAnswer if it does not decode
  <M extends Message> M call(String name, Message request, Parser<M> parser, Duration timeout) {
    return find(name, request, parser, timeout)
        .orElseThrow(() ->
            new LedgerUnavailable(
                "what answers at "
                    + url
                    + " is no door of a ledger of this version, it has no "
                    + name
                    + "; correct ledger-url in the network file"));
  }

  /// As [#call]; empty if the door says that there is nothing.
  <M extends Message> Optional<M> find(
      String name, Message request, Parser<M> parser, Duration timeout) {
    LedgerTransport.Reply reply = post(name, request, timeout);
    if (reply.status() == 404) {
      return Optional.empty();
    }
    try {
      return Optional.of(parser.parseFrom(reply.body()));
    } catch (InvalidProtocolBufferException e) {
      throw new UntrustedAnswer("the answer to " + name + " does not decode");
    }
  }

  /// As [#call], whose answer may be of another form.
  LedgerTransport.Reply post(String name, Message request, Duration timeout) {
    LedgerTransport.Reply reply;
    try {
      reply = transport.post(name, request.toByteArray(), timeout);
    } catch (IOException e) {
      throw new LedgerUnavailable(
          "no answer from the ledger at "
              + url
              + ": "
              + (e instanceof ConnectException ? "nobody listens there" : e.getMessage())
              + "; try again when it runs, or correct ledger-url in the network file if it is"
              + " elsewhere",
          e);
    }
    if (reply.status() != 200 && reply.status() != 404) {
      throw new LedgerUnavailable("the ledger answers " + reply.status() + problem(reply.body()));
    }
    return reply;
  }

  private static String problem(byte[] body) {
    try {
      Problem problem = Problem.parseFrom(body);
      return " " + problem.getCode() + ": " + problem.getDetail();
    } catch (InvalidProtocolBufferException e) {
      return "";
    }
  }

  @Override
  public void close() {
    transport.close();
  }
}
