package network.cairn.libp2p.select;

import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.io.Duplex;
import network.cairn.libp2p.select.NegotiationFailed.Reason;

/// Agreement on a protocol over a fresh connection or stream (libp2p specs, connections).
///
/// Stateless. All calls block; deadlines are the caller's, on the channel. Lines are at most 1,024
/// bytes. After a [NegotiationFailed] the channel must be closed or reset: bytes of the peer may
/// already have been taken for proposals.
public final class Multistream {
  /// Proposals that a listener answers with `na` before it gives up.
  public static final int MAX_PROPOSALS = 64;

  private Multistream() {}

  /// Proposes these protocols in order, as the dialer; the header goes out with the first proposal,
  /// since some listeners stay silent until they have read it.
  ///
  /// @return the first protocol that the listener accepts
  /// @throws NegotiationFailed if it accepts none or answers nonsense
  public static String negotiate(Duplex io, List<String> protocols) throws IOException {
    if (protocols.isEmpty()) {
      throw new IllegalArgumentException("no protocol to propose");
    }
    Lines.write(io, Lines.HEADER, protocols.getFirst());
    Lines.readHeader(io);
    for (int i = 0; i < protocols.size(); i++) {
      String protocol = protocols.get(i);
      if (i > 0) {
        Lines.write(io, protocol);
      }
      if (accepted(io, protocol)) {
        return protocol;
      }
    }
    throw new NegotiationFailed(
        Reason.REFUSED, "multistream-select: the peer speaks none of " + protocols);
  }

  static boolean accepted(Duplex io, String protocol) throws IOException {
    String answer = Lines.read(io);
    if (answer.equals(protocol)) {
      return true;
    }
    if (answer.equals(Lines.NOT_AVAILABLE)) {
      return false;
    }
    throw Lines.malformed(
        "'" + Lines.excerpt(answer) + "' as answer to the proposal of " + protocol);
  }

  /// Answers proposals, as the listener, until one is supported.
  ///
  /// @return the agreed protocol
  /// @throws NegotiationFailed if the dialer sends nonsense or more than [#MAX_PROPOSALS] proposals
  ///   in vain
  public static String accept(Duplex io, Predicate<String> supported) throws IOException {
    Lines.readHeader(io);
    Lines.write(io, Lines.HEADER);
    for (int i = 0; i < MAX_PROPOSALS; i++) {
      String proposal = Lines.read(io);
      if (supported.test(proposal)) {
        Lines.write(io, proposal);
        return proposal;
      }
      Lines.write(io, Lines.NOT_AVAILABLE);
    }
    throw Lines.malformed(MAX_PROPOSALS + " proposals that are not spoken here");
  }

  /// Assumes that the listener accepts the one protocol: the proposal goes out with the first
  /// write, the answer is checked at the first read. Only for peers whose identify message names
  /// the protocol.
  ///
  /// @param monitor a fresh one; serializes the proposal with the first write
  public static LazyNegotiation lazy(Duplex io, String protocol, Scheduler.Monitor monitor) {
    return new LazyNegotiation(io, protocol, monitor);
  }
}
