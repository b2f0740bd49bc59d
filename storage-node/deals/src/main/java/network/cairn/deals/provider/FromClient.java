package network.cairn.deals.provider;

import java.io.IOException;
import java.io.InputStream;
import network.cairn.deals.protocol.PieceClient;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.libp2p.peer.PeerId;

/// The client's side of a fill: only over a connection that is there already. For one transfer at a
/// time.
final class FromClient implements PieceSource {
  private final Context context;
  private final PieceClient pieces;
  private final PeerId peer;
  private final Proposal proposal;
  private final ProviderConfig terms;
  private long leftMs;

  /// @param terms under which the deal was taken; others that its owner sets later end no fill
  FromClient(
      Context context, PieceClient pieces, PeerId peer, Proposal proposal, ProviderConfig terms) {
    this.context = context;
    this.pieces = pieces;
    this.peer = peer;
    this.proposal = proposal;
    this.terms = terms;
  }

  @Override
  public InputStream open(long offset) throws IOException, InterruptedException {
    if (!context.host().isConnected(peer)) {
      throw new IOException("the client is not connected");
    }
    PieceCid piece = proposal.piece();
    return pieces.open(peer, piece, offset);
  }

  @Override
  public void check() {
    try {
      Head head = context.chain().head();
      proposal.judge(head, terms);
      leftMs =
          (proposal.intent().validUntil() - head.height())
              * head.state().params().blockIntervalMs();
    } catch (Proposal.Refused e) {
      throw new GivenUp(String.valueOf(e.getMessage()));
    } catch (LedgerUnavailable e) {
      context.warnings().note("a fill goes on without the ledger: " + e.getMessage());
    }
  }

  /// Half of what the rest needs: at less it will not be here while the intent is valid.
  @Override
  public long leastRate(long left) {
    return leftMs <= 0 ? 0 : left / 2 * 1_000 / leftMs;
  }
}
