package network.cairn.ledger.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import network.cairn.ledger.crypto.EcVrf;
import network.cairn.ledger.crypto.Ed25519;
import network.cairn.ledger.engine.Engine;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.Submitter;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.types.Sig;
import network.cairn.ledger.types.SignedTx;
import network.cairn.ledger.types.Staking;
import network.cairn.ledger.types.TxBody;
import network.cairn.proto.ledgerapi.LedgerHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A chain with staking that one program makes alone: its validator's stake grows and shrinks, its
/// fees come back, and nobody else is let in.
final class StakedAloneTest {
  private static final Staking RULES = Staking.defaults(Profile.DEV);
  private static final Genesis GENESIS = genesis();
  @TempDir private Path folder;
  private long nonce;

  private static Genesis genesis() {
    Address operator = TestChain.address(TestChain.TREASURY);
    Amount stake = Amount.ofCairn(100);
    return new Genesis(
        "cairn-dev-test",
        TestChain.START.toEpochMilli(),
        List.of(
            Genesis.Validator.of(
                ByteString.copyFrom(Ed25519.publicKey(TestChain.VALIDATOR)),
                ByteString.copyFrom(Ed25519.publicKey(TestChain.BEACON)),
                new Genesis.Stake(operator, stake),
                RULES)),
        Params.defaults(Profile.DEV).with(RULES),
        List.of(new Genesis.Allocation(operator, Amount.SUPPLY.minus(stake))));
  }

  private EmbeddedEngine open(String state) {
    return new EmbeddedEngine(
        GENESIS,
        TestChain.keys(),
        LmdbStateStore.open(folder.resolve(state)),
        BlockLog.open(folder.resolve("blocks")),
        TestChain.ticking(),
        LedgerMetrics.none());
  }

  private ByteString tx(Engine engine, Msg msg) {
    ByteString body =
        TxBody.of(
                ByteString.copyFrom(GENESIS.chainRef()),
                TestChain.address(TestChain.TREASURY),
                0,
                ++nonce,
                engine.head().getHeight() + 100,
                List.of(msg))
            .encode();
    byte[] signature = Ed25519.sign(TestChain.TREASURY, Domain.TX.signBytes(body));
    return new SignedTx(body, Sig.ed25519(Ed25519.publicKey(TestChain.TREASURY), signature))
        .encode();
  }

  private static long power(EmbeddedEngine engine) {
    return engine.read(state -> new LedgerView(state).validators().getFirst().power());
  }

  private static void until(EmbeddedEngine engine, long height) {
    while (engine.head().getHeight() < height) {
      engine.step();
    }
  }

  @Test
  void itsOwnStakeMovesItsPowerAndAReplayAgrees() {
    LedgerHead head;
    try (EmbeddedEngine engine = open("state")) {
      assertThat(engine.submit(tx(engine, add()), Submitter.local()).refusal()).isEmpty();
      until(engine, RULES.epoch());
      assertThat(power(engine)).isEqualTo(110_000);
      Msg all = new Msg.UnbondStake(Amount.ofCairn(110));
      assertThat(engine.submit(tx(engine, all), Submitter.local()).refusal()).isEmpty();
      until(engine, 4 * RULES.epoch());
      assertThat(power(engine)).as("the only one stays").isEqualTo(110_000);
      assertThat(engine.validators(4 * RULES.epoch()).orElseThrow().members()).hasSize(1);
      head = engine.head();
    }
    try (EmbeddedEngine again = open("other")) {
      assertThat(again.head()).isEqualTo(head);
      again.step();
    }
  }

  private static Msg add() {
    return new Msg.BondStake(Amount.ofCairn(10), Optional.empty());
  }

  @Test
  void othersAndOtherKeysAreRefusedInWords() {
    try (EmbeddedEngine engine = open("state")) {
      ByteString chainRef = ByteString.copyFrom(GENESIS.chainRef());
      Address operator = TestChain.address(TestChain.TREASURY);
      byte[] seed = TestChain.seed("other");
      ByteString key = ByteString.copyFrom(Ed25519.publicKey(seed));
      Msg.VoteKey vote =
          new Msg.VoteKey(
              key,
              ByteString.copyFrom(Ed25519.sign(seed, Domain.bindValidator(chainRef, operator))));
      Msg.BeaconKey beacon =
          new Msg.BeaconKey(
              key, ByteString.copyFrom(EcVrf.prove(seed, Domain.bindBeacon(chainRef, operator))));
      for (Msg msg :
          List.of(
              new Msg.BondStake(
                  Amount.ofCairn(10), Optional.of(new Msg.CandidateKeys(vote, beacon))),
              new Msg.ChangeKeys(Optional.of(vote), Optional.empty()),
              new Msg.ChangeKeys(Optional.empty(), Optional.of(beacon)))) {
        assertThat(
                engine.submit(tx(engine, msg), Submitter.local()).refusal().orElseThrow().detail())
            .contains("need a chain made by CometBFT");
      }
      assertThat(engine.step().getHeight()).isEqualTo(1);
    }
  }
}
