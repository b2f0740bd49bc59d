package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.TxBody;
import network.cairn.ledger.wallet.Signer;
import org.junit.jupiter.api.Test;

/// How much a proposal may ask a validator to verify.
class ProposalRulesTest {
  /// What the proof of a beacon key counts for: about as many signatures of keys never seen.
  private static final int PROOF = 2;

  private static final Signer PAYER = new Signer(new byte[32]);
  private static final ByteString BEACON = ByteString.copyFrom(new byte[Validation.PI_BYTES]);

  private static ByteString tx(Msg msg) {
    ByteString chainRef = ByteString.copyFrom(new byte[32]);
    return PAYER.tx(chainRef, 0, 1, 100, Collections.nCopies(TxBody.MAX_MSGS, msg)).encode();
  }

  /// So many of a transaction behind a beacon are proposed, and no more.
  private static void requireMost(ByteString tx, int signatures) {
    int most = Math.min(ProposalRules.MAX_SIGNATURES / signatures, ProposalRules.MAX_TXS);
    List<ByteString> many = Collections.nCopies(most + 1, tx);
    assertThat(ProposalRules.within(many, Envelopes.none())).hasSize(most);
    List<ByteString> block = new ArrayList<>(List.of(BEACON));
    block.addAll(many.subList(0, most));
    assertThat(ProposalRules.fault(block, Envelopes.none())).isEmpty();
    block.add(tx);
    assertThat(ProposalRules.fault(block, Envelopes.none())).isPresent();
  }

  @Test
  void transfersAskForOneSignatureEach() {
    requireMost(tx(new Msg.Transfer(PAYER.address(), Amount.ofPebbles(1))), 1);
  }

  /// Any operator may name a key sixteen times in a transaction, and none of them need hold.
  @Test
  void theProofOfABeaconKeyCountsForWhatItCosts() {
    Msg.BeaconKey beacon =
        new Msg.BeaconKey(ByteString.copyFrom(new byte[32]), ByteString.copyFrom(new byte[80]));
    Msg change = new Msg.ChangeKeys(Optional.empty(), Optional.of(beacon));
    requireMost(tx(change), 1 + TxBody.MAX_MSGS * PROOF);
  }
}
