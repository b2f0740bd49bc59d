package network.cairn.ledger.engine.comet.abci;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import network.cairn.proto.abci.Request;
import network.cairn.proto.abci.RequestFlush;
import network.cairn.proto.abci.Response;

/// One connection of a CometBFT made by hand: each call is followed by a flush, as its own are, and
/// recorded. For one thread.
public final class AbciClient implements AutoCloseable {
  private static final Request FLUSH =
      Request.newBuilder().setFlush(RequestFlush.getDefaultInstance()).build();

  private final SocketChannel channel;
  private final InputStream in;
  private final OutputStream out;
  private final AbciGrammar grammar;

  /// @param grammar gets each call
  public AbciClient(Path socket, AbciGrammar grammar) throws IOException {
    this.channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    this.in = Channels.newInputStream(channel);
    this.out = Channels.newOutputStream(channel);
    this.grammar = grammar;
  }

  public Response call(Request request) throws IOException {
    grammar.saw(request);
    request.writeDelimitedTo(out);
    FLUSH.writeDelimitedTo(out);
    Response answer = read();
    if (!read().hasFlush()) {
      throw new IOException("a flush is not answered by a flush");
    }
    return answer;
  }

  Response read() throws IOException {
    Response answer = Response.parseDelimitedFrom(in);
    if (answer == null) {
      throw new IOException("the server ended the connection");
    }
    return answer;
  }

  void write(byte[] bytes) throws IOException {
    out.write(bytes);
  }

  OutputStream out() {
    return out;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
