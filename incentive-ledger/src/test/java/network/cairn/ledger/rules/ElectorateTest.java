package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.ledger.state.Overlay;
import network.cairn.ledger.state.StateView;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.proto.ledger.ProposalVote;
import network.cairn.proto.ledger.ValidatorRecord;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

/// Whose power counts in a vote.
class ElectorateTest {
  private static final ByteString HONEST = operator(1);
  private static final ByteString BARRED = operator(2);

  private static ByteString operator(int number) {
    byte[] address = new byte[32];
    address[0] = (byte) number;
    return ByteString.copyFrom(address);
  }

  private static void seat(Overlay state, int number, ByteString operator, boolean barred) {
    byte[] address = new byte[20];
    address[0] = (byte) number;
    state.put(
        StateKeys.validator(ByteString.copyFrom(address)),
        ValidatorRecord.newBuilder()
            .setPubkey(operator)
            .setPower(10)
            .setBeaconKey(operator)
            .setOperator(operator)
            .setBarred(barred)
            .build()
            .toByteArray());
  }

  private static ProposalVote yes(ByteString operator) {
    return ProposalVote.newBuilder().setOperator(operator).setYes(true).build();
  }

  @Test
  void whoWasBarredCountsInTheWholeAndHasNoVote() {
    MemoryState state = new MemoryState();
    Overlay writes = new Overlay(state);
    seat(writes, 1, HONEST, false);
    seat(writes, 2, BARRED, true);
    state.apply(writes.writes());
    Electorate electorate = Electorate.of(new StateReader(state));
    electorate.require(HONEST);
    assertThatThrownBy(() -> electorate.require(BARRED)).isInstanceOf(Rejected.class);
    List<ProposalVote> both = List.of(yes(HONEST), yes(BARRED));
    assertThat(electorate.isAboveThirds(1, both)).isTrue();
    assertThat(electorate.isAboveThirds(2, both)).as("half of the whole power").isFalse();
  }

  private static ByteString seat(int number) {
    byte[] address = new byte[20];
    address[0] = (byte) number;
    return ByteString.copyFrom(address);
  }

  private static BlockScope scope(Params params) {
    return new BlockScope(
        new BlockContext(1, 1, seat(1)),
        params,
        ByteString.copyFrom(new byte[32]),
        new Windows(params, List.of()),
        new Electorates(),
        new TestCrypto(),
        Envelopes.none());
  }

  private static void requireSame(Random random, Draft asked) {
    Electorate counted = asked.electorate();
    Electorate anew = Electorate.of(asked);
    List<ProposalVote> votes = new ArrayList<>();
    for (int i = 1; i <= 6; i++) {
      ByteString operator = operator(i);
      assertThat(counted.has(operator)).as("operator %s", i).isEqualTo(anew.has(operator));
      votes.add(yes(operator).toBuilder().setYes(random.nextBoolean()).build());
    }
    for (int thirds = 1; thirds <= 2; thirds++) {
      assertThat(counted.isAboveThirds(thirds, votes)).isEqualTo(anew.isAboveThirds(thirds, votes));
    }
  }

  /// Validators come, go, are barred and get other powers between the questions of one block.
  @Test
  void whatIsCountedOnceIsWhatTheStateNames() {
    Property.check(
        200,
        random -> {
          Draft draft =
              new Draft(
                  new Overlay(new MemoryState()),
                  scope(Params.defaults(Profile.DEV)),
                  Draft.END_OF_BLOCK,
                  0);
          for (int step = 0; step < 40; step++) {
            int number = 1 + random.nextInt(8);
            switch (random.nextInt(4)) {
              case 0 ->
                  draft.put(
                      StateKeys.validator(seat(number)),
                      ValidatorRecord.newBuilder()
                          .setPubkey(operator(number))
                          .setPower(random.nextInt(30))
                          .setOperator(operator(1 + random.nextInt(6)))
                          .setBarred(random.nextInt(4) == 0)
                          .build());
              case 1 -> draft.delete(StateKeys.validator(seat(number)));
              case 2 -> requireSame(random, draft);
              default -> requireSame(random, draft.child(1));
            }
          }
        });
  }

  /// Counts how often the set is read.
  private record Counted(StateView below, AtomicInteger sets) implements StateView {
    @Override
    public Optional<byte[]> get(byte[] key) {
      return below.get(key);
    }

    @Override
    public void scan(byte[] fromInclusive, byte[] toExclusive, Visitor visitor) {
      if (StateKeys.isValidator(fromInclusive)) {
        sets.incrementAndGet();
      }
      below.scan(fromInclusive, toExclusive, visitor);
    }
  }

  private static int setsRead(Senate senate, List<ByteString> txs) {
    AtomicInteger sets = new AtomicInteger();
    BlockResult result = senate.chain.dryRun(new Counted(senate.chain.state, sets), txs);
    assertThat(result.results()).allMatch(one -> one.code() == TxResult.DONE);
    return sets.get();
  }

  @Test
  void aBlockOfVotesReadsTheSetAsOftenAsOneVote() {
    Senate senate = new Senate();
    long id = senate.take("op0", senate.soon(Senate.changes("M", 60)));
    List<ByteString> votes = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      votes.add(senate.tx("op" + i % 4, new Msg.Vote(id, i % 3 == 0)));
    }
    int none = setsRead(senate, List.of());
    assertThat(setsRead(senate, votes.subList(0, 1))).isEqualTo(none + 1);
    assertThat(setsRead(senate, votes)).isEqualTo(none + 1);
  }
}
