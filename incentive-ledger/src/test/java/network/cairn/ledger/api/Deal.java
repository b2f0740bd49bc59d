package network.cairn.ledger.api;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.List;
import network.cairn.base.hash.Sha256;
import network.cairn.ledger.crypto.Ed25519;
import network.cairn.ledger.engine.Engine;
import network.cairn.ledger.engine.embedded.EmbeddedEngine;
import network.cairn.ledger.engine.embedded.TestChain;
import network.cairn.ledger.proof.CommP;
import network.cairn.ledger.records.AgreementRecord;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.Intent;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.PeerIds;
import network.cairn.ledger.types.SignedIntent;
import network.cairn.ledger.wallet.Signer;

/// An agreement of two copies with one open set, on a chain in this process.
final class Deal {
  static final Amount CEILING = Amount.ofCairn(1_000);
  private final EmbeddedEngine engine;
  private final Signer client = new Signer(TestChain.TREASURY);
  private final Signer provider = new Signer(TestChain.seed("provider"));
  private final ByteString chainRef;
  private long nonce;

  Deal(EmbeddedEngine engine) {
    this(engine, TestChain.genesis());
  }

  /// @param genesis of the engine's chain
  Deal(EmbeddedEngine engine, Genesis genesis) {
    this.engine = engine;
    this.chainRef = ByteString.copyFrom(genesis.chainRef());
  }

  private void run(Signer payer, Msg msg) {
    ByteString tx =
        payer.tx(chainRef, 3, ++nonce, engine.head().getHeight() + 50, List.of(msg)).encode();
    Engine.Taken taken = engine.submit(tx);
    if (taken.refusal().isPresent()) {
      throw new AssertionError(taken.refusal().get());
    }
    engine.step();
    var record = engine.read(state -> state.tx(taken.bodyId().toByteArray())).orElseThrow();
    if (record.getCode() != 0) {
      throw new AssertionError(record);
    }
  }

  long open() {
    byte[] content = new byte[1_000];
    CommP commP = new CommP();
    commP.update(content, 0, content.length);
    ByteString piece = ByteString.copyFrom(commP.finish().encode());
    ByteString root =
        ByteString.copyFrom(
            ByteBuffer.allocate(36)
                .put(new byte[] {1, 0x55, 0x12, 0x20})
                .put(Sha256.of(content))
                .array());
    run(client, new Msg.Transfer(provider.address(), Amount.ofCairn(1_000)));
    byte[] peer = TestChain.seed("peer");
    run(
        provider,
        new Msg.RegisterProvider(
            provider.address(),
            PeerIds.ofKey(Ed25519.publicKey(peer)),
            ByteString.copyFrom(Ed25519.sign(peer, Domain.bindPeer(chainRef, provider.address()))),
            List.of(),
            Amount.ofCairn(500)));
    long fillUntil = engine.head().getHeight() + 1_000;
    run(client, new Msg.CreateAgreement(root, piece, 2, CEILING, 5, 1, fillUntil));
    AgreementRecord agreement =
        engine.read(state -> new LedgerView(state).agreement(1)).orElseThrow();
    Intent intent =
        new Intent(
            chainRef, 1, 1, provider.address(), piece, CEILING, agreement.collateral(), fillUntil);
    ByteString body = intent.encode();
    SignedIntent signed = new SignedIntent(body, client.sign(Domain.INTENT.signBytes(body)));
    run(provider, new Msg.OpenSet(signed));
    return 1;
  }
}
